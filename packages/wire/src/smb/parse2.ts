import { unsigned32le, word16le, word32le } from '../bytes.ts';
import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { SMB2_CODES, SMB2_COMMAND, smbVerb } from './commands.ts';
import { objectName, SmbNames } from './names.ts';
import { REQUEST_KEPT_BYTES_MAX } from './parse1.ts';
import { carryPipe, pipeKey } from './pipes.ts';
import { setupSightings, tellUser } from './setup.ts';
import { DIALECT_FAMILY, familyAt, SMB2, SMB2_ASYNC, SMB2_REPLY } from './shape.ts';
import { command2, givenHandle, mayCreate, openedName2, sharePath2, usedHandle } from './smb2.ts';
import { isRefusal, STATUS } from './status.ts';

/** Requests or answers in one message, MS-SMB2 §3.2.4.1.4. */
const CHAIN_MAX = 64;
/** Stands for "as the one before in the chain". */
const SAME_TREE = 0xffffffff;

/** Takes one message of SMB2 or 3 (MS-SMB2), which may hold several. Paired by message number. */
export function parseSmb2(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
  whole: boolean,
): void {
  let tree = 0;
  for (let link = 0; link < CHAIN_MAX; link++) {
    const isOne =
      end - at >= SMB2.body &&
      familyAt(bytes, at, end) === DIALECT_FAMILY.smb2 &&
      word16le(bytes, at + SMB2.structureBytes) === SMB2.body;
    if (!isOne) {
      if (whole) context.anomaly('smb2_header_malformed');
      return context.skips.reason('smb_malformed');
    }
    const next = unsigned32le(bytes, at + SMB2.next);
    const linkEnd = next === 0 ? end : at + next;
    if (next !== 0 && (next < SMB2.body || linkEnd > end)) {
      if (whole) context.anomaly('smb2_chain_beyond_message');
      return context.skips.reason('smb_malformed');
    }
    const ownTree = unsigned32le(bytes, at + SMB2.tree);
    if (ownTree !== SAME_TREE) tree = ownTree;
    const isReply = (unsigned32le(bytes, at + SMB2.flags) & SMB2_REPLY) !== 0;
    if (isReply) parseReply(context, bytes, at, linkEnd, tree);
    else parseRequest(context, bytes, at, linkEnd, tree);
    if (next === 0) return;
    at = linkEnd;
  }
  context.anomaly('smb2_chain_too_long');
}

function parseRequest(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
  tree: number,
): void {
  const { exchanges } = context;
  const command = command2(bytes, at);
  const keptEnd = Math.min(end, at + REQUEST_KEPT_BYTES_MAX);
  let verb = smbVerb(SMB2_CODES + command);
  if (command === SMB2_COMMAND.cancel) {
    return exchanges.unconfirmed(verb, bytes, at, keptEnd);
  }
  if (command === SMB2_COMMAND.create && mayCreate(bytes, at, end)) verb = VERB.write;
  const key = word32le(bytes, at + SMB2.message);
  const exchange = exchanges.request(key, verb, bytes, at, keptEnd);
  const names = context.state(SmbNames);
  if (command === SMB2_COMMAND.create) {
    const name = openedName2(bytes, at, end);
    exchange.note = objectName(names.shares.get(tree) ?? '', name);
    names.opening = exchange.note;
  } else if (command === SMB2_COMMAND.sessionSetup) {
    setupSightings(context, bytes, at, end);
  } else {
    const handle = usedHandle(bytes, at, end);
    const isAboutShare = handle !== -2 || command === SMB2_COMMAND.treeDisconnect;
    const known = handle === -2 ? '' : names.fileName(handle);
    if (known !== '') exchange.note = known;
    else if (isAboutShare) exchange.note = names.shares.get(tree) ?? '';
    carryPipe(context, pipeKey(exchange), bytes, at, end, false);
  }
}

function parseReply(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
  tree: number,
): void {
  const { exchanges } = context;
  const command = command2(bytes, at);
  const status = unsigned32le(bytes, at + SMB2.status);
  const isAsync = (unsigned32le(bytes, at + SMB2.flags) & SMB2_ASYNC) !== 0;
  // The answer itself comes later, under the same number (MS-SMB2 §3.3.4.2).
  if (status === STATUS.pending && isAsync) return;
  const key = word32le(bytes, at + SMB2.message);
  const isUnasked = key === -1 && word32le(bytes, at + SMB2.message + 4) === -1;
  if (isUnasked) return exchanges.report(VERB.report, bytes, at, end);
  const refused = isRefusal(status);
  let pipe = 0;
  let exchange = exchanges.asked(key);
  if (exchange === null) {
    exchange = exchanges.alone(smbVerb(SMB2_CODES + command));
    if (!isAsync) exchange.anomaly('response_without_request', 0);
  } else if (status === 0) {
    pipe = pipeKey(exchange);
    learn(context.state(SmbNames), exchange, bytes, at, end, tree);
  }
  if (command === SMB2_COMMAND.sessionSetup) {
    setupSightings(context, bytes, at, end);
    if (status === 0) tellUser(context, exchange);
  }
  exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
  carryPipe(context, pipe, bytes, at, end, true);
}

/** Keeps the names behind the numbers that an answer gives out. */
function learn(
  names: SmbNames,
  exchange: Exchange,
  bytes: Uint8Array,
  at: number,
  end: number,
  tree: number,
): void {
  const { request, requestBytes } = exchange;
  const command = command2(bytes, at);
  if (command === SMB2_COMMAND.treeConnect)
    names.shares.set(tree, sharePath2(request, 0, requestBytes));
  else if (command === SMB2_COMMAND.create) {
    const handle = givenHandle(bytes, at, end);
    if (handle >= 0) names.files.set(handle, exchange.note);
  } else if (command === SMB2_COMMAND.close)
    names.files.delete(usedHandle(request, 0, requestBytes));
}
