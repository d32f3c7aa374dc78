import { word16 } from '../bytes.ts';
import { isToGroup } from '../crossing/address.ts';
import { OUTCOME, VERB } from '../flow/flow.ts';
import { type PduContext, TRANSPORT } from '../protocol.ts';
import type { Flavour } from './flavour.ts';
import { HEADER, isResponse, MessageWalk, operationCode, responseCode } from './message.ts';
import { messageSightings } from './sightings.ts';

/** Over TCP each message follows its length, RFC 1035 §4.2.2. */
export const TCP_LENGTH_BYTES = 2;
/** Broadcast, as RFC 1002 §4.2.1.1 marks it. */
const BROADCAST_FLAG = 0x10;
const WAIT_ACKNOWLEDGEMENT = 7;

const walk = new MessageWalk();

/** Takes one message: a question that waits, one to a group, an answer, or what is told unasked. */
export function parseMessage(
  flavour: Flavour,
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const { exchanges, flow, whole } = context;
  const start = flow.transport === TRANSPORT.tcp ? at + TCP_LENGTH_BYTES : at;
  if (end - start < HEADER.bytes) {
    if (whole) context.anomaly('dns_header_cut');
    return context.skips.reason('dns_too_short');
  }
  walk.begin(bytes, start, end);
  while (walk.next());
  const departure = whole ? walk.departure : '';
  if (isResponse(bytes, start)) {
    messageSightings(flavour, context, bytes, start, end);
    return answer(flavour, context, bytes, at, end, departure);
  }
  if (flavour.netbios) messageSightings(flavour, context, bytes, start, end);
  const verb = verbOf(flavour, operationCode(bytes, start));
  const toGroup =
    isToGroup(context) || (flavour.netbios && (bytes[start + 3]! & BROADCAST_FLAG) !== 0);
  const key = word16(bytes, start + HEADER.id);
  const exchange = toGroup
    ? exchanges.sent(verb, bytes, at, end)
    : exchanges.request(key, verb, bytes, at, end);
  if (departure !== '') exchange.anomaly(departure, walk.at - at);
  if (toGroup) exchanges.finishSent(exchange);
}

function answer(
  flavour: Flavour,
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
  departure: string,
): void {
  const { exchanges, flow } = context;
  const start = flow.transport === TRANSPORT.tcp ? at + TCP_LENGTH_BYTES : at;
  // The request goes on waiting when the server says that it needs more time (RFC 1002 §4.2.16).
  if (flavour.netbios && operationCode(bytes, start) === WAIT_ACKNOWLEDGEMENT) {
    return exchanges.report(VERB.report, bytes, at, end);
  }
  let exchange = exchanges.asked(word16(bytes, start + HEADER.id));
  if (exchange === null) {
    exchange = exchanges.alone(VERB.report);
    if (!flavour.asksGroups) exchange.anomaly('response_without_request', 0);
  }
  if (departure !== '') exchange.anomaly(departure, walk.at - at);
  const refused = responseCode(bytes, start) !== 0;
  exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
}

function verbOf(flavour: Flavour, code: number): number {
  for (let i = 0; i < flavour.services.length; i++) {
    if (flavour.services[i]!.code === code) return flavour.services[i]!.verb;
  }
  return VERB.discover;
}
