import { OPERATION_VALUES_MAX, type OperationValue } from '@bulkhead/model';
import { float32, float64, textOf, unsigned32le, word16le, word32le } from '../bytes.ts';
import { shown } from '../finite.ts';
import { textOrHex } from '../values.ts';

/** Type codes of the data of a tag, CIP Volume 1 appendix C-6.1 and 1756-PM020 table 2. */
const TYPE = {
  bool: 0xc1,
  sint: 0xc2,
  int: 0xc3,
  dint: 0xc4,
  lint: 0xc5,
  usint: 0xc6,
  uint: 0xc7,
  udint: 0xc8,
  ulint: 0xc9,
  real: 0xca,
  lreal: 0xcb,
  string: 0xd0,
  byte: 0xd1,
  word: 0xd2,
  dword: 0xd3,
  lword: 0xd4,
  shortString: 0xda,
  structure: 0x2a0,
} as const;

/** Handle of the structure that a Logix STRING is: a length, then 82 characters. */
const STRING_HANDLE = 0x0fce;
const STRING_BYTES = 88;

const BYTES: ReadonlyMap<number, number> = new Map([
  [TYPE.bool, 1],
  [TYPE.sint, 1],
  [TYPE.usint, 1],
  [TYPE.byte, 1],
  [TYPE.int, 2],
  [TYPE.uint, 2],
  [TYPE.word, 2],
  [TYPE.dint, 4],
  [TYPE.udint, 4],
  [TYPE.dword, 4],
  [TYPE.real, 4],
  [TYPE.lint, 8],
  [TYPE.ulint, 8],
  [TYPE.lword, 8],
  [TYPE.lreal, 8],
]);

/** Names of the types; a structure by the number of its template. 1756-PM020 table 5. */
const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(TYPE).map(([name, code]) => [code, name.toUpperCase()] as const),
);
const STRUCTURE_BIT = 0x8000;
const TEMPLATE_MASK = 0x0fff;

/** `DINT`, `structure/291`: the type of a symbol or of a member, without its dimensions. */
export function typeName(type: number): string {
  if ((type & STRUCTURE_BIT) !== 0) return `structure/${type & TEMPLATE_MASK}`;
  return NAMES.get(type & 0xff) ?? `type/${type & TEMPLATE_MASK}`;
}

/** Bytes of a type and, for a structure, of its handle. */
export function typeBytes(bytes: Uint8Array, at: number, end: number): number {
  return at + 2 <= end && word16le(bytes, at) === TYPE.structure ? 4 : 2;
}

/** The values of `bytes[dataAt..end)`, whose type stands at `typeAt`. */
export function typedValues(
  bytes: Uint8Array,
  typeAt: number,
  dataAt: number,
  end: number,
): OperationValue[] {
  if (typeAt + 2 > end || dataAt >= end) return [];
  const type = word16le(bytes, typeAt);
  if (type === TYPE.structure) {
    const isString = word16le(bytes, typeAt + 2) === STRING_HANDLE;
    return isString ? strings(bytes, dataAt, end) : [textOrHex(bytes.subarray(dataAt, end))];
  }
  if (type === TYPE.shortString || type === TYPE.string) return [oneText(type, bytes, dataAt, end)];
  const size = BYTES.get(type);
  if (size === undefined) return [textOrHex(bytes.subarray(dataAt, end))];
  const out: OperationValue[] = [];
  for (let at = dataAt; at + size <= end && out.length < OPERATION_VALUES_MAX; at += size) {
    out.push(valueOfType(type, bytes, at));
  }
  return out;
}

/** A text behind its length, which has one byte or two; appendix C-5.2. */
function oneText(type: number, bytes: Uint8Array, at: number, end: number): string {
  const isShort = type === TYPE.shortString;
  const from = at + (isShort ? 1 : 2);
  if (from > end) return '';
  return textOf(bytes, from, Math.min(end, from + (isShort ? bytes[at]! : word16le(bytes, at))));
}

/** One value of an elementary type. */
export function valueOfType(type: number, bytes: Uint8Array, at: number): OperationValue {
  switch (type) {
    case TYPE.bool:
      return bytes[at] !== 0;
    case TYPE.sint:
      return (bytes[at]! << 24) >> 24;
    case TYPE.int:
      return (word16le(bytes, at) << 16) >> 16;
    case TYPE.uint:
    case TYPE.word:
      return word16le(bytes, at);
    case TYPE.dint:
      return word32le(bytes, at);
    case TYPE.udint:
    case TYPE.dword:
      return unsigned32le(bytes, at);
    case TYPE.real:
      return shown(float32(bytes, at, true));
    case TYPE.lreal:
      return shown(float64(bytes, at, true));
    case TYPE.lint:
    case TYPE.ulint:
    case TYPE.lword:
      return long(bytes, at, type === TYPE.lint);
    default:
      return bytes[at]!;
  }
}

/** 64 bits as a number where that is exact, as text where not. */
function long(bytes: Uint8Array, at: number, signed: boolean): OperationValue {
  const high = signed ? BigInt(word32le(bytes, at + 4)) : BigInt(unsigned32le(bytes, at + 4));
  const value = (high << 32n) | BigInt(unsigned32le(bytes, at));
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function strings(bytes: Uint8Array, from: number, end: number): string[] {
  const out: string[] = [];
  for (let at = from; at + 4 <= end && out.length < OPERATION_VALUES_MAX; at += STRING_BYTES) {
    const length = Math.min(unsigned32le(bytes, at), STRING_BYTES);
    out.push(textOf(bytes, at + 4, Math.min(end, at + 4 + length)));
  }
  return out;
}
