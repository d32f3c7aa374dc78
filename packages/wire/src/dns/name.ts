import { fromUtf8 } from '@bulkhead/kernel';

/** Bytes of a name, RFC 1035 §3.1. */
const NAME_BYTES_MAX = 255;
/** Pointers followed within one name; a name has at most 127 labels. */
const POINTERS_MAX = 127;
/** Characters kept of a name. */
const NAME_CHARACTERS_MAX = 200;
const POINTER = 0xc0;

/** Where the name at `at` ends in place, without following its pointer; -1 where it cannot be. */
export function nameEnd(bytes: Uint8Array, at: number, end: number): number {
  const last = Math.min(end, at + NAME_BYTES_MAX);
  while (at < last) {
    const length = bytes[at]!;
    if (length === 0) return at + 1;
    if (length >= POINTER) return at + 2 <= end ? at + 2 : -1;
    if (length > 63) return -1;
    at += 1 + length;
  }
  return -1;
}

/**
 * The name at `at` of the message that starts at `start` (RFC 1035 §4.1.4), without the last dot;
 * `.` for the root. A pointer must go back before what was read, so that reading ends; what was
 * read until then is given where it does not.
 */
export function nameAt(bytes: Uint8Array, start: number, at: number, end: number): string {
  let out = '';
  let earliest = at;
  for (let pointers = 0; at < end && out.length < NAME_CHARACTERS_MAX;) {
    const length = bytes[at]!;
    if (length === 0) return out === '' ? '.' : out;
    if (length >= POINTER) {
      if (at + 2 > end) return out;
      const target = start + (((length & 0x3f) << 8) | bytes[at + 1]!);
      if (target >= earliest || ++pointers > POINTERS_MAX) return out;
      at = target;
      earliest = target;
      continue;
    }
    if (length > 63 || at + 1 + length > end) return out;
    out += out === '' ? labelText(bytes, at + 1, length) : `.${labelText(bytes, at + 1, length)}`;
    at += 1 + length;
  }
  return out.slice(0, NAME_CHARACTERS_MAX);
}

/** Whether the pointer that ends the name at `at`, if one does, goes forward or to itself. */
export function pointsForward(bytes: Uint8Array, start: number, at: number, end: number): boolean {
  const after = nameEnd(bytes, at, end);
  if (after < at + 2 || bytes[after - 2]! < POINTER) return false;
  return start + (((bytes[after - 2]! & 0x3f) << 8) | bytes[after - 1]!) >= at;
}

/** Text as it is, UTF-8 included (RFC 6762 §16); what is none as `\ddd` (RFC 1035 §5.1). */
function labelText(bytes: Uint8Array, at: number, length: number): string {
  let isAscii = true;
  for (let i = at; i < at + length; i++) if (bytes[i]! >= 0x80) isAscii = false;
  const wide = isAscii ? undefined : fromUtf8(bytes.subarray(at, at + length));
  let out = '';
  if (wide !== undefined) {
    for (const character of wide) out += plainOrEscaped(character, character.codePointAt(0)!);
    return out;
  }
  for (let i = at; i < at + length; i++) {
    const byte = bytes[i]!;
    out += byte < 0x80 ? plainOrEscaped(String.fromCharCode(byte), byte) : escaped(byte);
  }
  return out;
}

function plainOrEscaped(character: string, code: number): string {
  const isPlain = code >= 0x20 && code !== 0x7f && code !== 0x2e && code !== 0x5c;
  return isPlain ? character : escaped(code);
}

function escaped(byte: number): string {
  return `\\${byte.toString().padStart(3, '0')}`;
}
