import { word16le } from '../bytes.ts';
import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { tellAnswer } from './answers.ts';
import { servesSome } from './attributes.ts';
import { requestConnection, requestRoute } from './connections.ts';
import { findAsked, isConnected, PLACE_MASK, placedKey } from './keys.ts';
import {
  IS_RESPONSE,
  isRefusedHeader,
  REQUEST_PATH,
  requestDataAt,
  RESPONSE_BYTES_MIN,
  RESPONSE_STATUS,
  responseDataAt,
  statusOf,
} from './message.ts';
import { routeText, scanPath } from './path.ts';
import { answeredService, CLASS, cipService, SERVICE } from './services.ts';
import { ATTRIBUTE_LIST_ERROR, isSuccess } from './statuses.ts';

/** Services within services: an Unconnected Send with a packet of services is two. */
const DEPTH_MAX = 4;
/** Services read of one message, however they are nested. */
const SERVICES_MAX = 512;

/** Services still to be read of the message at hand. */
let servicesLeft = 0;

/** One CIP message of `side`, or the header of a command that was refused as a whole. */
export function parseCip(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { carrierKey: key, whole } = context;
  servicesLeft = SERVICES_MAX;
  if (isRefusedHeader(bytes, at, end)) return refuseAll(context, key, bytes, at, end);
  if (bytes[at]! >= IS_RESPONSE) {
    return parseResponse(context, bytes, at, end, whole, key, 0);
  }
  const route = isConnected(key) ? requestRoute(context, key) : '';
  const asked = isConnected(key) ? requestConnection(context, key) : key;
  parseRequest(context, bytes, at, end, whole, asked, route, 0);
}

function parseRequest(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
  whole: boolean,
  key: number,
  route: string,
  depth: number,
): void {
  servicesLeft--;
  const service = bytes[at]!;
  const dataAt = at + REQUEST_PATH > end ? end + 1 : requestDataAt(bytes, at);
  const path = scanPath(bytes, Math.min(end, at + REQUEST_PATH), Math.min(end, dataAt));
  const { classId, outerClass, fits } = path;
  if (depth < DEPTH_MAX) {
    if (service === SERVICE.unconnectedSend && classId === CLASS.connectionManager) {
      const size = dataAt + 4 <= end ? word16le(bytes, dataAt + 2) : 0;
      const innerAt = dataAt + 4;
      const innerEnd = innerAt + size;
      if (size >= REQUEST_PATH && (innerEnd <= end || !whole)) {
        const hops = routeOf(bytes, innerEnd + (size & 1), end);
        const inner = Math.min(end, innerEnd);
        const all = route === '' || hops === '' ? route + hops : `${route},${hops}`;
        parseRequest(context, bytes, innerAt, inner, whole, key, all, depth + 1);
        return;
      }
    }
    if (service === SERVICE.multiple && dataAt + 4 <= end) {
      const read = parsePacket(context, bytes, dataAt, end, whole, key, route, depth);
      if (read) return;
    }
  }
  if (service === SERVICE.executePccc && classId === CLASS.pccc) {
    if (context.carry(bytes, at, end, whole, key)) return;
  }
  const { verb } = cipService(service, classId, outerClass);
  const exchange = context.exchanges.request(key, verb, bytes, at, end);
  exchange.note = route;
  checkRequest(exchange, dataAt - at, end - at, fits, whole, depth);
}

/** The route behind an embedded message: its length in words, a reserved byte, its path. */
function routeOf(bytes: Uint8Array, at: number, end: number): string {
  if (at + 2 > end) return '';
  return routeText(bytes, at + 2, Math.min(end, at + 2 + bytes[at]! * 2));
}

function checkRequest(
  exchange: Exchange,
  dataAt: number,
  length: number,
  fits: boolean,
  whole: boolean,
  depth: number,
): void {
  if (!whole) exchange.anomaly('cut_by_snaplen', length);
  else if (dataAt > length) exchange.anomaly('path_beyond_message', 1);
  if (!fits && dataAt <= length) exchange.anomaly('path_malformed', REQUEST_PATH);
  const packed = exchange.request[0] === SERVICE.multiple;
  if (packed && whole) exchange.anomaly('services_not_readable', dataAt);
  if (depth >= DEPTH_MAX) exchange.anomaly('nested_too_deep', 0);
}

/**
 * The services of a Multiple Service Packet: a count, as many offsets from it, then the messages
 * (CIP Volume 1 appendix ). False where not even the first can be read.
 */
function parsePacket(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
  whole: boolean,
  key: number,
  route: string,
  depth: number,
): boolean {
  const count = word16le(bytes, at);
  let read = 0;
  for (; read < count && servicesLeft > 0; read++) {
    const from = placeAt(bytes, at, end, count, read);
    if (from < 0 || from + REQUEST_PATH > end) break;
    const to = placeEnd(bytes, at, end, count, read, from);
    const place = depthKey(key, read);
    parseRequest(context, bytes, from, to, whole || to < end, place, route, depth + 1);
  }
  if (read < count && read > 0 && whole) context.anomaly('services_beyond_message');
  return read > 0;
}

/** Services nested deeper keep the place of the packet that holds them, and are paired in order. */
function depthKey(key: number, place: number): number {
  return (key & PLACE_MASK) === 0 ? placedKey(key, place) : key;
}

/** Where message `i` of a packet starts; -1 where its offset leads nowhere. */
function placeAt(bytes: Uint8Array, at: number, end: number, count: number, i: number): number {
  const offsetAt = at + 2 + i * 2;
  if (offsetAt + 2 > end) return -1;
  const offset = word16le(bytes, offsetAt);
  return offset >= 2 + count * 2 && at + offset < end ? at + offset : -1;
}

/** Where it ends: where the next one starts, or the packet ends. */
function placeEnd(
  bytes: Uint8Array,
  at: number,
  end: number,
  count: number,
  i: number,
  from: number,
): number {
  if (i + 1 >= count) return end;
  const next = placeAt(bytes, at, end, count, i + 1);
  return next > from ? next : end;
}

function parseResponse(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
  whole: boolean,
  key: number,
  depth: number,
): void {
  servicesLeft--;
  const { exchanges } = context;
  const service = bytes[at]! & 0x7f;
  const status = statusOf(bytes, at, end);
  let exchange = findAsked(exchanges, key);
  const isAnswer = exchange !== null && exchange.request[0] === service;
  if (service === SERVICE.multiple && !isAnswer && depth < DEPTH_MAX) {
    if (parseAnswers(context, bytes, at, end, whole, key, depth)) return;
    const mask = depth === 0 ? ~PLACE_MASK : -1;
    if (!isSuccess(status) && refused(context, key, mask, bytes, at, end)) return;
  }
  if (service === SERVICE.executePccc && !isAnswer) {
    if (context.carry(bytes, at, end, whole, key)) return;
  }
  if (exchange === null) {
    // What was asked for is not known, so it is not told as a command.
    const { name, verb } = answeredService(service);
    const isKnown = !name.startsWith('unknown_');
    exchange = exchanges.alone(isKnown ? verb : VERB.connect);
    exchange.anomaly('response_without_request', 0);
  } else if (!isAnswer && service !== SERVICE.unconnectedSend) {
    exchange.anomaly('response_service_differs', 0);
  }
  if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
  else if (at + RESPONSE_BYTES_MIN + (bytes[at + 3] ?? 0) * 2 > end) {
    exchange.anomaly('status_beyond_message', 3);
  }
  const isPart = status === ATTRIBUTE_LIST_ERROR && servesSome(exchange, bytes, at, end);
  if (isPart) exchange.anomaly('some_items_refused', RESPONSE_STATUS);
  const ok = isPart || isSuccess(status);
  if (ok) tellAnswer(context, exchange, bytes, at, end);
  exchanges.answer(exchange, bytes, at, end, ok ? OUTCOME.ok : OUTCOME.refused);
}

/** The answers of a Multiple Service Packet, each to its own request; false where none are. */
function parseAnswers(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
  whole: boolean,
  key: number,
  depth: number,
): boolean {
  const dataAt = responseDataAt(bytes, at, end);
  if (dataAt + 4 > end) return false;
  const count = word16le(bytes, dataAt);
  let read = 0;
  for (; read < count && servicesLeft > 0; read++) {
    const from = placeAt(bytes, dataAt, end, count, read);
    if (from < 0 || from + RESPONSE_BYTES_MIN > end || bytes[from]! < IS_RESPONSE) break;
    const to = placeEnd(bytes, dataAt, end, count, read, from);
    const place = depthKey(key, read);
    parseResponse(context, bytes, from, to, whole || to < end, place, depth + 1);
  }
  if (read < count && read > 0 && whole) context.anomaly('services_beyond_message');
  return read > 0;
}

/** One answer refuses every service that waits under a key; false where none does. */
function refused(
  context: PduContext,
  key: number,
  mask: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): boolean {
  const { exchanges } = context;
  let any = false;
  for (let i = 0; i < SERVICES_MAX; i++) {
    const exchange = exchanges.asked(key, mask);
    if (exchange === null) return any;
    exchanges.answer(exchange, bytes, at, end, OUTCOME.refused);
    any = true;
  }
  return any;
}

/** The command that carried the request was refused: so is all that it held, PCCC too. */
function refuseAll(
  context: PduContext,
  key: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const any = refused(context, key, ~PLACE_MASK, bytes, at, end);
  if (any || context.carry(bytes, at, end, true, key)) return;
  context.skips.reason('cip_refusal_without_request');
}
