import { word16le } from '../bytes.ts';
import { RECOGNISED } from '../protocol.ts';
import { elementBytes, isKnownType, SHAPE, shapeOf } from './types.ts';

/** First byte of each APDU, IEC 60870-5-104 §5. */
export const START = 0x68;
/** Control field and ASDU; the longest APDU has 255 bytes with start and length. */
const LENGTH_MAX = 253;
const CONTROL_BYTES = 4;
const SEQUENCE_NUMBERS = 32_768;

/** Where the fields of an APDU with an ASDU lie, from its first byte; IEC 60870-5-101 §7.2. */
export const AT = {
  control: 2,
  type: 6,
  qualifier: 7,
  cause: 8,
  originator: 9,
  commonAddress: 10,
  object: 12,
} as const;

/** Bytes of an object's address. */
export const ADDRESS_BYTES = 3;

/** The functions of a U frame, IEC 60870-5-104 §5.1: the first byte of its control field. */
export const UNNUMBERED = {
  startAct: 0x07,
  startCon: 0x0b,
  stopAct: 0x13,
  stopCon: 0x23,
  testAct: 0x43,
  testCon: 0x83,
} as const;
const FUNCTIONS: ReadonlySet<number> = new Set(Object.values(UNNUMBERED));

/** Formats of the control field. */
export const FORMAT = { information: 0, supervisory: 1, unnumbered: 3 } as const;

/** Format of the APDU at `at`, one of `FORMAT`. */
export function formatOf(bytes: Uint8Array, at: number): number {
  const control = bytes[at + AT.control]!;
  return (control & 1) === 0 ? FORMAT.information : control & 3;
}

/** N(S) of an I frame. */
export function sendNumber(bytes: Uint8Array, at: number): number {
  return word16le(bytes, at + 2) >> 1;
}

/** The number that follows. */
export function nextNumber(number: number): number {
  return (number + 1) % SEQUENCE_NUMBERS;
}

/** Cause of transmission without its P/N and T bits. */
export function causeOf(bytes: Uint8Array, at: number): number {
  return bytes[at + AT.cause]! & 0x3f;
}

export function isNegative(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + AT.cause]! & 0x40) !== 0;
}

export function isTest(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + AT.cause]! & 0x80) !== 0;
}

/** Whether one address stands for a run of objects (SQ). */
export function isSequence(bytes: Uint8Array, at: number): boolean {
  return bytes[at + AT.qualifier]! >= 0x80;
}

/** Objects, as the ASDU says. */
export function objectCount(bytes: Uint8Array, at: number): number {
  return bytes[at + AT.qualifier]! & 0x7f;
}

/** The address of an object; 24 bits, low byte first. */
export function objectAddress(bytes: Uint8Array, at: number): number {
  return word16le(bytes, at) | (bytes[at + 2]! << 16);
}

/** Bytes that the objects of an ASDU should have; -1 where its type does not tell. */
export function objectsBytes(bytes: Uint8Array, at: number): number {
  const size = elementBytes(bytes[at + AT.type]!);
  if (size < 0) return -1;
  const count = objectCount(bytes, at);
  return isSequence(bytes, at) ? ADDRESS_BYTES + count * size : count * (ADDRESS_BYTES + size);
}

/**
 * Start byte, length and a control field that fits; off the port also a known type with a cause
 * and objects that fill the ASDU. A U or S frame alone does not prove it off the port.
 */
export function recognise(bytes: Uint8Array, at: number, end: number, onPort: boolean): number {
  if (bytes[at] !== START) return RECOGNISED.no;
  if (end - at < 2) return RECOGNISED.moreBytes;
  const length = bytes[at + 1]!;
  if (length < CONTROL_BYTES || length > LENGTH_MAX) return RECOGNISED.no;
  if (end - at < 6) return RECOGNISED.moreBytes;
  const format = formatOf(bytes, at);
  if ((bytes[at + 4]! & 1) !== 0) return RECOGNISED.no;
  if (format !== FORMAT.information) {
    if (length !== CONTROL_BYTES || bytes[at + 3] !== 0) return RECOGNISED.no;
    if (format === FORMAT.supervisory) {
      return onPort && bytes[at + 2] === 1 ? RECOGNISED.yes : RECOGNISED.no;
    }
    if (!FUNCTIONS.has(bytes[at + 2]!)) return RECOGNISED.no;
    if (bytes[at + 4] !== 0 || bytes[at + 5] !== 0) return RECOGNISED.no;
    if (onPort) return RECOGNISED.yes;
    // The opening of a connection, followed by its own confirmation or by a second frame.
    return recogniseNext(bytes, at + 6, end);
  }
  if (length < AT.object - 2) return RECOGNISED.no;
  if (end - at < AT.object) return RECOGNISED.moreBytes;
  if (onPort) return isKnownType(bytes[at + AT.type]!) ? RECOGNISED.yes : RECOGNISED.no;
  // Whole, so that no part of it is left over beside what came before it.
  if (end - at < length + 2) return RECOGNISED.moreBytes;
  return isStrict(bytes, at, length) ? RECOGNISED.yes : RECOGNISED.no;
}

function recogniseNext(bytes: Uint8Array, at: number, end: number): number {
  return at >= end ? RECOGNISED.moreBytes : recognise(bytes, at, end, false);
}

function isStrict(bytes: Uint8Array, at: number, length: number): boolean {
  if (!isKnownType(bytes[at + AT.type]!) || objectCount(bytes, at) === 0) return false;
  const cause = causeOf(bytes, at);
  if (cause === 0 || cause > 47) return false;
  const expected = objectsBytes(bytes, at);
  return shapeOf(bytes[at + AT.type]!) !== SHAPE.segment && expected === length - (AT.object - 2);
}
