import { OPERATION_ITEMS_MAX, type OperationValue } from '@bulkhead/model';
import { textOf, unsigned32le, word16le } from '../bytes.ts';
import type { Exchange } from '../flow/flow.ts';
import { revisionText, serialText } from './identity.ts';
import { requestDataAt, responseDataAt } from './message.ts';
import { scanPath } from './path.ts';
import { SERVICE } from './services.ts';

/** Where the value of one attribute of the Identity object lies in an answer. */
export interface AttributePlace {
  readonly attribute: number;
  readonly valueAt: number;
  readonly valueEnd: number;
}

/** Bytes of attributes 1 to 6 of the Identity object, CIP Volume 1 §5-2.2. */
const IDENTITY_BYTES = [0, 2, 2, 2, 2, 2, 4];
const PRODUCT_NAME = 7;

/** Number and status of one attribute in an answer to a list. */
const ATTRIBUTE_STATUS_BYTES = 4;

/**
 * Attributes that a Get or Set Attribute List names. One that sets has a value behind each number,
 * whose length only its class knows: beyond the first they are those that the answer names.
 */
export function listedAttributes(exchange: Exchange): number[] {
  const { request, requestBytes, response, responseAt, responseEnd } = exchange;
  const at = requestBytes < 2 ? requestBytes : requestDataAt(request, 0);
  const out: number[] = [];
  if (at + 2 > requestBytes) return out;
  const asked = word16le(request, at);
  const sets = request[0] === SERVICE.setAttributeList;
  if (sets && asked > 1 && exchange.responseFrame > 0) {
    const told = responseDataAt(response, responseAt, responseEnd);
    if (listsStatuses(response, told, responseEnd)) {
      const count = Math.min(word16le(response, told), OPERATION_ITEMS_MAX);
      for (let i = 0; i < count; i++) {
        out.push(word16le(response, told + 2 + i * ATTRIBUTE_STATUS_BYTES));
      }
      return out;
    }
  }
  const count = Math.min(sets ? 1 : asked, OPERATION_ITEMS_MAX);
  for (let i = 0; i < count && at + 4 + i * 2 <= requestBytes; i++) {
    out.push(word16le(request, at + 2 + i * 2));
  }
  return out;
}

/** Whether `bytes[at..end)` are nothing but a count and as many numbers with their statuses. */
function listsStatuses(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 2 > end) return false;
  const count = word16le(bytes, at);
  return count > 0 && at + 2 + count * ATTRIBUTE_STATUS_BYTES === end;
}

/**
 * Whether an answer to a list that could not be served whole served a part: what was read has a
 * value behind its status, what was set a status of zero.
 */
export function servesSome(
  exchange: Exchange,
  bytes: Uint8Array,
  at: number,
  end: number,
): boolean {
  const code = exchange.requestBytes < 2 ? -1 : exchange.request[0]!;
  const from = responseDataAt(bytes, at, end);
  if (from + 2 > end) return false;
  const count = word16le(bytes, from);
  if (code === SERVICE.getAttributeList) return from + 2 + count * ATTRIBUTE_STATUS_BYTES < end;
  if (code !== SERVICE.setAttributeList || !listsStatuses(bytes, from, end)) return false;
  for (let i = 0; i < count; i++) {
    if (word16le(bytes, from + 4 + i * ATTRIBUTE_STATUS_BYTES) === 0) return true;
  }
  return false;
}

/**
 * The status of each attribute in the answer to a list, as far as it can be followed: behind the
 * status of what was read stands a value, whose length is known of the Identity object only.
 */
export function attributeStatuses(
  exchange: Exchange,
  isIdentity: boolean,
): ReadonlyMap<number, number> {
  const { response: bytes, responseAt, responseEnd: end, responseFrame } = exchange;
  const statuses = new Map<number, number>();
  const from = responseFrame === 0 ? end : responseDataAt(bytes, responseAt, end);
  if (from + 2 > end) return statuses;
  const hasValues = !listsStatuses(bytes, from, end);
  const count = Math.min(word16le(bytes, from), OPERATION_ITEMS_MAX);
  for (let i = 0, next = from + 2; i < count && next + ATTRIBUTE_STATUS_BYTES <= end; i++) {
    const attribute = word16le(bytes, next);
    const status = word16le(bytes, next + 2);
    statuses.set(attribute, status);
    next += ATTRIBUTE_STATUS_BYTES;
    if (status !== 0 || !hasValues) continue;
    const place = isIdentity ? placeOf(attribute, bytes, next, end) : undefined;
    if (place === undefined) break;
    next = place.valueEnd;
  }
  return statuses;
}

/** The attributes of the Identity object that `bytes[at..end)`, an answer's data, holds. */
export function identityValues(
  exchange: Exchange,
  bytes: Uint8Array,
  at: number,
  end: number,
): AttributePlace[] {
  if (exchange.request[0] === SERVICE.getAttributeSingle) {
    const { request, requestBytes } = exchange;
    const { attribute } = scanPath(request, 2, Math.min(requestBytes, requestDataAt(request, 0)));
    const place = placeOf(attribute, bytes, at, end);
    return place === undefined ? [] : [place];
  }
  const out: AttributePlace[] = [];
  if (exchange.request[0] !== SERVICE.getAttributeList || at + 2 > end) return out;
  const count = Math.min(word16le(bytes, at), OPERATION_ITEMS_MAX);
  for (let i = 0, next = at + 2; i < count && next + 4 <= end; i++) {
    const attribute = word16le(bytes, next);
    const refused = word16le(bytes, next + 2) !== 0;
    next += 4;
    if (refused) continue;
    const place = placeOf(attribute, bytes, next, end);
    if (place === undefined) return out;
    out.push(place);
    next = place.valueEnd;
  }
  return out;
}

function placeOf(
  attribute: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): AttributePlace | undefined {
  if (attribute === PRODUCT_NAME && at < end) {
    return { attribute, valueAt: at, valueEnd: Math.min(end, at + 1 + bytes[at]!) };
  }
  const length = IDENTITY_BYTES[attribute] ?? 0;
  if (length === 0 || at + length > end) return undefined;
  return { attribute, valueAt: at, valueEnd: at + length };
}

/** The value of one attribute of the Identity object. */
export function identityValue(bytes: Uint8Array, place: AttributePlace): OperationValue {
  const { attribute, valueAt: at, valueEnd: end } = place;
  if (attribute === PRODUCT_NAME) return textOf(bytes, at + 1, end);
  if (attribute === 4) return revisionText(bytes, at);
  if (attribute === 6) return serialText(bytes, at);
  return end - at === 4 ? unsigned32le(bytes, at) : word16le(bytes, at);
}
