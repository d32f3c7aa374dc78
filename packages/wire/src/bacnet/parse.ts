import { word16 } from '../packet/packet.ts';
import { type Exchange, OUTCOME } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { APDU, LINK, Message } from './message.ts';
import { joinSegments, keepSegment } from './segments.ts';
import { KIND, nakOf, serviceVerb } from './services.ts';
import { tellAnnounced, tellProperties } from './sightings.ts';
import { PropertyResults, tagProblem } from './tags.ts';

/** Keys: the invoke id below the route for APDUs; a mark and the code for what has no invoke id. */
const ROUTE_SHIFT = 8;
const OTHER_KEY = 0x40000000;
const INVOKE_MASK = OTHER_KEY | 0xff;
const OTHER_MASK = OTHER_KEY | 0xff00;

/** Requests of the virtual link layer and the message that answers each. */
const BVLC_ANSWERS: ReadonlyMap<number, number> = new Map([
  [KIND.bvlc + 3, KIND.bvlc + 2],
  [KIND.bvlc + 7, KIND.bvlc + 6],
  [KIND.bvlc6 + 5, KIND.bvlc6 + 3],
  [KIND.bvlc6 + 7, KIND.bvlc6 + 6],
  [KIND.network + 7, KIND.network + 6],
]);
/** Those that wait for such an answer or for a BVLC-Result. */
const ASKS = new Set([
  ...BVLC_ANSWERS.values(),
  KIND.bvlc + 1,
  KIND.bvlc + 5,
  KIND.bvlc + 8,
  KIND.bvlc6 + 9,
  KIND.bvlc6 + 10,
]);
/** What is sent unasked, or to everybody, by the end that it tells about. */
const REPORTS = new Set([
  ...[0, 1, 2, 3, 5, 11, 12, 13].map((service) => KIND.unconfirmed + service),
  ...[1, 2, 3, 4, 5, 19].map((type) => KIND.network + type),
]);

/** The message at hand, put together from its segments where it came in several. One for all. */
class Turn {
  context!: PduContext;
  bytes: Uint8Array = new Uint8Array();
  at = 0;
  end = 0;
  /** What is already known to be wrong with it. */
  known = '';
}

const reused = new Turn();
const message = new Message();

/** Takes one message: a datagram, or the payload of an Ethernet frame. */
export function parseMessage(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const turn = reused;
  turn.context = context;
  turn.bytes = bytes;
  turn.at = at;
  turn.end = end;
  turn.known = '';
  message.read(bytes, at, end);
  if (message.problem !== '') {
    context.anomaly(context.whole ? message.problem : 'cut_by_snaplen');
    return context.skips.reason('bacnet_malformed');
  }
  // Some stacks write another length than they send; what was sent is read. Whether the capture
  // cut it is not told.
  const length = message.link === 0 ? end - at : word16(bytes, at + 2);
  const shorter = end - at < length ? 'shorter_than_its_length' : '';
  turn.known = end - at > length ? 'longer_than_its_length' : shorter;
  if (message.apduAt >= 0) return parseApdu(turn);
  if (turn.known !== '') context.anomaly(turn.known);
  parseOther(turn);
}

/** Messages of the virtual link layer and of the network layer. */
function parseOther(turn: Turn): void {
  const { context, bytes, at, end } = turn;
  const { exchanges } = context;
  const { code, network, bvlc } = message;
  if (network < 0 && bvlc === 0) return parseResult(turn);
  const asked = BVLC_ANSWERS.get(code);
  if (asked !== undefined) {
    const request = exchanges.asked(OTHER_KEY | asked);
    return answer(turn, request, asked, OUTCOME.ok);
  }
  const verb = serviceVerb(code);
  if (ASKS.has(code)) {
    exchanges.request(OTHER_KEY | code, verb, bytes, at, end);
    return;
  }
  if (REPORTS.has(code)) return exchanges.report(verb, bytes, at, end);
  exchanges.unconfirmed(verb, bytes, at, end);
}

/** A BVLC-Result: good for whatever waits, bad for one function. */
function parseResult(turn: Turn): void {
  const { context, bytes, at, end } = turn;
  const v4 = message.link === LINK.ipv4;
  const resultAt = at + (v4 ? 4 : 7);
  if (resultAt + 2 > end) {
    context.anomaly('bvlc_too_short');
    return context.skips.reason('bacnet_malformed');
  }
  const result = word16(bytes, resultAt);
  const kind = v4 ? KIND.bvlc : KIND.bvlc6;
  const named = nakOf(message.link, result);
  const { exchanges } = context;
  const request =
    named < 0 ? exchanges.asked(OTHER_KEY | kind, OTHER_MASK) : exchanges.asked(OTHER_KEY | named);
  const outcome = result === 0 ? OUTCOME.ok : OUTCOME.refused;
  answer(turn, request, named < 0 ? kind : named, outcome);
}

function parseApdu(turn: Turn): void {
  const { context } = turn;
  const { type } = message;
  switch (type) {
    case APDU.unconfirmed:
      return parseUnconfirmed(turn);
    case APDU.segmentAck:
      return context.skips.reason('bacnet_segment_ack');
    case APDU.confirmed:
    case APDU.complexAck:
      if (message.segmented) return parseSegment(turn);
  }
  if (type === APDU.confirmed) parseRequest(turn);
  else parseAnswer(turn);
}

/** What is wrong with the parameters, unless something is known to be. */
function problemOf(
  bytes: Uint8Array,
  at: number,
  end: number,
  whole: boolean,
  known: string,
): string {
  if (known !== '') return known;
  return whole ? tagProblem(bytes, at, end) : 'cut_by_snaplen';
}

function keyOf(answers: boolean): number {
  return (message.route(answers) << ROUTE_SHIFT) | message.invoke;
}

function parseUnconfirmed(turn: Turn): void {
  const { context, bytes, at, end, known } = turn;
  const { exchanges, whole } = context;
  const { code, dataAt } = message;
  const verb = serviceVerb(code);
  const problem = problemOf(bytes, dataAt, end, whole, known);
  if (problem === '') tellAnnounced(context, message);
  if (REPORTS.has(code)) {
    const report = exchanges.alone(verb);
    if (problem !== '') report.anomaly(problem, dataAt - at);
    return exchanges.answer(report, bytes, at, end, OUTCOME.ok);
  }
  const sent = exchanges.sent(verb, bytes, at, end);
  if (problem !== '') sent.anomaly(problem, dataAt - at);
  exchanges.finishSent(sent);
}

/** A segment is kept until the last one comes; the whole is then taken as it would be in one. */
function parseSegment(turn: Turn): void {
  const { context, bytes, at, end } = turn;
  const answers = message.type === APDU.complexAck;
  const key = (message.type << 30) | keyOf(answers);
  if (message.more) {
    context.skips.reason('bacnet_segment');
    return keepSegment(context, key, bytes, at, end);
  }
  const joined = joinSegments(context, key, bytes, at, end);
  const { bytes: all } = joined;
  message.read(all, 0, all.length);
  if (message.problem !== '' || message.apduAt < 0) {
    return context.skips.reason('bacnet_malformed');
  }
  turn.bytes = all;
  turn.at = 0;
  turn.end = all.length;
  turn.known = joined.whole ? '' : 'segment_missing';
  if (answers) parseAnswer(turn);
  else parseRequest(turn);
}

function parseRequest(turn: Turn): void {
  const { context, bytes, at, end, known } = turn;
  const { code, dataAt } = message;
  const key = keyOf(false);
  const verb = serviceVerb(code);
  const problem = problemOf(bytes, dataAt, end, context.whole, known);
  const request = context.exchanges.request(key, verb, bytes, at, end);
  if (problem !== '') request.anomaly(problem, dataAt - at);
}

const READ_MULTIPLE = 14;
const properties = new PropertyResults();

/** What answers a confirmed request, or gives it up. */
function parseAnswer(turn: Turn): void {
  const { context, bytes, at, end, known } = turn;
  const { exchanges, side, flow, whole } = context;
  const { type, service, dataAt } = message;
  // An Abort without the mark of the server comes from the end that asked, clause 20.1.9.
  const fromClient = type === APDU.abort && !message.byServer;
  const asker = fromClient ? side : 1 - side;
  const key = keyOf(!fromClient);
  const request =
    exchanges.find(flow, asker, key) ?? exchanges.find(flow, asker, message.invoke, INVOKE_MASK);
  const good = type === APDU.simpleAck || type === APDU.complexAck;
  const tagged = type === APDU.complexAck || type === APDU.error;
  const problem = tagged ? problemOf(bytes, dataAt, end, whole, known) : known;
  if (request !== null) {
    if (problem !== '') request.anomaly(problem, dataAt - at);
    checkService(request, service, dataAt - at);
  }
  if (type === APDU.complexAck && problem === '') tellProperties(context, message);
  const several = type === APDU.complexAck && service === READ_MULTIPLE && problem === '';
  const { results, refused } = several ? properties.count(bytes, dataAt, end) : NO_PROPERTIES;
  if (refused > 0 && refused < results) request?.anomaly('some_items_refused', dataAt - at);
  const fails = !good || (refused > 0 && refused === results);
  answer(turn, request, service, fails ? OUTCOME.refused : OUTCOME.ok, asker);
}

const NO_PROPERTIES = new PropertyResults();
const asked = new Message();

function checkService(request: Exchange, service: number, offset: number): void {
  if (service < 0) return;
  asked.read(request.request, 0, request.requestBytes);
  if (asked.service !== service) request.anomaly('response_service_differs', offset - 1);
}

function answer(
  turn: Turn,
  request: Exchange | null,
  code: number,
  outcome: number,
  asker?: number,
): void {
  const { context, bytes, at, end } = turn;
  const { exchanges } = context;
  const exchange = request ?? exchanges.alone(serviceVerb(code), asker);
  if (request === null) exchange.anomaly('response_without_request', 0);
  exchanges.answer(exchange, bytes, at, end, outcome);
}
