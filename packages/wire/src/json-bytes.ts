/** Bytes that it starts with; it doubles as needed. */
const START_BYTES = 262_144;
/** Bytes of one UTF-16 code unit at most: `\u0000`. */
const UNIT_BYTES_MAX = 6;
/** Bytes of a number at most: `-1.2345678901234567e-100`. */
const NUMBER_BYTES_MAX = 32;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
/** From here on, the encoder is worth its call. */
const LONG_TEXT = 32;
const encoder = new TextEncoder();
const HEX = '0123456789abcdef';
/** RFC 8259, section 7: what may be escaped with one letter. */
const SHORT: ReadonlyMap<number, string> = new Map([
  [QUOTE, '"'],
  [BACKSLASH, '\\'],
  [0x08, 'b'],
  [0x09, 't'],
  [0x0a, 'n'],
  [0x0c, 'f'],
  [0x0d, 'r'],
]);
/** By code unit below 0x80: 1 where it stands for itself. */
const PLAIN = Uint8Array.from({ length: 0x80 }, (_, unit) =>
  unit < 0x20 || unit === 0x7f || unit === QUOTE || unit === BACKSLASH ? 0 : 1,
);

/**
 * JSON as bytes of UTF-8, written from left to right into memory that is used again. Beside what
 * RFC 8259 asks for, what could steer a terminal or turn text round is escaped: C1 controls, DEL,
 * line and paragraph separators, marks of direction; and surrogates that stand alone.
 */
export class JsonBytes {
  bytes: Uint8Array<ArrayBuffer>;
  length = 0;

  constructor(bytes: Uint8Array<ArrayBuffer> = new Uint8Array(START_BYTES)) {
    this.bytes = bytes;
  }

  /** What was written; valid until more is. */
  written(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.length);
  }

  /** Starts anew in other memory: that of what was written stays as it is. */
  restart(bytes: Uint8Array<ArrayBuffer> = new Uint8Array(START_BYTES)): void {
    this.bytes = bytes;
    this.length = 0;
  }

  /** Takes what is JSON already, as `constantBytes` makes it. */
  constant(constant: Uint8Array): void {
    const count = constant.length;
    this.#reserve(count);
    const { bytes, length } = this;
    for (let i = 0; i < count; i++) bytes[length + i] = constant[i]!;
    this.length = length + count;
  }

  /** The same, faster for more than a few bytes. */
  block(constant: Uint8Array): void {
    this.#reserve(constant.length);
    this.bytes.set(constant, this.length);
    this.length += constant.length;
  }

  text(value: string): void {
    const count = value.length;
    this.#reserve(count * UNIT_BYTES_MAX + 2);
    const { bytes } = this;
    let at = this.length;
    bytes[at++] = QUOTE;
    const end = count < LONG_TEXT ? plainUnits(value, bytes, at) : plainBytes(value, bytes, at);
    at = end < 0 ? this.#escaped(value, at) : end;
    bytes[at++] = QUOTE;
    this.length = at;
  }

  /** One ASCII character that is JSON already. */
  character(code: number): void {
    if (this.length === this.bytes.length) this.#reserve(1);
    this.bytes[this.length++] = code;
  }

  /** Any number as `JSON.stringify` writes it: what is not finite is `null`. */
  number(value: number): void {
    // Also true of -0, which JSON writes as 0.
    if (value >= 0 && (value | 0) === value) this.#digits(value | 0);
    else this.#ascii(Number.isFinite(value) ? String(value) : 'null');
  }

  #digits(value: number): void {
    this.#reserve(NUMBER_BYTES_MAX);
    const { bytes } = this;
    let at = this.length;
    if (value >= 10) at += value < 100 ? 1 : value < 1_000 ? 2 : digitsBeyondThree(value);
    this.length = at + 1;
    let rest = value;
    for (; rest >= 10; at--) {
      const tenth = (rest / 10) | 0;
      bytes[at] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
    bytes[at] = ZERO + rest;
  }

  #ascii(text: string): void {
    this.#reserve(text.length);
    for (let i = 0; i < text.length; i++) this.bytes[this.length++] = text.charCodeAt(i);
  }

  /** Writes text unit by unit; returns where it ends. */
  #escaped(value: string, from: number): number {
    const { bytes } = this;
    let at = from;
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      if (unit < 0x80 && PLAIN[unit] === 1) bytes[at++] = unit;
      else {
        at = unit < 0x80 ? this.#escape(unit, at) : this.#wide(value, i, at);
        if (isPair(value, i)) i++;
      }
    }
    return at;
  }

  /** Writes one code unit beyond ASCII, or the pair that it starts; returns where it ends. */
  #wide(value: string, i: number, at: number): number {
    const { bytes } = this;
    const unit = value.charCodeAt(i);
    let end = at;
    if (isPair(value, i)) {
      const point = value.codePointAt(i)!;
      bytes[end++] = 0xf0 | (point >> 18);
      bytes[end++] = 0x80 | ((point >> 12) & 0x3f);
      bytes[end++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[end++] = 0x80 | (point & 0x3f);
      return end;
    }
    if (isUnshown(unit)) return this.#escape(unit, at);
    if (unit < 0x800) bytes[end++] = 0xc0 | (unit >> 6);
    else {
      bytes[end++] = 0xe0 | (unit >> 12);
      bytes[end++] = 0x80 | ((unit >> 6) & 0x3f);
    }
    bytes[end++] = 0x80 | (unit & 0x3f);
    return end;
  }

  #escape(unit: number, at: number): number {
    const short = SHORT.get(unit);
    const digits = [12, 8, 4, 0].map((shift) => HEX[(unit >> shift) & 15]!).join('');
    const escaped = `\\${short ?? `u${digits}`}`;
    for (let i = 0; i < escaped.length; i++) this.bytes[at + i] = escaped.charCodeAt(i);
    return at + escaped.length;
  }

  #reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count));
    larger.set(this.written());
    this.bytes = larger;
  }
}

/** Writes text of which every unit stands for itself and returns where it ends; -1 for other. */
function plainUnits(value: string, bytes: Uint8Array, from: number): number {
  const count = value.length;
  for (let i = 0; i < count; i++) {
    const unit = value.charCodeAt(i);
    if (unit >= 0x80 || PLAIN[unit] !== 1) return -1;
    bytes[from + i] = unit;
  }
  return from + count;
}

/** The same by way of the encoder, which is faster for long text. */
function plainBytes(value: string, bytes: Uint8Array, from: number): number {
  const end = from + encoder.encodeInto(value, bytes.subarray(from)).written;
  if (end !== from + value.length) return -1;
  for (let at = from; at < end; at++) if (PLAIN[bytes[at]!] !== 1) return -1;
  return end;
}

/** The bytes of ASCII text, for `JsonBytes.constant`. */
export function constantBytes(json: string): Uint8Array {
  return Uint8Array.from(json, (character) => character.charCodeAt(0));
}

/** Digits after the first, of a number of at least four. */
function digitsBeyondThree(value: number): number {
  let digits = 3;
  for (let limit = 10_000; limit <= value; limit *= 10) digits++;
  return digits;
}

function isPair(value: string, i: number): boolean {
  return (value.charCodeAt(i) & 0xfc00) === 0xd800 && (value.charCodeAt(i + 1) & 0xfc00) === 0xdc00;
}

/** Of the code units above ASCII, those that are escaped. */
function isUnshown(unit: number): boolean {
  if (unit < 0xa0) return true;
  if (unit === 0x061c || unit === 0x200e || unit === 0x200f) return true;
  if (unit >= 0x2028 && unit <= 0x202e) return true;
  return (unit >= 0x2066 && unit <= 0x2069) || (unit & 0xf800) === 0xd800;
}
