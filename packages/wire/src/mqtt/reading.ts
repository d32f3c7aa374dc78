import { type Operation, OPERATION_ITEMS_MAX, type OperationValue } from '@bulkhead/model';
import { textOf, word16 } from '../bytes.ts';
import { type Exchange, VERB } from '../flow/flow.ts';
import { textOrHex } from '../values.ts';
import { connectReturnName, reasonName, SERVICES, versionName } from './codes.ts';
import { connectParts } from './connect.ts';
import {
  bodyAt,
  fieldEnd,
  packetType,
  propertiesEnd,
  type Publication,
  publicationOf,
  TYPE,
  VERSION,
} from './packet.ts';
import { sessionOfExchange } from './session.ts';
import { metricCount, metricsOf, sparkplugTopic } from './sparkplug.ts';

type Items = NonNullable<Operation['items']>;

/** The type that an answer answers, where its request was not seen. */
const ASKED: readonly number[] = [0, 1, 1, 3, 3, 3, 6, 6, 8, 8, 10, 10, 12, 12, 14, 15];

function typeOf(exchange: Exchange): number {
  if (exchange.requestBytes > 0) return exchange.request[0]! >> 4;
  const { response, responseAt, responseEnd } = exchange;
  return responseAt < responseEnd ? ASKED[response[responseAt]! >> 4]! : 0;
}

/** The service: the type of the packet that asked. */
export function serviceOf(exchange: Exchange): Operation['service'] {
  const code = typeOf(exchange);
  const name = SERVICES.find((one) => one.code === code)?.name ?? `unknown_service_${code}`;
  return { code, name };
}

function partsOf(exchange: Exchange): Publication {
  const { version } = sessionOfExchange(exchange);
  return publicationOf(exchange.request, 0, exchange.requestBytes, version);
}

function topicOf(exchange: Exchange): string {
  const { topicAt, topicEnd } = partsOf(exchange);
  return exchange.note === '' ? textOf(exchange.request, topicAt, topicEnd) : exchange.note;
}

/** `client/ID`, a topic, a topic filter; `topic` or `connection` where the packet names none. */
export function objectOf(exchange: Exchange): string {
  const { request, requestBytes } = exchange;
  if (requestBytes === 0) return 'connection';
  switch (typeOf(exchange)) {
    case TYPE.connect:
      return `client/${connectParts(request, 0, requestBytes).client}`;
    case TYPE.publish:
      return topicOf(exchange) || 'topic';
    case TYPE.subscribe:
    case TYPE.unsubscribe:
      return filtersOf(exchange)[0]?.object || 'topic';
    case TYPE.pubrel: {
      const body = bodyAt(request, 0, requestBytes);
      return body + 2 <= requestBytes ? `packet/${word16(request, body)}` : 'packet';
    }
    default:
      return 'connection';
  }
}

/** Metrics of a Sparkplug B message; topic filters; else 1. */
export function countOf(exchange: Exchange): number {
  const type = typeOf(exchange);
  if (type === TYPE.subscribe || type === TYPE.unsubscribe) {
    return Math.max(1, filtersOf(exchange).length);
  }
  if (!isSparkplugMessage(exchange)) return 1;
  return metricCount(exchange.request, partsOf(exchange).payloadAt, exchange.requestBytes);
}

function isSparkplugMessage(exchange: Exchange): boolean {
  if (exchange.requestBytes === 0 || typeOf(exchange) !== TYPE.publish) return false;
  return sparkplugTopic(topicOf(exchange)) !== null;
}

/** What is published, or said with the request; never a password. */
export function valuesOf(exchange: Exchange): readonly OperationValue[] {
  const { request, requestBytes } = exchange;
  if (requestBytes === 0) return [];
  switch (typeOf(exchange)) {
    case TYPE.connect: {
      const { version, will, user } = connectParts(request, 0, requestBytes);
      const out = [versionName(version)];
      if (user !== '') out.push(`user ${user}`);
      if (will !== '') out.push(`will ${will}`);
      return out;
    }
    case TYPE.publish: {
      if (isSparkplugMessage(exchange)) return metricItems(exchange)[0]?.values ?? [];
      const { payloadAt } = partsOf(exchange);
      if (payloadAt >= requestBytes) return [];
      return [textOrHex(request.subarray(payloadAt, requestBytes))];
    }
    case TYPE.subscribe:
      return filtersOf(exchange)[0]?.values ?? [];
    case TYPE.disconnect: {
      const body = bodyAt(request, 0, requestBytes);
      return body < requestBytes ? [reasonName(request[body]!)] : [];
    }
    default:
      return [];
  }
}

/** Metrics of a Sparkplug B message, or topic filters; undefined for one. */
export function itemsOf(exchange: Exchange): Items | undefined {
  if (exchange.requestBytes === 0) return undefined;
  const type = typeOf(exchange);
  const subscribes = type === TYPE.subscribe || type === TYPE.unsubscribe;
  if (!subscribes && !isSparkplugMessage(exchange)) return undefined;
  const items = subscribes ? filtersOf(exchange) : metricItems(exchange);
  // The topic of a message is not the name of its metric.
  return items.length > (subscribes ? 1 : 0) ? items.slice(0, OPERATION_ITEMS_MAX) : undefined;
}

function metricItems(exchange: Exchange): Items[number][] {
  const session = sessionOfExchange(exchange);
  const edge = sparkplugTopic(topicOf(exchange))?.edge ?? '';
  const { payloadAt } = partsOf(exchange);
  return metricsOf(exchange.request, payloadAt, exchange.requestBytes).map((metric) => {
    const known = metric.name === '' ? session.metric(edge, metric.alias) : metric.name;
    const object = known === '' ? aliasText(metric.alias) : known;
    return { object: object.slice(0, 256), count: 1, values: [...metric.values] };
  });
}

function aliasText(alias: number): string {
  return alias < 0 ? 'metric' : `alias/${alias}`;
}

/** Topic filters with the quality of service asked for. */
function filtersOf(exchange: Exchange): Items[number][] {
  const { request, requestBytes: end } = exchange;
  const body = bodyAt(request, 0, end);
  if (body <= 0) return [];
  const subscribes = typeOf(exchange) === TYPE.subscribe;
  const isNew = sessionOfExchange(exchange).version === VERSION.v5;
  let at = Math.min(end, body + 2);
  if (isNew) at = propertiesEnd(request, at, end);
  const out: Items[number][] = [];
  while (at + 2 < end && out.length < OPERATION_ITEMS_MAX) {
    const filterEnd = fieldEnd(request, at, end);
    const object = textOf(request, at + 2, filterEnd);
    const qos = subscribes && filterEnd < end ? [request[filterEnd]! & 3] : [];
    out.push({ object, count: 1, values: qos });
    at = filterEnd + (subscribes ? 1 : 0);
  }
  return out;
}

/** Where the codes of an answer stand, and how many of them there are. */
function codesOf(
  bytes: Uint8Array,
  at: number,
  end: number,
  version: number,
): readonly [number, number] {
  const body = bodyAt(bytes, at, end);
  const type = packetType(bytes, at);
  if (body <= 0) return [end, end];
  if (type === TYPE.connack) return [body + 1, Math.min(end, body + 2)];
  if (type === TYPE.pingresp) return [end, end];
  let codes = body + 2;
  if (type === TYPE.suback || type === TYPE.unsuback) {
    if (version === VERSION.v5) codes = propertiesEnd(bytes, codes, end);
    return [codes, end];
  }
  return [codes, Math.min(end, codes + 1)];
}

/** How many codes an answer has, and how many of them refuse. */
export function refusedCodes(
  bytes: Uint8Array,
  at: number,
  end: number,
  version: number,
): { readonly answered: number; readonly failed: number } {
  const [from, to] = codesOf(bytes, at, end, version);
  // Before version 5 a CONNACK refuses with small numbers.
  const limit = packetType(bytes, at) === TYPE.connack && version !== VERSION.v5 ? 1 : 0x80;
  let failed = 0;
  for (let i = from; i < to; i++) if (bytes[i]! >= limit) failed++;
  return { answered: Math.max(0, to - from), failed };
}

/** The first code that refuses. */
export function refusalOf(exchange: Exchange): Operation['refusal'] {
  const { response, responseAt, responseEnd } = exchange;
  const { version } = sessionOfExchange(exchange);
  const [from, to] = codesOf(response, responseAt, responseEnd, version);
  const isConnack = packetType(response, responseAt) === TYPE.connack;
  const limit = isConnack && version !== VERSION.v5 ? 1 : 0x80;
  for (let i = from; i < to; i++) {
    const code = response[i]!;
    if (code < limit) continue;
    return { code, name: isConnack ? connectReturnName(code, version) : reasonName(code) };
  }
  return { code: 0, name: reasonName(0x80) };
}

/** A command of Sparkplug B moves an output; a reboot restarts the node. */
export function techniquesOf(exchange: Exchange): readonly string[] {
  if (exchange.verb !== VERB.write && exchange.verb !== VERB.command) return [];
  if (!isSparkplugMessage(exchange)) return [];
  const names = metricItems(exchange).map(({ object }) => object);
  if (names.includes('Node Control/Reboot')) return ['T0816'];
  return exchange.verb === VERB.write ? ['T0855'] : [];
}
