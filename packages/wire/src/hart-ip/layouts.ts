import { toHex } from '@bulkhead/kernel';
import { OPERATION_VALUES_MAX, type OperationValue } from '@bulkhead/model';
import { float32, textOf, unsigned32, word16 } from '../bytes.ts';
import { shown } from '../finite.ts';

/**
 * What the data of a command holds, asked and answered, one letter a field: b, w, l numbers of 1, 2
 * and 4 bytes; f IEEE 754; x3 bytes as hexadecimal; p6 packed ASCII; s32 Latin-1; d a date. What
 * stands in brackets comes again to the end. Layouts of HCF_SPEC-127 and HCF_SPEC-151.
 */
const LAYOUTS: Readonly<Record<number, readonly [string, string]>> = {
  0: ['', 'b w b b b b b b x3 b b w b w w b'],
  1: ['', 'b f'],
  2: ['', 'f f'],
  3: ['', 'f (b f)'],
  6: ['b b', 'b b'],
  7: ['', 'b b'],
  8: ['', 'b b b b'],
  9: ['(b)', 'b (b b b f b)'],
  11: ['p6', 'b w b b b b b b x3 b b w b w w b'],
  12: ['', 'p24'],
  13: ['', 'p6 p12 d'],
  14: ['', 'x3 b f f f'],
  15: ['', 'b b b f f f b b b'],
  16: ['', 'x3'],
  17: ['p24', 'p24'],
  18: ['p6 p12 d', 'p6 p12 d'],
  19: ['x3', 'x3'],
  20: ['', 's32'],
  21: ['s32', 'b w b b b b b b x3 b b w b w w b'],
  22: ['s32', 's32'],
  33: ['(b)', '(b b f)'],
  34: ['f', 'f'],
  35: ['b f f', 'b f f'],
  38: ['w', 'w'],
  39: ['b', 'b'],
  40: ['f', 'f'],
  44: ['b', 'b'],
  45: ['f', 'f'],
  46: ['f', 'f'],
  47: ['b', 'b'],
  49: ['x3', 'x3'],
  50: ['', 'b b b b'],
  51: ['b b b b', 'b b b b'],
  52: ['b', 'b'],
  53: ['b b', 'b b'],
  54: ['b', 'b x3 b f f f b'],
  55: ['b f', 'b f'],
  56: ['b x3', 'b x3'],
  57: ['', 'p6 p12 d'],
  58: ['p6 p12 d', 'p6 p12 d'],
  59: ['b', 'b'],
  60: ['b', 'b b f f'],
  61: ['', 'b f (b f)'],
  62: ['(b)', '(b b f)'],
  64: ['b f', 'b f'],
  65: ['b b f f', 'b b f f'],
  66: ['b b f', 'b b f'],
  67: ['b b f', 'b b f'],
  68: ['b b f', 'b b f'],
  69: ['b b', 'b b'],
  70: ['b', 'b b f f'],
  71: ['b', 'b'],
  72: ['', ''],
  74: ['', 'b b b w b b'],
  75: ['b b b', ''],
  76: ['', 'b'],
  79: ['b b b f b', 'b b b f b'],
  82: ['b b b f', 'b b b f'],
  83: ['b', 'b'],
  84: ['w', 'w b b x5 w s32'],
  87: ['b', 'b'],
  88: ['b', 'b'],
  89: ['b d l', 'b d l'],
  90: ['', 'd l d l b'],
  103: ['b l l', 'b l l'],
  107: ['(b)', '(b)'],
  108: ['b', 'b'],
  109: ['b', 'b'],
  110: ['', '(b f)'],
  520: ['', 's32'],
  521: ['s32', 's32'],
};
const DATA_BYTES_SHOWN = 64;

/** Fields of `bytes[at..end)`, the data of a command; hexadecimal where its layout is not known. */
export function dataValues(
  code: number,
  isAnswer: boolean,
  bytes: Uint8Array,
  at: number,
  end: number,
): OperationValue[] {
  if (at >= end) return [];
  const layout = LAYOUTS[code]?.[isAnswer ? 1 : 0];
  if (layout === undefined || layout === '') {
    return [toHex(bytes.subarray(at, Math.min(end, at + DATA_BYTES_SHOWN)))];
  }
  const out: OperationValue[] = [];
  const [once = '', again = ''] = layout.split('(');
  let next = readFields(out, once, bytes, at, end);
  const repeated = again.replace(')', '').trim();
  if (repeated === '') return out;
  while (next >= 0 && next < end && out.length < OPERATION_VALUES_MAX) {
    next = readFields(out, repeated, bytes, next, end);
  }
  return out.slice(0, OPERATION_VALUES_MAX);
}

/** Where the fields end; -1 where the data end before them. */
function readFields(
  out: OperationValue[],
  layout: string,
  bytes: Uint8Array,
  at: number,
  end: number,
): number {
  for (const field of layout.split(' ')) {
    if (field === '') continue;
    const width = widthOf(field);
    if (at + width > end) return -1;
    out.push(readField(field, bytes, at, at + width));
    at += width;
  }
  return at;
}

function widthOf(field: string): number {
  if (field.length > 1) return Number(field.slice(1));
  return { b: 1, w: 2, d: 3 }[field] ?? 4;
}

function readField(field: string, bytes: Uint8Array, at: number, end: number): OperationValue {
  switch (field[0]) {
    case 'b':
      return bytes[at]!;
    case 'w':
      return word16(bytes, at);
    case 'l':
      return unsigned32(bytes, at);
    case 'f':
      return shown(float32(bytes, at, false));
    case 'p':
      return packedText(bytes, at, end);
    case 's':
      return textOf(bytes, at, end);
    case 'd':
      return dateText(bytes, at);
    default:
      return toHex(bytes.subarray(at, end));
  }
}

function dateText(bytes: Uint8Array, at: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${1900 + bytes[at + 2]!}-${two(bytes[at + 1]!)}-${two(bytes[at]!)}`;
}

/** Four characters of six bits in three bytes, HCF_SPEC-127 §5.1.1. */
export function packedText(bytes: Uint8Array, at: number, end: number): string {
  let text = '';
  for (let i = at; i + 3 <= end; i += 3) {
    const bits = (bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!;
    for (let shift = 18; shift >= 0; shift -= 6) {
      const six = (bits >> shift) & 63;
      // Bit 6 is the opposite of bit 5.
      text += String.fromCodePoint(six | ((six & 0x20) === 0 ? 0x40 : 0));
    }
  }
  return text.trim();
}
