import { toHex } from '@bulkhead/kernel';
import { OPERATION_ITEMS_MAX, type OperationValue } from '@bulkhead/model';
import { word16le } from '../bytes.ts';
import type { Exchange } from '../flow/flow.ts';
import { attributeBytes, attributeValues } from './attribute-types.ts';
import { requestDataAt, responseDataAt } from './message.ts';
import { scanPath } from './path.ts';
import { SERVICE } from './services.ts';

/** Where the value of one attribute lies, and the status that an answer tells of it. */
export interface AttributePlace {
  readonly attribute: number;
  readonly status: number;
  readonly valueAt: number;
  readonly valueEnd: number;
}

/** Number and status of one attribute in an answer to a list. */
const ATTRIBUTE_STATUS_BYTES = 4;
/** Bytes shown of a value whose type is not published. */
const BYTES_SHOWN_MAX = 128;
/** Steps spent on where the values of one list lie. */
const STEPS_MAX = 20_000;

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

/** The status that the answer to a list tells of each attribute; none where that cannot be told. */
export function attributeStatuses(
  exchange: Exchange,
  places: readonly AttributePlace[],
): readonly number[] {
  const { request, response: bytes, responseAt, responseEnd: end, responseFrame } = exchange;
  if (request[0] === SERVICE.getAttributeList) return places.map(({ status }) => status);
  const from = responseFrame === 0 ? end : responseDataAt(bytes, responseAt, end);
  if (!listsStatuses(bytes, from, end)) return [];
  const count = Math.min(word16le(bytes, from), OPERATION_ITEMS_MAX);
  return Array.from({ length: count }, (_, i) =>
    word16le(bytes, from + 4 + i * ATTRIBUTE_STATUS_BYTES),
  );
}

/**
 * Where the attributes that were read or set lie in `bytes[at..end)`, which is the data of the
 * answer to a Get, or of the request of a Set. Empty where that cannot be told.
 */
export function attributePlaces(
  exchange: Exchange,
  classId: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): readonly AttributePlace[] {
  const code = exchange.request[0]!;
  if (code === SERVICE.getAttributeSingle || code === SERVICE.setAttributeSingle) {
    const { request, requestBytes } = exchange;
    const { attribute } = scanPath(request, 2, Math.min(requestBytes, requestDataAt(request, 0)));
    const length = attributeBytes(classId, attribute, bytes, at, end);
    return length < 0 ? [] : [{ attribute, status: 0, valueAt: at, valueEnd: at + length }];
  }
  const listed = listedAttributes(exchange);
  if (at + 2 > end || word16le(bytes, at) !== listed.length) return [];
  return new List(bytes, end, classId, listed, code === SERVICE.getAttributeList).places(at + 2);
}

/**
 * A list of attributes with their values. A value of a type that is not published ends where the
 * next attribute's number stands; if that can be in more than one place, nothing is told.
 */
class List {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #classId: number;
  readonly #attributes: readonly number[];
  readonly #answers: boolean;
  /** By index and place: where its value ends; -1 where no way leads on, -2 where several do. */
  readonly #ends = new Map<number, number>();
  #steps = 0;

  constructor(
    bytes: Uint8Array,
    end: number,
    classId: number,
    attributes: readonly number[],
    answers: boolean,
  ) {
    this.#bytes = bytes;
    this.#end = end;
    this.#classId = classId;
    this.#attributes = attributes;
    this.#answers = answers;
  }

  places(at: number): AttributePlace[] {
    const out: AttributePlace[] = [];
    let next = at;
    for (let i = 0; i < this.#attributes.length; i++) {
      const valueEnd = this.#valueEnd(i, next);
      if (valueEnd < 0) return [];
      const valueAt = this.#valueAt(next);
      const status = this.#statusAt(next);
      out.push({ attribute: this.#attributes[i]!, status, valueAt, valueEnd });
      next = valueEnd;
    }
    return out;
  }

  #valueAt(at: number): number {
    return at + (this.#answers ? ATTRIBUTE_STATUS_BYTES : 2);
  }

  #statusAt(at: number): number {
    return this.#answers ? word16le(this.#bytes, at + 2) : 0;
  }

  /** Where the value of attribute `i`, whose number is at `at`, ends in the one way that fits. */
  #valueEnd(i: number, at: number): number {
    const key = at * (OPERATION_ITEMS_MAX + 1) + i;
    let valueEnd = this.#ends.get(key);
    if (valueEnd === undefined) {
      valueEnd = this.#findEnd(i, at);
      this.#ends.set(key, valueEnd);
    }
    return valueEnd;
  }

  #findEnd(i: number, at: number): number {
    const bytes = this.#bytes;
    const attribute = this.#attributes[i]!;
    const valueAt = this.#valueAt(at);
    if (valueAt > this.#end || word16le(bytes, at) !== attribute) return -1;
    if (this.#statusAt(at) !== 0) return this.#leadsOn(i, valueAt);
    const length = attributeBytes(this.#classId, attribute, bytes, valueAt, this.#end);
    if (length >= 0) return this.#leadsOn(i, valueAt + length);
    if (i + 1 === this.#attributes.length) return this.#end > valueAt ? this.#end : -1;
    let found = -1;
    for (let next = valueAt + 1; next + 2 <= this.#end; next++) {
      if (++this.#steps > STEPS_MAX) return -2;
      if (word16le(bytes, next) !== this.#attributes[i + 1]) continue;
      const way = this.#leadsOn(i, next);
      if (way === -1) continue;
      if (way === -2 || found >= 0) return -2;
      found = next;
    }
    return found;
  }

  /** `valueEnd` where all behind it fits in one way. */
  #leadsOn(i: number, valueEnd: number): number {
    if (i + 1 === this.#attributes.length) return valueEnd === this.#end ? valueEnd : -1;
    const way = this.#valueEnd(i + 1, valueEnd);
    return way < 0 ? way : valueEnd;
  }
}

/** The values of one attribute, as its class types it; as they lie where that is not published. */
export function placeValues(
  classId: number,
  bytes: Uint8Array,
  place: AttributePlace,
): readonly OperationValue[] {
  const { attribute, valueAt, valueEnd } = place;
  const typed = attributeValues(classId, attribute, bytes, valueAt, valueEnd);
  if (typed.length > 0 || valueAt >= valueEnd) return typed;
  return [toHex(bytes.subarray(valueAt, Math.min(valueEnd, valueAt + BYTES_SHOWN_MAX)))];
}
