import { toHex } from '@bulkhead/kernel';
import type { OperationValue } from '@bulkhead/model';
import { float32, float64, textOf } from '../bytes.ts';
import { shown } from '../finite.ts';

/** Levels walked to find the end of values of indefinite length, X.690 §8.1.3.6. */
const INDEFINITE_DEPTH_MAX = 16;
/** Values walked for the same, all levels together. */
const INDEFINITE_STEPS_MAX = 4_096;
/** Bytes shown of a value that is no text and no number. */
const SHOWN_BYTES_MAX = 64;
/** Arcs shown of an object identifier. */
const ARCS_MAX = 24;

/** First byte of a tag: class and whether it holds other values, X.690 §8.1.2. */
export const BER = {
  integer: 0x02,
  objectIdentifier: 0x06,
  sequence: 0x30,
  set: 0x31,
  external: 0x28,
} as const;

/**
 * One value of the Basic Encoding Rules (X.690 §8.1): its tag and where its contents lie. Used
 * again for the next value, so that walking allocates nothing.
 */
export class Tlv {
  /** First byte of the tag. */
  lead = 0;
  /** Number of the tag, also where it takes more bytes than the first. */
  number = 0;
  /** The contents are `bytes[at..end)`; the next value starts at `next`. */
  at = 0;
  end = 0;
  next = 0;
  /** Whether the length goes beyond the bytes that there are; then `end` is where those end. */
  beyond = false;

  /** Takes the value at `at`; false where there is none whose tag and length can be read. */
  take(bytes: Uint8Array, at: number, end: number): boolean {
    if (at + 2 > end) return false;
    const lead = bytes[at++]!;
    let number = lead & 31;
    if (number === 31) {
      number = 0;
      let octets = 0;
      let octet = 0x80;
      while (octet >= 0x80) {
        if (at >= end || octets === 3) return false;
        octet = bytes[at++]!;
        octets++;
        number = (number << 7) | (octet & 0x7f);
      }
      if (at >= end) return false;
    }
    let length = bytes[at++]!;
    this.lead = lead;
    this.number = number;
    this.at = at;
    this.beyond = false;
    if (length === 0x80) {
      if ((lead & 0x20) === 0) return false;
      return this.#takeIndefinite(bytes, at, end);
    }
    if (length > 0x80) {
      const octets = length & 0x7f;
      if (octets > 4 || at + octets > end) return false;
      length = 0;
      for (let i = 0; i < octets; i++) length = length * 256 + bytes[at + i]!;
      at += octets;
      this.at = at;
    }
    this.beyond = length > end - at;
    this.end = this.beyond ? end : at + length;
    this.next = this.end;
    return true;
  }

  /** Takes the first value of the contents of another. */
  takeIn(bytes: Uint8Array, outer: Tlv): boolean {
    return this.take(bytes, outer.at, outer.end);
  }

  /** Ends at the end-of-contents octets of its own level. */
  #takeIndefinite(bytes: Uint8Array, at: number, end: number): boolean {
    const inner = new Tlv();
    // A definite length within is jumped over; one more indefinite is one level more.
    let depth = 1;
    for (let steps = 0; steps < INDEFINITE_STEPS_MAX && at + 2 <= end; steps++) {
      if (bytes[at] === 0 && bytes[at + 1] === 0) {
        at += 2;
        depth--;
        if (depth > 0) continue;
        this.end = at - 2;
        this.next = at;
        return true;
      }
      const from = indefiniteContentAt(bytes, at, end);
      if (from > 0) {
        depth++;
        at = from;
        if (depth > INDEFINITE_DEPTH_MAX) return false;
        continue;
      }
      if (!inner.take(bytes, at, end)) break;
      at = inner.next;
    }
    this.beyond = true;
    this.end = end;
    this.next = end;
    return true;
  }
}

/** Where the contents of a value of indefinite length start; 0 where its length is definite. */
function indefiniteContentAt(bytes: Uint8Array, at: number, end: number): number {
  if ((bytes[at]! & 0x20) === 0) return 0;
  let from = at + 1;
  if ((bytes[at]! & 31) === 31) {
    while (from < end && bytes[from]! >= 0x80) from++;
    from++;
  }
  return from < end && bytes[from] === 0x80 ? from + 1 : 0;
}

/** Two's complement, X.690 §8.3; exact up to 53 bits. 0 for no octets. */
export function berInteger(bytes: Uint8Array, at: number, end: number): number {
  let value = at < end && bytes[at]! >= 0x80 ? -1 : 0;
  for (let i = at; i < Math.min(end, at + 9); i++) value = value * 256 + bytes[i]!;
  return value;
}

/** The same without a sign, as many stacks write numbers that ASN.1 says are not negative. */
export function berUnsigned(bytes: Uint8Array, at: number, end: number): number {
  let value = 0;
  for (let i = at; i < Math.min(end, at + 9); i++) value = value * 256 + bytes[i]!;
  return value;
}

/** Dotted arcs of an object identifier, X.690 §8.19. */
export function berObjectIdentifier(bytes: Uint8Array, at: number, end: number): string {
  const arcs: number[] = [];
  let arc = 0;
  for (let i = at; i < end && arcs.length < ARCS_MAX; i++) {
    arc = (arc % 0x2000000000000) * 128 + (bytes[i]! & 0x7f);
    if (bytes[i]! >= 0x80) continue;
    if (arcs.length === 0)
      arcs.push(Math.min(2, Math.floor(arc / 40)), arc - 40 * Math.min(2, Math.floor(arc / 40)));
    else arcs.push(arc);
    arc = 0;
  }
  return arcs.join('.');
}

/** `0110` of a bit string, X.690 §8.6: the first octet tells how many last bits are unused. */
export function berBits(bytes: Uint8Array, at: number, end: number): string {
  const unused = at < end ? bytes[at]! & 7 : 0;
  const last = Math.min(end, at + 1 + SHOWN_BYTES_MAX);
  let text = '';
  for (let i = at + 1; i < last; i++) text += bytes[i]!.toString(2).padStart(8, '0');
  return last === end ? text.slice(0, Math.max(0, text.length - unused)) : text;
}

/** A floating-point value of MMS (ISO 9506-2 §14.4): width of the exponent, then IEEE 754. */
export function mmsFloat(bytes: Uint8Array, at: number, end: number): OperationValue {
  if (end - at === 5 && bytes[at] === 8) return shown(float32(bytes, at + 1, false));
  if (end - at === 9 && bytes[at] === 11) return shown(float64(bytes, at + 1, false));
  return hexText(bytes, at, end);
}

export function hexText(bytes: Uint8Array, at: number, end: number): string {
  return toHex(bytes.subarray(at, Math.min(end, at + SHOWN_BYTES_MAX)));
}

/** Text of a string value. */
export function berText(bytes: Uint8Array, at: number, end: number): string {
  return textOf(bytes, at, end);
}
