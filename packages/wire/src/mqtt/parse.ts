import { textOf, word16 } from '../bytes.ts';
import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { connectParts } from './connect.ts';
import {
  bodyAt,
  fieldEnd,
  isProtocolName,
  packetType,
  publicationOf,
  qosOf,
  TYPE,
  VERSION,
} from './packet.ts';
import { publicationVerb, publishSparkplug } from './publications.ts';
import { refusedCodes } from './reading.ts';
import { MqttSession } from './session.ts';
import { isSparkplug } from './sparkplug.ts';

const TOPIC_ALIAS = 0x23;
const ASSIGNED_CLIENT = 0x12;

/** Types by which an end shows itself as the client, and as the broker. */
const OF_CLIENT = new Set<number>([TYPE.connect, TYPE.subscribe, TYPE.unsubscribe, TYPE.pingreq]);
const OF_BROKER = new Set<number>([TYPE.connack, TYPE.suback, TYPE.unsuback, TYPE.pingresp]);

/** One control packet. */
export function parseMqtt(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges, side, flow, whole } = context;
  const body = bodyAt(bytes, at, end);
  if (body <= 0) return context.skips.reason('mqtt_malformed');
  const session = context.state(MqttSession);
  const type = packetType(bytes, at);
  if (OF_CLIENT.has(type)) session.clientSide = side;
  else if (OF_BROKER.has(type)) session.clientSide = 1 - side;
  else if (session.clientSide < 0) session.clientSide = flow.clientSide;
  switch (type) {
    case TYPE.connect:
      return parseConnect(context, session, bytes, at, end);
    case TYPE.publish:
      return parsePublish(context, session, bytes, at, end);
    case TYPE.pubrel:
    case TYPE.subscribe:
    case TYPE.unsubscribe:
    case TYPE.pingreq: {
      const verb = type === TYPE.pubrel || type === TYPE.pingreq ? VERB.connect : VERB.read;
      const key = keyOf(type, identifierAt(bytes, body, end, type));
      return checkWhole(exchanges.request(key, verb, bytes, at, end), end - at, whole);
    }
    case TYPE.disconnect:
    case TYPE.auth:
      return exchanges.unconfirmed(VERB.connect, bytes, at, end);
    default:
      parseAnswer(context, session, bytes, at, end);
  }
}

/** What a packet pairs by: the type that asked, and its identifier. */
function keyOf(type: number, identifier: number): number {
  return (type << 16) | identifier;
}

function identifierAt(bytes: Uint8Array, body: number, end: number, type: number): number {
  const has = type !== TYPE.connect && type !== TYPE.pingreq;
  return has && body + 2 <= end ? word16(bytes, body) : 0;
}

function checkWhole(exchange: Exchange, length: number, whole: boolean): void {
  if (!whole) exchange.anomaly('cut_by_snaplen', length);
}

function parseConnect(
  context: PduContext,
  session: MqttSession,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const key = keyOf(TYPE.connect, 0);
  const exchange = context.exchanges.request(key, VERB.connect, bytes, at, end);
  checkWhole(exchange, end - at, context.whole);
  if (session.connected) exchange.anomaly('second_connect', 0);
  session.connected = true;
  const body = bodyAt(bytes, at, end);
  const nameEnd = fieldEnd(bytes, body, end);
  if (!isProtocolName(bytes, body, end) || nameEnd + 4 > end) {
    return exchange.anomaly('connect_malformed', body - at);
  }
  session.version = bytes[nameEnd]!;
  const parts = connectParts(bytes, at, end);
  const flags = bytes[nameEnd + 1]!;
  if ((flags & 0xc0) === 0x40 && session.version !== VERSION.v5) {
    exchange.anomaly('password_without_user', nameEnd + 1 - at);
  }
  if ((flags & 1) !== 0) exchange.anomaly('reserved_flag_set', nameEnd + 1 - at);
  context.sighting('name', parts.client);
  context.sighting('user', parts.user);
}

function parsePublish(
  context: PduContext,
  session: MqttSession,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const { exchanges, side, whole } = context;
  const parts = publicationOf(bytes, at, end, session.version);
  const { topicAt, topicEnd, identifier } = parts;
  const sparkplug = isSparkplug(bytes, topicAt, topicEnd);
  const fromClient = side === session.clientSide;
  let verb: number = fromClient ? VERB.write : VERB.report;
  if (sparkplug) verb = publicationVerb(bytes, parts, end);
  const exchange =
    qosOf(bytes, at) === 0
      ? exchanges.sent(verb, bytes, at, end)
      : exchanges.request(keyOf(TYPE.publish, identifier), verb, bytes, at, end);
  checkWhole(exchange, end - at, whole);
  const beyond = topicAt > topicEnd - 1 ? 0 : word16(bytes, topicAt - 2) - (topicEnd - topicAt);
  if (beyond > 0) {
    exchange.anomaly('topic_beyond_packet', topicAt - 2 - at);
  } else if (topicAt >= topicEnd) {
    noteAlias(session, exchange, side, bytes, parts.propertiesAt, parts.payloadAt);
  } else if (session.version === VERSION.v5 && parts.payloadAt - parts.propertiesAt > 1) {
    const alias = aliasOf(bytes, parts.propertiesAt, parts.payloadAt);
    if (alias > 0) session.noteTopic(side, alias, textOf(bytes, topicAt, topicEnd));
  }
  checkTopic(exchange, bytes, topicAt, topicEnd, at);
  if (qosOf(bytes, at) === 3) exchange.anomaly('qos_invalid', 0);
  if (identifier === 0) exchange.anomaly('packet_identifier_zero', topicEnd - at);
  if (sparkplug) publishSparkplug(context, session, fromClient, bytes, parts, end);
  if (qosOf(bytes, at) === 0) exchanges.finishSent(exchange);
}

/** A topic that is empty stands for the one that its number was given to. */
function noteAlias(
  session: MqttSession,
  exchange: Exchange,
  side: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const alias = session.version === VERSION.v5 ? aliasOf(bytes, at, end) : 0;
  exchange.note = alias > 0 ? session.topic(side, alias) : '';
  if (alias === 0) exchange.anomaly('topic_missing', 2);
}

function checkTopic(
  exchange: Exchange,
  bytes: Uint8Array,
  topicAt: number,
  topicEnd: number,
  at: number,
): void {
  for (let i = topicAt; i < topicEnd; i++) {
    // `#` and `+` stand for any topic in a subscription, and may not be published to.
    if (bytes[i] === 0x23 || bytes[i] === 0x2b)
      return exchange.anomaly('wildcard_in_topic', i - at);
  }
}

/** Topic alias among the properties of a PUBLISH; the first is looked at, as it mostly stands. */
function aliasOf(bytes: Uint8Array, at: number, end: number): number {
  const property = at + 1;
  if (property + 3 > end || bytes[property] !== TOPIC_ALIAS) return 0;
  return word16(bytes, property + 1);
}

/** The type that an answer answers. */
const ASKED: readonly number[] = [0, 0, 1, 0, 3, 3, 0, 6, 0, 8, 0, 10, 0, 12, 0, 0];

function parseAnswer(
  context: PduContext,
  session: MqttSession,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const type = packetType(bytes, at);
  const asked = ASKED[type]!;
  const body = bodyAt(bytes, at, end);
  const { exchanges, whole } = context;
  const key = keyOf(asked, identifierAt(bytes, body, end, asked));
  let exchange = exchanges.asked(key);
  if (exchange === null) {
    const verb = asked === TYPE.subscribe || asked === TYPE.unsubscribe ? VERB.read : VERB.connect;
    exchange = exchanges.alone(asked === TYPE.publish ? VERB.write : verb);
    exchange.anomaly('response_without_request', 0);
  }
  checkWhole(exchange, end - at, whole);
  if (type === TYPE.connack && session.version === VERSION.v5) {
    noteAssigned(context, bytes, body, end);
  }
  const { failed, answered } = refusedCodes(bytes, at, end, session.version);
  if (failed > 0 && failed < answered) exchange.anomaly('some_filters_refused', body - at);
  const refused = failed > 0 && failed === answered;
  exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
}

/** The name that a broker gives to a client that brought none. */
function noteAssigned(context: PduContext, bytes: Uint8Array, body: number, end: number): void {
  const property = body + 3;
  if (property + 3 > end || bytes[property] !== ASSIGNED_CLIENT) return;
  const nameEnd = fieldEnd(bytes, property + 1, end);
  context.sighting('name', textOf(bytes, property + 3, nameEnd), 1 - context.side);
}
