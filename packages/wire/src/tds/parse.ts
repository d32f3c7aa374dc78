import { type Exchange, OUTCOME } from '../flow/flow.ts';
import { ntlmAt, ntlmSightings, readNtlm } from '../ntlmssp/message.ts';
import type { PduContext } from '../protocol.ts';
import { readLogin, userOf } from './login.ts';
import {
  ENCRYPTION,
  encryptionOf,
  isOpening,
  LAST,
  PACKET,
  packetLength,
  READ_BYTES_MAX,
  TYPE,
  versionOf,
} from './packet.ts';
import { TDS_TABLE } from './services.ts';
import { batchVerb, callVerb } from './sql.ts';
import { readResult } from './tokens.ts';

/** One request at a time, MS-TDS §2.2.1; its answer is the next one. */
const KEY = 0;

/** What is kept of one connection. */
class Session {
  /** Whether a message of this end has more packets to come. */
  readonly within: [boolean, boolean] = [false, false];
  /** What was agreed on, one of `ENCRYPTION`; -1 while nothing was. */
  encryption = -1;
  /** Whether the log-on was seen, if only as a record of TLS. */
  loggingOn = false;
}

/** How many bytes are read of a packet of `length` bytes. */
export function readBytes(bytes: Uint8Array, at: number, length: number): number {
  return Math.min(length, bytes[at] === TYPE.tls ? PACKET.bytes : READ_BYTES_MAX);
}

/** Takes the start of a packet, or of a record of TLS. */
export function parseTds(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const length = packetLength(bytes, at, end);
  const beyond = length - readBytes(bytes, at, length);
  if (beyond > 0) context.skipBytes(beyond);
  const session = context.state(Session);
  if (bytes[at] === TYPE.tls) return parseRecord(context, session, bytes, at, end);
  if (end - at < PACKET.bytes) return context.skips.reason('tds_cut');
  const { side } = context;
  const continues = session.within[side];
  session.within[side] = (bytes[at + PACKET.status]! & LAST) === 0;
  if (continues) return context.skips.reason('tds_continued');
  if (bytes[at] === TYPE.result) return parseResult(context, session, bytes, at, end);
  parseRequest(context, session, bytes, at, end);
}

/** The first record of a client is its log-on, also where the rest is in the clear. */
function parseRecord(
  context: PduContext,
  session: Session,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const { side, flow } = context;
  const isFirst = !session.loggingOn && side === flow.clientSide;
  if (!isFirst) return context.skips.reason('tds_encrypted');
  session.loggingOn = true;
  const verb = TDS_TABLE.verb(TYPE.login);
  if (session.encryption === ENCRYPTION.logOn) {
    context.exchanges.request(KEY, verb, bytes, at, end);
  } else {
    context.exchanges.unconfirmed(verb, bytes, at, end);
  }
}

function parseRequest(
  context: PduContext,
  session: Session,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const type = bytes[at]!;
  // The handshake of TLS comes in packets of this type; the log-on in it is the next record.
  if (type === TYPE.preLogin && !isOpening(bytes, at, end)) {
    return context.skips.reason('tds_handshake');
  }
  const exchange = context.exchanges.request(KEY, verbOf(bytes, at, end), bytes, at, end);
  if (!context.whole && end - at < READ_BYTES_MAX) exchange.anomaly('cut_by_snaplen', end - at);
  if (type === TYPE.login) {
    session.loggingOn = true;
    const { machine, application } = readLogin(bytes, at, end);
    context.sighting('name', machine);
    context.sighting('software', application);
  }
  if (type === TYPE.login || type === TYPE.sspi) {
    const from = ntlmAt(bytes, at, end);
    if (from >= 0) ntlmSightings(context, readNtlm(bytes, from, end), false);
  }
}

function verbOf(bytes: Uint8Array, at: number, end: number): number {
  const type = bytes[at]!;
  if (type === TYPE.batch) return batchVerb(bytes, at, end);
  return type === TYPE.rpc ? callVerb(bytes, at, end) : TDS_TABLE.verb(type);
}

function parseResult(
  context: PduContext,
  session: Session,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const { exchanges, side } = context;
  let exchange: Exchange | null = exchanges.asked(KEY);
  if (isOpening(bytes, at, end)) {
    session.encryption = encryptionOf(bytes, at, end);
    context.sighting('software', `Microsoft SQL Server ${versionOf(bytes, at, end)}`);
  }
  if (exchange === null) {
    exchange = exchanges.alone(TDS_TABLE.verb(TYPE.result));
    exchange.anomaly('response_without_request', 0);
  }
  const { error, server, isStep } = readResult(bytes, at, end);
  if (server !== '') {
    context.sighting('software', server);
    const { user } = userOf(exchange.request, 0, exchange.requestBytes);
    context.sighting('user', user, 1 - side);
  }
  if (isStep) {
    const from = ntlmAt(bytes, at, end);
    if (from >= 0) ntlmSightings(context, readNtlm(bytes, from, end), false);
  }
  const outcome = error === 0 ? OUTCOME.ok : OUTCOME.refused;
  exchanges.answer(exchange, bytes, at, end, outcome);
}
