import { textOf } from '../bytes.ts';

const CHARACTERS_MAX = 200;

/** UTF-16 with the low byte first, up to its first zero, without control characters. */
export function utf16Text(bytes: Uint8Array, at: number, end: number): string {
  let out = '';
  const last = Math.min(end, at + 2 * CHARACTERS_MAX);
  for (; at + 2 <= last; at += 2) {
    const unit = bytes[at]! | (bytes[at + 1]! << 8);
    if (unit === 0) break;
    out += unit < 0x20 || unit === 0x7f ? ' ' : String.fromCharCode(unit);
  }
  return out.toWellFormed().trim();
}

/** Where the zero after the UTF-16 text at `at` ends; `end` where there is none. */
export function utf16End(bytes: Uint8Array, at: number, end: number): number {
  for (; at + 2 <= end; at += 2) if (bytes[at] === 0 && bytes[at + 1] === 0) return at + 2;
  return end;
}

/** Text in either encoding. */
export function eitherText(bytes: Uint8Array, at: number, end: number, wide: boolean): string {
  return wide ? utf16Text(bytes, at, end) : textOf(bytes, at, end);
}
