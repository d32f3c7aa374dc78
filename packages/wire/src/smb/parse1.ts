import { word16le } from '../bytes.ts';
import { OUTCOME, VERB } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { SMB1_COMMAND, smbVerb } from './commands.ts';
import { objectName, SmbNames } from './names.ts';
import { carryPipe, pipeKey } from './pipes.ts';
import { serverSightings1, setupSightings1, tellUser } from './setup.ts';
import { SMB1, SMB1_REPLY } from './shape.ts';
import { fileOf, isRefused1, openedName, sharePath } from './smb1.ts';

/** Header, the count of words and the count of bytes. */
const MESSAGE_BYTES_MIN = 35;
/** What a server sends of its own accord, MS-CIFS §3.2.5.42. */
const UNASKED = 0xffff;
/** A negotiation may be answered in SMB2, whose first message has number 0. */
export const NEGOTIATION_KEY = 0;
/** Bytes kept of a request: its names are at the start. */
export const REQUEST_KEPT_BYTES_MAX = 2_048;

/** Takes one message of SMB1 (MS-CIFS, MS-SMB). Paired by process and multiplex identifiers. */
export function parseSmb1(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  if (end - at < MESSAGE_BYTES_MIN) return context.skips.reason('smb_too_short');
  if ((bytes[at + SMB1.flags]! & SMB1_REPLY) !== 0) {
    return parseReply(context, bytes, at, end);
  }
  const { exchanges } = context;
  const command = bytes[at + SMB1.command]!;
  const verb = smbVerb(command);
  const keptEnd = Math.min(end, at + REQUEST_KEPT_BYTES_MAX);
  if (command === SMB1_COMMAND.cancel) {
    return exchanges.unconfirmed(verb, bytes, at, keptEnd);
  }
  if (word16le(bytes, at + SMB1.multiplex) === UNASKED) {
    return exchanges.report(VERB.report, bytes, at, end);
  }
  const key = keyOf(bytes, at);
  const exchange = exchanges.request(key, verb, bytes, at, keptEnd);
  exchange.note = noteOf(context, bytes, at, end);
  if (command === SMB1_COMMAND.sessionSetup) {
    setupSightings1(context, bytes, at, end, false);
  }
  carryPipe(context, pipeKey(exchange), bytes, at, end, false);
}

function parseReply(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges } = context;
  const command = bytes[at + SMB1.command]!;
  const refused = isRefused1(bytes, at);
  let pipe = 0;
  let exchange = exchanges.asked(keyOf(bytes, at));
  if (exchange === null) {
    exchange = exchanges.alone(smbVerb(command));
    exchange.anomaly('response_without_request', 0);
  } else if (!refused) {
    const names = context.state(SmbNames);
    const { request, requestBytes } = exchange;
    pipe = pipeKey(exchange);
    const path = sharePath(request, 0, requestBytes);
    if (path !== '') names.shares.set(word16le(bytes, at + SMB1.tree), path);
    const handle = fileOf(bytes, at, end, true);
    if (handle >= 0) names.files.set(handle, exchange.note);
    if (command === SMB1_COMMAND.close) names.files.delete(fileOf(request, 0, requestBytes, false));
  }
  if (command === SMB1_COMMAND.negotiate) serverSightings1(context, bytes, at, end);
  if (command === SMB1_COMMAND.sessionSetup) {
    setupSightings1(context, bytes, at, end, true);
    if (!refused && bytes[at + SMB1.status] === 0) tellUser(context, exchange);
  }
  exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
  carryPipe(context, pipe, bytes, at, end, true);
}

function keyOf(bytes: Uint8Array, at: number): number {
  if (bytes[at + SMB1.command] === SMB1_COMMAND.negotiate) return NEGOTIATION_KEY;
  return (word16le(bytes, at + SMB1.multiplex) << 16) | word16le(bytes, at + SMB1.process);
}

/** What the request is about, as far as the connection's earlier messages tell. */
function noteOf(context: PduContext, bytes: Uint8Array, at: number, end: number): string {
  const names = context.state(SmbNames);
  const handle = fileOf(bytes, at, end, false);
  const known = handle < 0 ? '' : names.fileName(handle);
  if (known !== '') return known;
  const share = names.shares.get(word16le(bytes, at + SMB1.tree)) ?? '';
  const name = openedName(bytes, at, end);
  return name === '' ? share : objectName(share, name);
}
