import { word16le } from '../bytes.ts';
import { type Flow, OUTCOME, VERB } from '../flow/flow.ts';
import { type PduContext, TRANSPORT } from '../protocol.ts';
import {
  COMMAND,
  COMMAND_MAX,
  DATAGRAM,
  DATAGRAM_BYTES_MIN,
  dataBytes,
  datagramEnd,
  FRAME_HEADER_BYTES,
  frameLength,
  isConfigured,
  isLogical,
  moreFollow,
  workingCounter,
  writes,
} from './datagram.ts';
import { mailboxType, mailboxVerb } from './mailbox.ts';
import { masterOf, noteMaster, sideOf } from './masters.ts';
import { MEMORY_FIRST, registerVerb } from './registers.ts';

/** Data kept of a request: enough for a register and the head of a mailbox. */
const KEPT_BYTES = 64;

/** One frame: each of its datagrams is an operation. */
export function parseFrame(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { whole, flow } = context;
  const told = at + FRAME_HEADER_BYTES + frameLength(bytes, at);
  const last = Math.min(end, told);
  if (whole && told > end) context.anomaly('length_beyond_frame');
  const ethernet = flow.transport === TRANSPORT.ethernet;
  const sentOn = ethernet ? masterOf(context) : null;
  if (ethernet && sentOn === null) noteMaster(context);
  const place = indexesOf(bytes, at + FRAME_HEADER_BYTES, last);
  let next = at + FRAME_HEADER_BYTES;
  let ordinal = 0;
  let more = true;
  while (more && next + DATAGRAM_BYTES_MIN <= last && datagramEnd(bytes, next) <= last) {
    const datagramLast = datagramEnd(bytes, next);
    parseDatagram(context, sentOn, (place << 8) | ordinal, bytes, next, datagramLast);
    more = moreFollow(bytes, next);
    next = datagramLast;
    ordinal = (ordinal + 1) & 0xff;
  }
  if (!more) return;
  if (whole) context.anomaly('datagram_beyond_frame');
  context.skips.reason(whole ? 'ethercat_malformed' : 'cut_by_snaplen');
}

/** What tells one frame from the next: the indexes of its datagrams, of which masters count one. */
function indexesOf(bytes: Uint8Array, at: number, end: number): number {
  let sum = 0;
  let more = true;
  while (more && at + DATAGRAM_BYTES_MIN <= end) {
    sum = (sum * 31 + bytes[at + DATAGRAM.index]!) & 0xffff;
    more = moreFollow(bytes, at);
    at = datagramEnd(bytes, at);
  }
  return sum;
}

/** `sentOn` is the flow of the request where the frame is known to have come back. */
function parseDatagram(
  context: PduContext,
  sentOn: Flow | null,
  place: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const { exchanges, flow, side } = context;
  const command = bytes[at]!;
  const counter = workingCounter(bytes, end);
  const key = (place << 8) ^ (command << 24) ^ addressKey(bytes, at, command);
  if (sentOn === null && counter === 0) {
    const kept = isLogical(command) ? 0 : Math.min(dataBytes(bytes, at), KEPT_BYTES);
    const keptEnd = at + DATAGRAM.data + kept;
    const verb = datagramVerb(bytes, at, end);
    const exchange = exchanges.request(key, verb, bytes, at, keptEnd);
    if (command > COMMAND_MAX) exchange.anomaly('unknown_command', DATAGRAM.command);
    return;
  }
  const asker = sentOn ?? flow;
  const asking = sentOn === null ? side : sideOf(sentOn, flow.sides[side].macLow);
  // Over UDP a frame comes back from the other end. What came back holds its request; where that
  // was not seen, nothing is missing.
  const answers = flow.transport === TRANSPORT.udp ? 1 - side : side;
  const exchange =
    exchanges.find(asker, asking, key) ??
    exchanges.find(asker, 1 - asking, key) ??
    exchanges.alone(datagramVerb(bytes, at, end), answers);
  if (command > COMMAND_MAX) exchange.anomaly('unknown_command', DATAGRAM.command);
  const ignored = counter === 0 && command !== COMMAND.nop;
  exchanges.answer(exchange, bytes, at, end, ignored ? OUTCOME.refused : OUTCOME.ok);
}

/** The position of auto increment and broadcast changes on the way, the rest does not. */
function addressKey(bytes: Uint8Array, at: number, command: number): number {
  const offset = Math.imul(word16le(bytes, at + DATAGRAM.offset), 0x9e3779b1);
  const isFixed = isLogical(command) || isConfigured(command);
  return isFixed ? offset ^ Math.imul(word16le(bytes, at + DATAGRAM.position), 0x85ebca6b) : offset;
}

/** What a datagram does: cyclic data that goes both ways counts as read. */
function datagramVerb(bytes: Uint8Array, at: number, end: number): number {
  const command = bytes[at]!;
  if (command === COMMAND.nop) return VERB.connect;
  if (command > COMMAND_MAX) return VERB.command;
  if (!writes(command)) return VERB.read;
  if (command === COMMAND.lwr) return VERB.write;
  const offset = word16le(bytes, at + DATAGRAM.offset);
  const data = at + DATAGRAM.data;
  if (offset >= MEMORY_FIRST && mailboxType(bytes, data, end - 2) > 0) {
    return mailboxVerb(bytes, data, end - 2);
  }
  return registerVerb(offset);
}
