import { type Operation, OPERATION_ITEMS_MAX, type OperationValue } from '@bulkhead/model';
import { word16le } from '../bytes.ts';
import { type Part, tellingPart } from '../described/described.ts';
import { type Exchange, OUTCOME } from '../flow/flow.ts';
import * as apdu from './apdu.ts';
import { CAUSE, causeName } from './causes.ts';
import { elementValues } from './elements.ts';
import { askedBy } from './parse.ts';
import {
  CONNECTION_CODE,
  elementBytes,
  isCommandType,
  isControlType,
  SHAPE,
  serviceNamed,
  shapeOf,
  timeBytesOf,
  VARIANT,
} from './types.ts';

type Items = NonNullable<Operation['items']>;
const { ADDRESS_BYTES, AT, FORMAT } = apdu;

/** The APDU with the values: an answer that is not the mirror of its request, or what was asked. */
function valued(exchange: Exchange): Part {
  const { request, requestBytes, response, responseAt: at, responseEnd: end } = exchange;
  const answered = requestBytes > AT.type && at + AT.type < end;
  const own = answered && response[at + AT.type] !== request[AT.type];
  return own ? { bytes: response, at, end } : tellingPart(exchange);
}

function isAsdu({ bytes, at, end }: Part): boolean {
  return at + AT.object <= end && apdu.formatOf(bytes, at) === FORMAT.information;
}

/** Common address of the station; null for what is of the connection. */
export function unitOf(exchange: Exchange): number | null {
  const from = tellingPart(exchange);
  return isAsdu(from) ? word16le(from.bytes, from.at + AT.commonAddress) : null;
}

export function serviceOf(exchange: Exchange): Operation['service'] {
  const from = tellingPart(exchange);
  const { bytes, at, end } = from;
  if (!isAsdu(from)) {
    const code = bytes[at + AT.control] ?? 0;
    const asked = askedBy(code);
    return serviceNamed(CONNECTION_CODE | (asked < 0 ? code : asked));
  }
  const type = bytes[at + AT.type]!;
  return serviceNamed(type | (variantOf(type, bytes, at, end) << 8));
}

function variantOf(type: number, bytes: Uint8Array, at: number, end: number): number {
  if (!isControlType(type) || type === 102) return VARIANT.plain;
  const cause = apdu.causeOf(bytes, at);
  if (cause === CAUSE.activationTerminated) return VARIANT.terminated;
  if (cause === CAUSE.deactivation || cause === CAUSE.deactivationConfirmed) return VARIANT.cancel;
  const qualifierAt = at + AT.object + ADDRESS_BYTES + qualifierOffset(shapeOf(type));
  return isSelectable(type) && qualifierAt < end && bytes[qualifierAt]! >= 0x80
    ? VARIANT.select
    : VARIANT.plain;
}

function isSelectable(type: number): boolean {
  const shape = shapeOf(type);
  return shape >= SHAPE.singleCommand && shape <= SHAPE.floatCommand;
}

/** Where the byte with the S/E bit lies within the object. */
function qualifierOffset(shape: number): number {
  if (shape === SHAPE.floatCommand) return 4;
  return shape === SHAPE.normalizedCommand || shape === SHAPE.scaledCommand ? 2 : 0;
}

/** Address of the first object, as the wire has it. */
export function addressOf(exchange: Exchange): number | null {
  const from = tellingPart(exchange);
  if (!isAsdu(from) || from.at + AT.object + ADDRESS_BYTES > from.end) return null;
  return apdu.objectAddress(from.bytes, from.at + AT.object);
}

export function objectOf(exchange: Exchange): string {
  const address = addressOf(exchange);
  if (address !== null) return `ioa/${address}`;
  return isAsdu(tellingPart(exchange)) ? 'station' : 'connection';
}

/** Information objects, as the ASDU says. */
export function countOf(exchange: Exchange): number {
  const from = valued(exchange);
  return isAsdu(from) ? apdu.objectCount(from.bytes, from.at) : 1;
}

/** Of the first object: its value, what is not as usual about it and its time; then remarks. */
export function valuesOf(exchange: Exchange): readonly OperationValue[] {
  const from = valued(exchange);
  if (!isAsdu(from)) return [];
  const values = objectsOf(from, 1)[0]?.values ?? [];
  return [...values, ...remarksOf(from), ...answerOf(exchange, values[0])];
}

/** Who answers what all stations were asked, and what is confirmed in place of what was asked. */
function answerOf(exchange: Exchange, asked: OperationValue | undefined): OperationValue[] {
  const { request, requestBytes, response: bytes, responseAt: at, responseEnd: end } = exchange;
  if (requestBytes < AT.object || at + AT.object > end) return [];
  const out: OperationValue[] = [];
  const station = word16le(bytes, at + AT.commonAddress);
  if (word16le(request, AT.commonAddress) !== station) out.push(`answered_by/${station}`);
  const isMirrored = isCommandType(request[AT.type]!) && bytes[at + AT.type] === request[AT.type];
  const confirmed = isMirrored ? objectsOf({ bytes, at, end }, 1)[0]?.values[0] : undefined;
  if (confirmed !== undefined && confirmed !== asked) out.push(`confirmed/${confirmed}`);
  return out;
}

/** A test, and who asked. */
function remarksOf({ bytes, at }: Part): OperationValue[] {
  const out: OperationValue[] = [];
  if (apdu.isTest(bytes, at)) out.push('test');
  if (bytes[at + AT.originator] !== 0) out.push(`originator/${bytes[at + AT.originator]}`);
  return out;
}

/** Cause of transmission of what was asked, or of what came unasked. */
export function causeIn(exchange: Exchange): string | undefined {
  const from = tellingPart(exchange);
  return isAsdu(from) ? causeName(apdu.causeOf(from.bytes, from.at)) : undefined;
}

/** Each object with its values; undefined for one object. */
export function itemsOf(exchange: Exchange): Items | undefined {
  const from = valued(exchange);
  if (!isAsdu(from) || apdu.objectCount(from.bytes, from.at) < 2) return undefined;
  return objectsOf(from, OPERATION_ITEMS_MAX);
}

function objectsOf({ bytes, at, end }: Part, max: number): Items {
  const type = bytes[at + AT.type]!;
  const size = elementBytes(type);
  const shape = shapeOf(type);
  const timeBytes = timeBytesOf(type);
  const count = Math.min(apdu.objectCount(bytes, at), max);
  const isSequence = apdu.isSequence(bytes, at);
  const out: Items[number][] = [];
  let next = at + AT.object;
  if (next + ADDRESS_BYTES > end) return out;
  const first = apdu.objectAddress(bytes, next);
  if (isSequence) next += ADDRESS_BYTES;
  for (let i = 0; i < count; i++) {
    if (!isSequence && next + ADDRESS_BYTES > end) break;
    const address = isSequence ? first + i : apdu.objectAddress(bytes, next);
    if (!isSequence) next += ADDRESS_BYTES;
    const needed = shape === SHAPE.segment ? 4 : Math.max(0, size);
    if (next + needed > end) break;
    const values = elementValues(shape, timeBytes, bytes, next, end);
    out.push({ object: `ioa/${address}`, count: 1, values });
    next += needed;
  }
  return out;
}

/** Unknown type, cause, address or object; or the P/N bit of a confirmation. */
export function refusalOf(exchange: Exchange): Operation['refusal'] {
  if (exchange.outcome !== OUTCOME.refused) return null;
  const { response, responseAt: at, responseEnd: end } = exchange;
  const code = at + AT.cause < end ? apdu.causeOf(response, at) : 0;
  const name = code >= CAUSE.unknownFirst ? causeName(code) : `negative_${causeName(code)}`;
  return { code, name };
}
