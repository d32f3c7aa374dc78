import { word16 } from '../bytes.ts';
import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { isKnownCommand, SESSION_CODE, verbOf } from './commands.ts';
import { noteIdentity } from './identity.ts';
import { CommandReader } from './message.ts';
import * as pdu from './pdu.ts';
import { refuses, sessionRefuses } from './status.ts';

const { AT, HEADER_BYTES, ID, TYPE } = pdu;

/** Used for one message after the other. */
const commands = new CommandReader();
/** Verbs that one message may mix, those that change most first. */
const WEIGHTIEST: readonly number[] = [
  VERB.command,
  VERB.configure,
  VERB.write,
  VERB.discover,
  VERB.read,
];

/** One HART-IP message; paired by its identifier and sequence number. */
export function parseMessage(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  if (end - at < HEADER_BYTES) return context.skips.reason('hart_ip_malformed');
  const { exchanges, whole } = context;
  const id = bytes[at + AT.id]!;
  const type = pdu.typeOf(bytes, at);
  const command = pdu.commandOf(bytes, at, end);
  const verb = messageVerb(id, command, bytes, at, end);
  const key = (id << 16) | word16(bytes, at + AT.sequence);
  if (type === TYPE.request) {
    const exchange = exchanges.request(key, verb, bytes, at, end);
    check(exchange, command, bytes, at, end, whole);
    return;
  }
  if (type === TYPE.publish) {
    const exchange = exchanges.alone(VERB.report);
    check(exchange, command, bytes, at, end, whole);
    exchanges.answer(exchange, bytes, at, end, OUTCOME.ok);
    return;
  }
  let exchange = exchanges.asked(key);
  if (exchange === null) {
    exchange = exchanges.alone(verb);
    exchange.anomaly('response_without_request', 0);
  }
  check(exchange, command, bytes, at, end, whole);
  const refused = isRefused(exchange, type, bytes, at, end);
  if (!refused && command >= 0) tellIdentity(context, bytes, at, end);
  exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
}

/** Of a direct PDU, the verb of the command that does most. */
function messageVerb(
  id: number,
  command: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): number {
  const first = verbOf(command < 0 ? SESSION_CODE | id : command);
  if (id !== ID.direct) return first;
  let weightiest = first;
  commands.open(bytes, at, end);
  while (commands.take(bytes, at, end)) {
    const verb = verbOf(commands.code);
    if (WEIGHTIEST.indexOf(verb) < WEIGHTIEST.indexOf(weightiest)) weightiest = verb;
  }
  return weightiest;
}

/** By the header's status, or because no command of it was carried out. */
function isRefused(
  exchange: Exchange,
  type: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): boolean {
  if (type !== TYPE.response || sessionRefuses(bytes[at + AT.status]!)) return true;
  let count = 0;
  let refused = 0;
  commands.open(bytes, at, end);
  while (commands.take(bytes, at, end)) {
    count++;
    if (refuses(Math.max(0, commands.responseCode))) refused++;
  }
  if (refused > 0 && refused < count) exchange.anomaly('some_items_refused', 0);
  return refused > 0 && refused === count;
}

function tellIdentity(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  commands.open(bytes, at, end);
  while (commands.take(bytes, at, end)) {
    if (refuses(Math.max(0, commands.responseCode))) continue;
    noteIdentity(context, commands.code, bytes, commands.at, commands.end);
  }
}

/** Notes where a message departs from the standard. */
function check(
  exchange: Exchange,
  command: number,
  bytes: Uint8Array,
  at: number,
  end: number,
  whole: boolean,
): void {
  if (!whole) return exchange.anomaly('cut_by_snaplen', end - at);
  if (pdu.typeOf(bytes, at) > TYPE.publish) return;
  const id = bytes[at + AT.id]!;
  if (id === ID.initiate && bytes[at + AT.status] === 0 && end - at !== 13) {
    exchange.anomaly('length_mismatch', AT.length);
  }
  if (id !== ID.tokenPassing && id !== ID.direct) return;
  if (command < 0) return exchange.anomaly('command_missing', HEADER_BYTES);
  if (!isKnownCommand(command)) exchange.anomaly('unknown_command', HEADER_BYTES);
  if (id === ID.tokenPassing) checkFrame(exchange, bytes, at, end);
  else checkCommands(exchange, bytes, at, end);
}

function checkFrame(exchange: Exchange, bytes: Uint8Array, at: number, end: number): void {
  const delimiter = pdu.delimiterAt(bytes, at, end);
  const command = pdu.commandAt(bytes, delimiter);
  if (command + 3 + bytes[command + 1]! !== end) {
    exchange.anomaly('byte_count_mismatch', command + 1 - at);
  }
  if (!pdu.hasParity(bytes, at, end)) exchange.anomaly('check_byte', end - 1 - at);
  const isRequest = pdu.typeOf(bytes, at) === TYPE.request;
  const kind = bytes[delimiter]! & 7;
  if (isRequest !== (kind === pdu.FRAME.request)) {
    exchange.anomaly('frame_type_not_for_message', delimiter - at);
  }
}

function checkCommands(exchange: Exchange, bytes: Uint8Array, at: number, end: number): void {
  let next = at + HEADER_BYTES + 2;
  while (next + 3 <= end) next += 3 + bytes[next + 2]!;
  if (next !== end) exchange.anomaly('byte_count_mismatch', HEADER_BYTES);
}
