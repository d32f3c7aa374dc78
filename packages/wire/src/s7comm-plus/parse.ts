import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { FUNCTION, isKnownFunction, OTHER, plusFunction } from './functions.ts';
import { tellClient, tellDevice } from './identity.ts';
import { ATTRIBUTE, OBJECT, OPCODE, PlusNumber, PlusPdu, VERSION } from './pdu.ts';
import { returnCode } from './reading.ts';

/** Answers of another function than asked are found by the sequence number alone. */
const SEQUENCE_MASK = 0xffff;
/** Flag of the transport in requests that need no answer, such as the credit of a subscription. */
const NO_ANSWER = 0x40;

const pdu = new PlusPdu();
/** A request is given up in the middle of the next one: it is read by itself. */
const unanswered = new PlusPdu();
const number = new PlusNumber();

/** Which ends are in the middle of a message of several PDUs. */
class PlusState {
  readonly isContinued: [boolean, boolean] = [false, false];
}

/** One PDU; `bytes[at..end)` starts with its header. */
export function parsePlus(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { side, whole } = context;
  const version = bytes[at + 1]!;
  if (version >= VERSION.systemEvent) return parseOther(context, bytes, at, end);
  const state = context.state(PlusState);
  if (!pdu.takeHeader(bytes, at, end)) return context.skips.reason('s7comm_plus_malformed');
  if (state.isContinued[side]) {
    // Only the first PDU of a message has an opcode; those that follow are more of its data.
    state.isContinued[side] = whole && !pdu.isLast;
    return context.skips.reason('s7comm_plus_continued');
  }
  const isContinued = whole && !pdu.isLast && !pdu.misfits;
  if (!pdu.take(bytes, at, end)) {
    context.anomaly('s7_plus_too_short');
    return context.skips.reason('s7comm_plus_malformed');
  }
  state.isContinued[side] = isContinued;
  if (pdu.opcode === OPCODE.request) parseRequest(context, bytes, at, end);
  else if (pdu.opcode === OPCODE.notification) report(context, bytes, at, end);
  else if (pdu.opcode === OPCODE.response || pdu.opcode === OPCODE.response2) {
    parseResponse(context, bytes, at, end);
  } else {
    context.anomaly('s7_plus_opcode_unknown');
    context.skips.reason('s7comm_plus_malformed');
  }
}

/** Keep-alives go both ways and are not answered; events come from the device. */
function parseOther(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges } = context;
  if (bytes[at + 1] === OTHER.systemEvent) {
    return exchanges.report(VERB.report, bytes, at, end);
  }
  exchanges.unconfirmed(VERB.connect, bytes, at, end);
}

function parseRequest(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const key = pdu.sequence | (pdu.function << 16);
  const verb = requestVerb(bytes);
  const { exchanges, whole } = context;
  const exchange = exchanges.request(key, verb, bytes, at, end);
  if (!isKnownFunction(pdu.function)) exchange.anomaly('unknown_function_code', pdu.at - at);
  check(exchange, at, end, whole);
  if (pdu.function === FUNCTION.createObject && verb === VERB.connect) {
    tellClient(context, bytes, pdu.at, pdu.end);
  }
}

/**
 * A controller need not answer a request with this flag of the transport: those of version 2 do,
 * those of version 3 do not.
 */
export function needsNoAnswer({ request, requestBytes }: Exchange): boolean {
  if (!unanswered.take(request, 0, requestBytes)) return false;
  const { at, opcode } = unanswered;
  const isSet = unanswered.function === FUNCTION.setVariable && opcode === OPCODE.request;
  return isSet && (request[at - 1]! & NO_ANSWER) !== 0;
}

/**
 * What a request does, where its object tells more than its function: sessions are objects too, and
 * the state of the controller is an attribute of its execution unit.
 */
function requestVerb(bytes: Uint8Array): number {
  const object = pdu.objectId(bytes);
  const { verb } = plusFunction(pdu.function);
  switch (pdu.function) {
    case FUNCTION.createObject:
      return object === OBJECT.sessions ? VERB.connect : verb;
    case FUNCTION.deleteObject:
      return object === pdu.session || isOfSession(object) ? VERB.connect : verb;
    case FUNCTION.setMultiVariables:
      return object === pdu.session && object > 0 ? VERB.connect : verb;
    case FUNCTION.setVarSubStreamed:
      return object === pdu.session && object > 0 ? VERB.connect : verb;
    case FUNCTION.setVariable:
      return object === OBJECT.executionUnit && attributeOf(bytes, pdu) === STATE_REQUEST
        ? VERB.command
        : verb;
    default:
      return verb;
  }
}

/**
 * Whether an object lives no longer than a session: sessions and subscriptions. In captures that
 * are public the controller numbers them below this, and what belongs to its program above.
 */
function isOfSession(object: number): boolean {
  return object > OBJECT.fixedLast && object < OBJECT.programFirst;
}

const STATE_REQUEST = ATTRIBUTE.operatingStateRequest;

/** The attribute that a request for one variable names behind its object: a count, then it. */
function attributeOf(bytes: Uint8Array, of: PlusPdu): number {
  if (!number.take(bytes, of.at + 4, of.end)) return -1;
  return number.take(bytes, number.next, of.end) ? number.value : -1;
}

function parseResponse(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges, whole } = context;
  const key = pdu.sequence | (pdu.function << 16);
  const same = exchanges.asked(key);
  let exchange = same ?? exchanges.asked(key, SEQUENCE_MASK);
  if (exchange === null) {
    exchange = exchanges.alone(plusFunction(pdu.function).verb);
    exchange.anomaly('response_without_request', 0);
    if (!isKnownFunction(pdu.function)) exchange.anomaly('unknown_function_code', pdu.at - at);
  } else if (same === null) exchange.anomaly('response_function_differs', pdu.at - at);
  check(exchange, at, end, whole);
  const opens = pdu.function === FUNCTION.createObject;
  if (opens || pdu.function === FUNCTION.getVarSubStreamed) {
    tellDevice(context, bytes, pdu.at, pdu.end);
  }
  const outcome = returnCode(bytes, pdu) < 0 ? OUTCOME.refused : OUTCOME.ok;
  exchanges.answer(exchange, bytes, at, end, outcome);
}

function report(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const exchange = context.exchanges.alone(VERB.report);
  check(exchange, at, end, context.whole);
  context.exchanges.answer(exchange, bytes, at, end, OUTCOME.ok);
}

function check(exchange: Exchange, at: number, end: number, whole: boolean): void {
  if (!whole) return exchange.anomaly('cut_by_snaplen', end - at);
  if (pdu.misfits) exchange.anomaly('length_mismatch', 2);
  // Version 3 always carries a digest; what has none was not made by a controller or its tools.
  if (pdu.version === VERSION.last && !pdu.hasIntegrity) exchange.anomaly('integrity_missing', 4);
}
