import { unsigned32le, word32le } from '../bytes.ts';
import { type Exchange, type Flow, OUTCOME, VERB } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { hasChunks, joinChunks, keepChunk, unsignedEnd } from './chunks.ts';
import {
  BODY_AT,
  bodyAt,
  CHUNK,
  isKnownType,
  messageType,
  openPolicy,
  openSequenceAt,
  requestBody,
  TYPE,
  typeAt,
} from './message.ts';
import { REFUSED, refusedItems } from './outcome.ts';
import { isSecured, techniquesOf, tell } from './reading.ts';
import { isRequest, isResponse, requestOf, SERVICE, serviceVerb } from './services.ts';
import { tellCertificate, tellClient, tellServer } from './sightings.ts';
import { isNextSequence, ChannelState } from './state.ts';

/** Services that switch reports on or off. */
const REPORTS = new Set<number>([SERVICE.setPublishingMode, SERVICE.setMonitoringMode]);
/** One at a time; the numbers of the second are not always readable. */
const HELLO_KEY = -1;
const OPEN_KEY = -2;

/** The message at hand, put together from its chunks where it came in several. One for all. */
class Turn {
  context!: PduContext;
  state!: ChannelState;
  bytes: Uint8Array = new Uint8Array();
  at = 0;
  end = 0;
  whole = true;
}

const reused = new Turn();

/** Takes one message of the connection protocol, or one chunk. */
export function parseMessage(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const { exchanges, whole, flow, side } = context;
  const state = context.state(ChannelState);
  const turn = reused;
  turn.context = context;
  turn.state = state;
  turn.bytes = bytes;
  turn.at = at;
  turn.end = end;
  turn.whole = whole;
  switch (messageType(bytes, at)) {
    case TYPE.hello:
      state.setClient(flow, side);
      exchanges.request(HELLO_KEY, VERB.connect, bytes, at, end);
      return;
    case TYPE.acknowledge: {
      state.setClient(flow, 1 - side);
      const hello = exchanges.asked(HELLO_KEY);
      return answer(turn, hello, VERB.connect, OUTCOME.ok);
    }
    case TYPE.error:
      return parseError(turn);
    case TYPE.reverseHello:
      state.setClient(flow, 1 - side);
      return exchanges.report(VERB.connect, bytes, at, end);
    case TYPE.open:
      return parseOpen(turn);
    case TYPE.close:
      return exchanges.unconfirmed(VERB.connect, bytes, at, end);
    default:
      return parseChunk(turn);
  }
}

/** An ERR ends the connection: what waits longest is refused by it. */
function parseError(turn: Turn): void {
  const { context, bytes, at, end } = turn;
  const { exchanges } = context;
  const waiting = exchanges.asked(0, 0);
  const asked = waiting ?? exchanges.alone(VERB.connect);
  exchanges.answer(asked, bytes, at, end, OUTCOME.refused);
}

function parseOpen(turn: Turn): void {
  const { context, state, bytes, at, end } = turn;
  const { exchanges, flow, side } = context;
  const policy = openPolicy(bytes, at, end);
  if (policy !== '' && policy !== state.policy) {
    state.policy = policy;
    state.mode = '';
  }
  if (policy !== 'None') tellCertificate(context, bytes, at, end);
  const type = policy === 'None' ? typeAt(bytes, bodyAt(bytes, at, end), end) : -1;
  if (type === SERVICE.openSecureChannel) state.setClient(flow, side);
  else if (requestOf(type) === SERVICE.openSecureChannel) state.setClient(flow, 1 - side);
  const asks = side === clientOf(state, flow, side);
  if (policy === 'None') {
    const sequence = openSequenceAt(bytes, at, end);
    if (sequence + 8 <= end) state.sequences[side] = unsigned32le(bytes, sequence);
  }
  if (asks) {
    const request = exchanges.request(OPEN_KEY, VERB.connect, bytes, at, end);
    if (openSequenceAt(bytes, at, end) >= end) request.anomaly('security_header_malformed', 8);
    return;
  }
  const request = exchanges.asked(OPEN_KEY);
  const refused =
    type === SERVICE.serviceFault || refusedItems(bytes, at, end, type) === REFUSED.all;
  const outcome = policy === 'None' && refused ? OUTCOME.refused : OUTCOME.ok;
  answer(turn, request, VERB.connect, outcome);
}

/** The side that asks; who opened the connection where no message told. */
function clientOf(state: ChannelState, flow: Flow, side: number): number {
  if (state.client >= 0) return state.client;
  return flow.clientSide >= 0 ? flow.clientSide : side;
}

function parseChunk(turn: Turn): void {
  const { context, state, bytes, at, end, whole } = turn;
  const { skips, side } = context;
  if (end - at <= BODY_AT) {
    if (whole) context.anomaly('message_too_short');
    return skips.reason('opcua_too_short');
  }
  const letter = bytes[at + 3];
  const type = typeAt(bytes, at + BODY_AT, end);
  const continues = hasChunks(context);
  // Only the first chunk has a type. Parts that are not plain cannot be put together.
  if (!continues && letter !== CHUNK.abort && isSecured(type, state.policy)) {
    if (state.policy === 'None') {
      context.anomaly('body_type_unreadable');
      return skips.reason('opcua_malformed');
    }
    return parseSecured(turn);
  }
  if (state.mode === '' && isKnownType(type) && state.policy !== '') {
    state.mode = state.policy === 'None' ? 'None' : 'Sign';
  }
  if (!isNextSequence(state, side, unsigned32le(bytes, at + 16))) {
    context.anomaly('sequence_number_repeated');
  }
  if (letter === CHUNK.more) {
    skips.reason('opcua_chunk');
    return keepChunk(context, bytes, at, whole ? unsignedEnd(state.policy, at, end) : end);
  }
  if (letter === CHUNK.abort) return parseAbort(turn);
  if (continues) {
    const last = whole ? unsignedEnd(state.policy, at, end) : end;
    const joined = joinChunks(context, bytes, at, last);
    if (joined !== null) {
      turn.bytes = joined.bytes;
      turn.at = 0;
      turn.end = joined.bytes.length;
      turn.whole = joined.whole && whole;
      return parseBody(turn);
    }
    if (isSecured(type, state.policy)) return skips.reason('opcua_chunk_without_start');
  }
  parseBody(turn);
}

/**
 * Encrypted, with the sequence header: neither its service nor its request id can be read, so that
 * nothing can be paired. Policy, mode, channel and token are known.
 */
function parseSecured(turn: Turn): void {
  const { context, state, bytes, at, end } = turn;
  const { exchanges, side, flow } = context;
  if (state.mode === '' && state.policy !== '') state.mode = 'SignAndEncrypt';
  if (bytes[at + 3] !== CHUNK.final) return context.skips.reason('opcua_chunk');
  if (side === clientOf(state, flow, side)) {
    const sent = exchanges.sent(VERB.connect, bytes, at, end);
    sent.note = state.policy;
    return exchanges.finishSent(sent);
  }
  const reported = exchanges.alone(VERB.connect);
  reported.note = state.policy;
  exchanges.answer(reported, bytes, at, end, OUTCOME.ok);
}

/** The sender gives a message up, OPC 10000-6 §6.7.3; a response so ended refuses its request. */
function parseAbort(turn: Turn): void {
  const { context, state, bytes, at, end } = turn;
  const { flow, side } = context;
  if (hasChunks(context)) joinChunks(context, bytes, at, end);
  const key = word32le(bytes, at + 20);
  const request = context.exchanges.asked(key);
  if (request === null || side === clientOf(state, flow, side)) {
    return context.skips.reason('opcua_message_aborted');
  }
  context.exchanges.answer(request, bytes, at, end, OUTCOME.refused);
}

/** A message whose body can be read. */
function parseBody(turn: Turn): void {
  const { context, state, bytes, at, end, whole } = turn;
  const { exchanges, flow, side } = context;
  const type = typeAt(bytes, at + BODY_AT, end);
  const key = word32le(bytes, at + 20);
  const verb = serviceVerb(requestOf(type));
  if (isRequest(type)) state.setClient(flow, side);
  else if (isResponse(type)) state.setClient(flow, 1 - side);
  if (side === clientOf(state, flow, side)) {
    const request = exchanges.request(key, verb, bytes, at, end);
    request.note = state.policy;
    checkRequest(request, type, whole);
    tellClient(context, request, type);
    return;
  }
  const request = exchanges.asked(key);
  if (request === null && (state.isHeld(key) || requestOf(type) === SERVICE.publish)) {
    const report = exchanges.alone(verb);
    report.note = state.policy;
    const fault = type === SERVICE.serviceFault;
    return exchanges.answer(report, bytes, at, end, fault ? OUTCOME.refused : OUTCOME.ok);
  }
  const refused = refusedItems(bytes, at, end, type);
  const outcome = refused === REFUSED.all ? OUTCOME.refused : OUTCOME.ok;
  if (request !== null) {
    if (refused === REFUSED.some) request.anomaly('some_items_refused', 0);
    checkResponse(request, type, whole, end - at);
    tellServer(context, request, bytes, at, end, type);
    const service = requestOf(type);
    state.aliases.note(request, service, bytes, at + BODY_AT, end);
    state.monitored.note(request, service, bytes, at + BODY_AT, end);
  }
  answer(turn, request, verb, outcome);
  state.monitored.settle();
}

/** Answers a request, or what was not seen of one. */
function answer(turn: Turn, request: Exchange | null, verb: number, outcome: number): void {
  const { context, bytes, at, end } = turn;
  const { exchanges } = context;
  const asked = request ?? exchanges.alone(verb);
  if (request === null) asked.anomaly('response_without_request', 0);
  exchanges.answer(asked, bytes, at, end, outcome);
}

/** Polls apart, each request is read once when it comes, so that what is malformed is known. */
function checkRequest(request: Exchange, type: number, whole: boolean): void {
  if (!whole) return request.anomaly('message_cut', request.requestBytes);
  if (type === SERVICE.read || type === SERVICE.publish || !isRequest(type)) return;
  const body = requestBody(request);
  if (body === null) return;
  tell(request, body);
  // What stops reports changes how the server works, unlike what asks for them.
  if (REPORTS.has(type) && techniquesOf(request).length > 0) request.verb = VERB.configure;
  if (body.tooDeep) request.anomaly('nested_too_deep', body.at);
  else if (body.broken) request.anomaly('body_malformed', BODY_AT);
}

function checkResponse(request: Exchange, type: number, whole: boolean, length: number): void {
  if (!whole) request.anomaly('message_cut', length);
  const asked = typeAt(request.request, BODY_AT, request.requestBytes);
  if (isRequest(asked) && type !== SERVICE.serviceFault && requestOf(type) !== asked) {
    request.anomaly('response_service_differs', BODY_AT);
  }
}
