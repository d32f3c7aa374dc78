import { word16le } from '../bytes.ts';
import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import * as apdu from './apdu.ts';
import { CAUSE, isKnownCause, isUnknownCause } from './causes.ts';
import { Iec104Session } from './session.ts';
import {
  elementBytes,
  isCommandType,
  isControlType,
  isFileType,
  isKnownType,
  timeBytesOf,
  verbOf,
} from './types.ts';

const { AT, UNNUMBERED } = apdu;
/** Common address of all stations, IEC 60870-5-101 §7.2.4. */
const ALL_STATIONS = 0xffff;
const READ = 102;
const COUNTER_INTERROGATION = 101;
const CALL_FILE = 122;
/** Set in the key of a deactivation, and of a service of the connection. */
const DEACTIVATION_KEY = 0x40000000;
const CONNECTION_KEY = 0x20000000;

/** A U frame: what is asked of the connection, or its confirmation. */
export function parseUnnumbered(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const { exchanges } = context;
  const code = bytes[at + AT.control]!;
  const asked = askedBy(code);
  if (asked < 0) {
    const exchange = exchanges.sent(VERB.connect, bytes, at, end);
    exchange.anomaly('unnumbered_function_unknown', AT.control);
    return exchanges.finishSent(exchange);
  }
  const key = CONNECTION_KEY | asked;
  if (asked === code) {
    exchanges.request(key, VERB.connect, bytes, at, end);
    return;
  }
  let exchange = exchanges.asked(key);
  if (exchange === null) {
    exchange = exchanges.alone(VERB.connect);
    exchange.anomaly('response_without_request', 0);
  }
  exchanges.answer(exchange, bytes, at, end, OUTCOME.ok);
}

/** The function that this one asks for or confirms; -1 where it is none. */
export function askedBy(code: number): number {
  switch (code) {
    case UNNUMBERED.startAct:
    case UNNUMBERED.startCon:
      return UNNUMBERED.startAct;
    case UNNUMBERED.stopAct:
    case UNNUMBERED.stopCon:
      return UNNUMBERED.stopAct;
    case UNNUMBERED.testAct:
    case UNNUMBERED.testCon:
      return UNNUMBERED.testAct;
    default:
      return -1;
  }
}

/** An I frame, whose ASDU has at least its header. */
export function parseInformation(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const type = bytes[at + AT.type]!;
  const cause = apdu.causeOf(bytes, at);
  const { exchanges, side, whole } = context;
  const session = context.state(Iec104Session);
  const gap = countInformation(session, side, bytes, at);
  let exchange: Exchange;
  if (isAnswer(type, cause)) {
    exchange = answerOf(context, session, bytes, at, end);
    const valueAt = AT.object + apdu.ADDRESS_BYTES;
    if (!isMirror(exchange, bytes, at, end)) exchange.anomaly('confirmation_differs', valueAt);
  } else if (isAsked(type, cause)) {
    exchange = ask(context, session, bytes, at, end);
    check(exchange, gap, bytes, at, end, whole);
    return;
  } else {
    exchange = push(context, bytes, at, end);
  }
  check(exchange, gap, bytes, at, end, whole);
  if (!exchange.waiting && exchange.requestBytes > 0) return exchanges.finishSent(exchange);
  const negative = apdu.isNegative(bytes, at) || isUnknownCause(cause);
  exchanges.answer(exchange, bytes, at, end, negative ? OUTCOME.refused : OUTCOME.ok);
}

/** N(S) counts the I frames of one end, -104 §5.1; true where one is missing or comes again. */
function countInformation(
  session: Iec104Session,
  side: number,
  bytes: Uint8Array,
  at: number,
): boolean {
  const number = apdu.sendNumber(bytes, at);
  const expected = session.next[side]!;
  session.next[side] = apdu.nextNumber(number);
  return expected >= 0 && number !== expected;
}

/** A confirmation, a refusal, or the value that was asked for by its address. */
function isAnswer(type: number, cause: number): boolean {
  if (isFileType(type)) return false;
  if (isUnknownCause(cause)) return true;
  if (cause === CAUSE.activationConfirmed || cause === CAUSE.deactivationConfirmed) return true;
  return cause === CAUSE.request && !isControlType(type);
}

function isAsked(type: number, cause: number): boolean {
  if (isControlType(type)) return cause !== CAUSE.activationTerminated && !isMonitored(type, cause);
  const asks = cause === CAUSE.activation || cause === CAUSE.deactivation;
  return type === CALL_FILE || (asks && !isKnownType(type));
}

/** Parameters are told of when a station is interrogated, -101 §7.4.9. */
function isMonitored(type: number, cause: number): boolean {
  return type >= 110 && type <= 112 && cause >= 20 && cause <= 36;
}

/**
 * Type, station and first object; what differs in all three rarely shares a key. Calls of files go
 * by the station alone, because what they are answered with has an object of its own.
 */
function keyOf(type: number, common: number, bytes: Uint8Array, at: number, end: number): number {
  const object =
    type !== CALL_FILE && end >= at + 15 ? apdu.objectAddress(bytes, at + AT.object) : 0;
  return (Math.imul(common, 0x9e37) ^ object ^ (type << 20)) & 0x1fffffff;
}

function ask(
  context: PduContext,
  session: Iec104Session,
  bytes: Uint8Array,
  at: number,
  end: number,
): Exchange {
  const type = bytes[at + AT.type]!;
  const cause = apdu.causeOf(bytes, at);
  const isStop = cause === CAUSE.deactivation;
  const common = word16le(bytes, at + AT.commonAddress);
  const key = keyOf(type, common, bytes, at, end) | (isStop ? DEACTIVATION_KEY : 0);
  if (common === ALL_STATIONS) session.broadcastType = type;
  const verb = verbOfRequest(bytes, at, end);
  const exchange = context.exchanges.request(key, verb, bytes, at, end);
  const expected = type === READ ? CAUSE.request : CAUSE.activation;
  const fits = cause === expected || (isStop && type !== READ);
  if (!fits && type !== CALL_FILE) exchange.anomaly('cause_not_for_type', AT.cause);
  return exchange;
}

/** A counter interrogation that freezes or resets is more than a reading, -101 §7.2.6.23. */
function verbOfRequest(bytes: Uint8Array, at: number, end: number): number {
  const type = bytes[at + AT.type]!;
  const freezes = type === COUNTER_INTERROGATION && at + 15 < end && bytes[at + 15]! >= 0x40;
  return freezes ? VERB.command : verbOf(type);
}

function answerOf(
  context: PduContext,
  session: Iec104Session,
  bytes: Uint8Array,
  at: number,
  end: number,
): Exchange {
  const { exchanges } = context;
  const type = bytes[at + AT.type]!;
  const cause = apdu.causeOf(bytes, at);
  const asked = cause === CAUSE.request ? READ : type;
  let key = keyOf(asked, word16le(bytes, at + AT.commonAddress), bytes, at, end);
  if (cause === CAUSE.deactivationConfirmed) key |= DEACTIVATION_KEY;
  let exchange = exchanges.asked(key);
  if (exchange === null && isUnknownCause(cause)) {
    exchange = exchanges.asked(key | DEACTIVATION_KEY);
  }
  if (exchange !== null) return exchange;
  const toAll = asked === session.broadcastType;
  // The first station that answers what all were asked; the others answer without a request.
  if (toAll) {
    exchange = exchanges.asked(keyOf(asked, ALL_STATIONS, bytes, at, end));
  }
  if (exchange !== null) return exchange;
  exchange = exchanges.alone(verbOfRequest(bytes, at, end));
  if (!toAll) exchange.anomaly('response_without_request', 0);
  return exchange;
}

/** Whether what answers a command has its value; the time may be another. */
function isMirror(exchange: Exchange, bytes: Uint8Array, at: number, end: number): boolean {
  const type = bytes[at + AT.type]!;
  const { request, requestBytes } = exchange;
  if (!isCommandType(type) || request[AT.type] !== type) return true;
  const from = AT.object + apdu.ADDRESS_BYTES;
  const stop = from + elementBytes(type) - timeBytesOf(type);
  if (stop > requestBytes || at + stop > end) return true;
  for (let i = from; i < stop; i++) if (request[i] !== bytes[at + i]) return false;
  return true;
}

/**
 * What is sent without a confirmation: reports, the end of what an activation started, and files,
 * of which the first part may be the answer to a call.
 */
function push(context: PduContext, bytes: Uint8Array, at: number, end: number): Exchange {
  const { exchanges, side, flow } = context;
  const type = bytes[at + AT.type]!;
  if (isFileType(type)) {
    const common = word16le(bytes, at + AT.commonAddress);
    const called = exchanges.asked(keyOf(CALL_FILE, common, bytes, at, end));
    if (called !== null) return called;
    if (side === flow.clientSide) {
      return exchanges.sent(verbOf(type), bytes, at, end);
    }
  }
  return exchanges.alone(VERB.report);
}

/** Notes where an ASDU departs from the standard. */
function check(
  exchange: Exchange,
  gap: boolean,
  bytes: Uint8Array,
  at: number,
  end: number,
  whole: boolean,
): void {
  if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
  if (gap) exchange.anomaly('sequence_gap', AT.control);
  const type = bytes[at + AT.type]!;
  if (!isKnownType(type)) return exchange.anomaly('unknown_type', AT.type);
  if (!isKnownCause(apdu.causeOf(bytes, at))) exchange.anomaly('unknown_cause', AT.cause);
  if (word16le(bytes, at + AT.commonAddress) === 0) {
    exchange.anomaly('common_address_zero', AT.commonAddress);
  }
  const expected = apdu.objectsBytes(bytes, at);
  const actual = end - at - AT.object;
  if (expected > actual && whole) exchange.anomaly('objects_beyond_asdu', AT.qualifier);
  else if (expected >= 0 && expected < actual) exchange.anomaly('bytes_behind_objects', AT.object);
  if (apdu.objectCount(bytes, at) === 0) exchange.anomaly('object_count_zero', AT.qualifier);
}
