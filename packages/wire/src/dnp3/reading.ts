import {
  type Operation,
  OPERATION_ITEMS_MAX,
  OPERATION_VALUES_MAX,
  type OperationValue,
} from '@bulkhead/model';
import { type Part, requestPart, responsePart, tellingPart } from '../described/described.ts';
import { type Exchange, OUTCOME } from '../flow/flow.ts';
import { statusOf } from './application.ts';
import { FILE_GROUP, fileObject, fileValues } from './files.ts';
import { FUNCTION, isResponse, LINK_CODE, serviceNamed, techniquesOf } from './functions.ts';
import { ObjectHeader, readNumber } from './headers.ts';
import { CONTROL } from './link.ts';
import * as message from './message.ts';
import { KIND, packedBits } from './objects.ts';
import { linkRefusalName } from './parse.ts';
import { packedValues, pointValues } from './points.ts';
import {
  controlStatusName,
  fileStatusName,
  indicationNames,
  refusalBit,
  refusalName,
} from './status.ts';

type Items = NonNullable<Operation['items']>;

/** Authentication objects that go before those they vouch for, IEEE 1815 §7.5.2.3. */
const SECURITY_GROUP = 120;
/** Classes of data: what is there now, and three of events. */
const CLASS_GROUP = 60;
const CLASS_0 = 1;

function isApplication({ at, end }: Part): boolean {
  return message.isApplication(at, end);
}

/** Address of the outstation. */
export function unitOf(exchange: Exchange): number | null {
  const { bytes, at, end } = tellingPart(exchange);
  return at + 5 <= end ? message.outstationOf(bytes, at, end) : null;
}

export function serviceOf(exchange: Exchange): Operation['service'] {
  const from = tellingPart(exchange);
  if (isApplication(from)) return serviceNamed(message.functionOf(from.bytes, from.at));
  const control = from.bytes[from.at] ?? 0;
  const code = (control & CONTROL.primary) === 0 ? 9 : control & CONTROL.function;
  return serviceNamed(LINK_CODE | code);
}

/** What the service implies; a report of what was written implies nothing. */
export function techniquesIn(exchange: Exchange): readonly string[] {
  const { code } = serviceOf(exchange);
  const from = tellingPart(exchange);
  const header = isApplication(from) ? firstHeader(from) : null;
  return techniquesOf(code, header?.group ?? -1);
}

/** What was asked for first: its header, without the data. */
export function objectOf(exchange: Exchange): string {
  const from = tellingPart(exchange);
  if (!isApplication(from)) return 'link';
  const header = firstHeader(from);
  if (header === null) return 'outstation';
  return itemsOfHeader(header, from, 1)[0]?.object ?? groupName(header);
}

function firstHeader({ bytes, at, end }: Part): ObjectHeader | null {
  const header = new ObjectHeader();
  const code = message.functionOf(bytes, at);
  const from = message.objectsAt(bytes, at);
  if (!header.read(bytes, from, end, code)) return null;
  const behind = header.next;
  if (header.group !== SECURITY_GROUP || behind >= end) return header;
  return header.read(bytes, behind, end, code) ? header : null;
}

function groupName({ group, variation }: ObjectHeader): string {
  return `group${group}var${variation}`;
}

/** First index of the first object; null where a message names no index. */
export function addressOf(exchange: Exchange): number | null {
  const from = tellingPart(exchange);
  const header = isApplication(from) ? firstHeader(from) : null;
  if (header === null || header.problem !== '') return null;
  if (header.hasStart) return header.start;
  const { prefixBytes, dataAt, count } = header;
  const indexed = prefixBytes > 0 && !header.isSized && count > 0;
  return indexed && dataAt + prefixBytes <= from.end
    ? readNumber(from.bytes, dataAt, prefixBytes)
    : null;
}

/** Points named or told, all objects together; 1 where a message names none. */
export function countOf(exchange: Exchange): number {
  const from = valued(exchange);
  if (!isApplication(from)) return 1;
  const { bytes, at, end } = from;
  const header = new ObjectHeader();
  const code = message.functionOf(bytes, at);
  let next = message.objectsAt(bytes, at);
  let count = 0;
  while (header.read(bytes, next, end, code)) {
    next = header.next;
    if (header.group !== SECURITY_GROUP) count += header.isAll ? 1 : header.count;
  }
  return Math.max(1, count);
}

/**
 * The message with the values: what a reading, a control or a file was answered with where that
 * has objects, else what was asked.
 */
function valued(exchange: Exchange): Part {
  const answer = responsePart(exchange);
  if (exchange.requestBytes === 0) return answer;
  const asked = requestPart(exchange);
  if (exchange.responseFrame === 0 || !isApplication(answer) || !isApplication(asked)) {
    return asked;
  }
  if (TOLD_BY_REQUEST.has(message.functionOf(asked.bytes, asked.at))) return asked;
  return message.objectsAt(answer.bytes, answer.at) < answer.end ? answer : asked;
}

/** Functions whose answer only says whether it was done. */
const TOLD_BY_REQUEST: ReadonlySet<number> = new Set([2, 25, 27, 29]);

/** Of the first object; where nothing was asked and no object is told, what is indicated. */
export function valuesOf(exchange: Exchange): readonly OperationValue[] {
  const from = valued(exchange);
  if (!isApplication(from)) return [];
  const { bytes, at, end } = from;
  const isEmpty = message.objectsAt(bytes, at) >= end;
  if (isEmpty && isResponse(message.functionOf(bytes, at))) {
    const [first, second] = [
      message.indicationsOf(bytes, at, end),
      message.refusalsOf(bytes, at, end),
    ];
    return indicationNames(first, second);
  }
  return itemsOfMessage(from, 1)[0]?.values ?? [];
}

/**
 * What came unasked, or which classes a reading polls: an integrity poll asks for what is there and
 * for events.
 */
export function causeOf(exchange: Exchange): string | undefined {
  const { bytes, at, end } = tellingPart(exchange);
  if (!message.isApplication(at, end)) return undefined;
  const code = message.functionOf(bytes, at);
  if (code === FUNCTION.unsolicited) return 'unsolicited';
  if (code !== FUNCTION.read) return undefined;
  const header = new ObjectHeader();
  let isStatic = false;
  let hasEvents = false;
  let next = message.objectsAt(bytes, at);
  while (header.read(bytes, next, end, code)) {
    next = header.next;
    if (header.group !== CLASS_GROUP) return undefined;
    if (header.variation === CLASS_0) isStatic = true;
    else hasEvents = true;
  }
  if (isStatic) return hasEvents ? 'integrity_poll' : 'static_poll';
  return hasEvents ? 'event_poll' : undefined;
}

/** Each object, and each of its points where they have indices of their own. */
export function itemsOf(exchange: Exchange): Items | undefined {
  const from = valued(exchange);
  if (!isApplication(from)) return undefined;
  const items = itemsOfMessage(from, OPERATION_ITEMS_MAX);
  const [first] = items;
  // A class may be answered with one object, whose name stands nowhere else.
  const isOther = first !== undefined && first.object !== objectOf(exchange);
  return items.length > 1 || isOther ? items : undefined;
}

function itemsOfMessage(from: Part, max: number): Items {
  const { bytes, at, end } = from;
  const header = new ObjectHeader();
  const code = message.functionOf(bytes, at);
  const out: Items[number][] = [];
  let next = message.objectsAt(bytes, at);
  while (out.length < max && header.read(bytes, next, end, code)) {
    next = header.next;
    const isGuard = header.group === SECURITY_GROUP && (out.length > 0 || next < end);
    if (isGuard) continue;
    out.push(...itemsOfHeader(header, from, max - out.length));
  }
  return out;
}

function itemsOfHeader(header: ObjectHeader, { bytes, at }: Part, max: number): Items {
  const isBroken = header.problem !== '';
  // The status of a control is that of the answer; in a request the byte says nothing.
  const answers = isResponse(message.functionOf(bytes, at));
  if (header.prefixBytes > 0 && !isBroken) return pointItems(header, bytes, max, answers);
  if (isControlled(header) && header.hasStart && !isBroken) {
    return rangeItems(header, bytes, max, answers);
  }
  const name = groupName(header);
  const object = header.hasStart && header.count > 0 ? `${name}/${header.start}` : name;
  const count = header.isAll ? 1 : header.count;
  return [{ object, count, values: rangeValues(header, bytes) }];
}

/** Whether its points are carried out, each with a status of its own. */
function isControlled({ shape, hasData }: ObjectHeader): boolean {
  const kind = shape?.kind ?? KIND.none;
  return hasData && (kind === KIND.control || (kind >= KIND.block16 && kind <= KIND.blockDouble));
}

/** Controls of a range, each for itself. */
function rangeItems(header: ObjectHeader, bytes: Uint8Array, max: number, answers: boolean): Items {
  const { shape, start, count, dataAt, next } = header;
  const out: Items[number][] = [];
  if (shape === undefined) return out;
  for (let i = 0; i < Math.min(count, max); i++) {
    const at = dataAt + i * shape.bytes;
    const values = pointValues(shape, bytes, at, next);
    const object = `${groupName(header)}/${start + i}`;
    out.push({ object, count: 1, values, ...(answers ? refusedAt(header, bytes, at) : {}) });
  }
  return out;
}

/** Points of a range: the whole of one, the bare values of several. */
function rangeValues(header: ObjectHeader, bytes: Uint8Array): OperationValue[] {
  const { count, dataAt, next, shape } = header;
  if (!header.hasData || shape === undefined) return [];
  const bits = packedBits(shape);
  if (bits > 0) return packedValues(bits, bytes, dataAt, next, count, OPERATION_VALUES_MAX);
  if (shape.kind === KIND.attribute || shape.kind === KIND.none) {
    return shape.kind === KIND.none ? [] : pointValues(shape, bytes, dataAt, next);
  }
  if (shape.bytes === 0) return [];
  if (count === 1 && dataAt + shape.bytes <= next) return pointValues(shape, bytes, dataAt, next);
  const out: OperationValue[] = [];
  for (let at = dataAt; out.length < Math.min(count, OPERATION_VALUES_MAX); at += shape.bytes) {
    if (at + shape.bytes > next) break;
    out.push(pointValues(shape, bytes, at, next)[0] ?? '');
  }
  return out;
}

/** Points that each say their index or their size. */
function pointItems(header: ObjectHeader, bytes: Uint8Array, max: number, answers: boolean): Items {
  const { prefixBytes, isSized, next, shape } = header;
  const name = groupName(header);
  const out: Items[number][] = [];
  let at = header.dataAt;
  for (let i = 0; i < header.count && out.length < max && at + prefixBytes <= next; i++) {
    const told = readNumber(bytes, at, prefixBytes);
    const from = at + prefixBytes;
    const refused = answers ? refusedAt(header, bytes, at) : {};
    if (isSized) {
      at = from + told;
      out.push({ ...sizedItem(header, bytes, from, Math.min(at, next)), ...refused });
      continue;
    }
    const size =
      shape === undefined || !header.hasData ? 0 : Math.max(shape.bytes, bitByte(header));
    if (from + size > next) break;
    const packed = shape !== undefined && packedBits(shape) > 0;
    const values =
      size === 0 || shape === undefined
        ? []
        : packed
          ? packedValues(packedBits(shape), bytes, from, next, 1, 1)
          : pointValues(shape, bytes, from, next);
    out.push({ object: `${name}/${told}`, count: 1, values, ...refused });
    at = from + size;
  }
  return out;
}

/** A packed point with an index of its own takes a byte. */
function bitByte({ shape }: ObjectHeader): number {
  return shape !== undefined && packedBits(shape) > 0 ? 1 : 0;
}

function sizedItem(
  header: ObjectHeader,
  bytes: Uint8Array,
  at: number,
  end: number,
): Items[number] {
  const { group, variation } = header;
  if (group !== FILE_GROUP) return { object: groupName(header), count: 1, values: [] };
  const object = `${groupName(header)}${fileObject(variation, bytes, at, end)}`;
  return { object, count: 1, values: fileValues(variation, bytes, at, end) };
}

/** Why the control or file whose prefix stands at `at` was not taken, as a part of its item. */
function refusedAt(
  header: ObjectHeader,
  bytes: Uint8Array,
  at: number,
): Pick<Items[number], 'refusal'> {
  const code = statusOf(header, bytes, at);
  return code > 0 ? { refusal: statusRefusal(header, code) } : {};
}

function statusRefusal({ group }: ObjectHeader, code: number): { code: number; name: string } {
  return { code, name: group === FILE_GROUP ? fileStatusName(code) : controlStatusName(code) };
}

/** An indication that refuses, or the first control or file that was not taken. */
export function refusalOf(exchange: Exchange): Operation['refusal'] {
  if (exchange.outcome !== OUTCOME.refused) return null;
  const { bytes, at, end } = responsePart(exchange);
  if (!message.isApplication(at, end)) {
    const code = (bytes[at] ?? 0) & CONTROL.function;
    return { code, name: linkRefusalName(code) };
  }
  const bit = refusalBit(message.refusalsOf(bytes, at, end));
  if (bit !== 0) return { code: bit, name: refusalName(bit) };
  const header = new ObjectHeader();
  let next = message.objectsAt(bytes, at);
  while (header.read(bytes, next, end, FUNCTION.response)) {
    next = header.next;
    const code = statusOf(header, bytes, header.dataAt);
    if (code > 0) return statusRefusal(header, code);
  }
  return { code: 0, name: 'unknown' };
}
