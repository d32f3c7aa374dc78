import { OPERATION_VALUES_MAX, type OperationValue } from '@bulkhead/model';
import { float32, textOf, word16le, word32le } from '../bytes.ts';
import { shown } from '../finite.ts';
import { textOrHex } from '../values.ts';

/** What a typed logical address names, and where the data behind it starts. */
export interface LogicalAddress {
  readonly bytes: number;
  readonly file: number;
  readonly type: number;
  readonly element: number;
  readonly subElement: number;
  readonly dataAt: number;
}

/**
 * Letters of data files by type code: 1770-6.5.16 chapter 7 for SLC 500, 1747-RM and 1762-RM for
 * the types of MicroLogix.
 */
const LETTERS: ReadonlyMap<number, string> = new Map([
  [0x82, 'O'],
  [0x83, 'I'],
  [0x84, 'S'],
  [0x85, 'B'],
  [0x86, 'T'],
  [0x87, 'C'],
  [0x88, 'R'],
  [0x89, 'N'],
  [0x8a, 'F'],
  [0x8b, 'O'],
  [0x8c, 'I'],
  [0x8d, 'ST'],
  [0x8e, 'A'],
  [0x8f, 'D'],
  [0x91, 'L'],
  [0x92, 'MG'],
  [0x93, 'PD'],
  [0x94, 'PLS'],
]);
/** Words of a timer or counter, and of a control element, by name. */
const SUB_ELEMENTS: Readonly<Record<string, readonly string[]>> = {
  T: ['', '.PRE', '.ACC'],
  C: ['', '.PRE', '.ACC'],
  R: ['', '.LEN', '.POS'],
};
/** Output, input and status files have these numbers always. */
const FIXED_FILES: Readonly<Record<string, number>> = { O: 0, I: 1, S: 2 };

const TYPE = { binary: 0x85, integer: 0x89, float: 0x8a, string: 0x8d, ascii: 0x8e, long: 0x91 };
const STRING_BYTES = 84;
/** Value that says that a number of two bytes follows. */
const LONG_FORM = 0xff;

/** Reads size, file, type, element and, of three fields, sub-element; undefined where cut short. */
export function readLogical(
  bytes: Uint8Array,
  at: number,
  end: number,
  fields: 2 | 3,
): LogicalAddress | undefined {
  const size = at < end ? bytes[at]! : 0;
  const file = fieldAt(bytes, at + 1, end);
  const typeAt = fieldEnd(bytes, at + 1, end);
  const element = fieldAt(bytes, typeAt + 1, end);
  const elementEnd = fieldEnd(bytes, typeAt + 1, end);
  const subElement = fields === 3 ? fieldAt(bytes, elementEnd, end) : 0;
  const dataAt = fields === 3 ? fieldEnd(bytes, elementEnd, end) : elementEnd;
  if (file < 0 || element < 0 || subElement < 0 || dataAt > end) return undefined;
  return { bytes: size, file, type: bytes[typeAt]!, element, subElement, dataAt };
}

function fieldAt(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return -1;
  if (bytes[at] !== LONG_FORM) return bytes[at]!;
  return at + 3 <= end ? word16le(bytes, at + 1) : -1;
}

function fieldEnd(bytes: Uint8Array, at: number, end: number): number {
  return at < end && bytes[at] === LONG_FORM ? at + 3 : at + 1;
}

/** `N7:0`, `B3:1/2` for the bit that a mask names, `T4:0.ACC`; `file0x63/0:12` for other types. */
export function logicalText(address: LogicalAddress, mask: number): string {
  const { file, type, element, subElement } = address;
  const letters = LETTERS.get(type);
  if (letters === undefined) {
    return `file0x${type.toString(16).padStart(2, '0')}/${file}:${element}${subText(subElement)}`;
  }
  const number = FIXED_FILES[letters] === file ? '' : String(file);
  const bit = mask > 0 && (mask & (mask - 1)) === 0 ? `/${Math.log2(mask)}` : '';
  const sub = SUB_ELEMENTS[letters]?.[subElement] ?? subText(subElement);
  return `${letters}${number}:${element}${sub}${bit}`;
}

function subText(subElement: number): string {
  return subElement === 0 ? '' : `.${subElement}`;
}

/** Bytes of one element as the answer has them. */
function elementBytes(type: number): number {
  if (type === TYPE.float || type === TYPE.long) return 4;
  return type === TYPE.string ? STRING_BYTES : 2;
}

/** Elements that `size` bytes of this type are; words of timers and the like count one by one. */
export function elementCount(type: number, size: number): number {
  return LETTERS.has(type) ? Math.ceil(size / elementBytes(type)) : size;
}

/** Values of a file of this type; of types without a known form the bytes. */
export function fileValues(
  type: number,
  bytes: Uint8Array,
  from: number,
  end: number,
): OperationValue[] {
  if (from >= end) return [];
  if (!LETTERS.has(type)) return [textOrHex(bytes.subarray(from, end))];
  const size = elementBytes(type);
  const out: OperationValue[] = [];
  for (let at = from; at + size <= end && out.length < OPERATION_VALUES_MAX; at += size) {
    out.push(valueAt(type, bytes, at));
  }
  return out;
}

function valueAt(type: number, bytes: Uint8Array, at: number): OperationValue {
  switch (type) {
    case TYPE.float:
      return shown(float32(bytes, at, true));
    case TYPE.long:
      return word32le(bytes, at);
    case TYPE.string:
      return stringAt(bytes, at);
    case TYPE.integer:
      return (word16le(bytes, at) << 16) >> 16;
    default:
      return word16le(bytes, at);
  }
}

/** A length, then characters of which each word has the second one first. */
function stringAt(bytes: Uint8Array, at: number): string {
  const length = Math.min(word16le(bytes, at), STRING_BYTES - 2);
  const turned = new Uint8Array(length);
  for (let i = 0; i < length; i++) turned[i] = bytes[at + 2 + (i ^ 1)]!;
  return textOf(turned, 0, length);
}

/**
 * A PLC-5 system address: a text behind `00 24`, or a byte of flags and the levels that they name,
 * 1770-6.5.16 chapter 13. As text with where it ends; undefined where it is cut short.
 */
export function systemAddress(
  bytes: Uint8Array,
  at: number,
  end: number,
): { readonly text: string; readonly end: number } | undefined {
  if (at + 2 > end) return undefined;
  if (bytes[at] === 0 && bytes[at + 1] === 0x24) {
    let stop = at + 2;
    while (stop < end && bytes[stop] !== 0) stop++;
    return { text: textOf(bytes, at + 2, stop), end: Math.min(end, stop + 1) };
  }
  const levels: number[] = [];
  let next = at + 1;
  for (let level = 0; level < 7; level++) {
    if ((bytes[at]! & (1 << level)) === 0) {
      levels.push(0);
      continue;
    }
    const value = fieldAt(bytes, next, end);
    if (value < 0) return undefined;
    levels.push(value);
    next = fieldEnd(bytes, next, end);
  }
  const [, file = 0, element = 0, subElement = 0] = levels;
  return { text: `file/${file}:${element}${subText(subElement)}`, end: next };
}
