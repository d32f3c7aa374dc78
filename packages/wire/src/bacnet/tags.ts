import { toHex } from '@bulkhead/kernel';
import { OPERATION_VALUES_MAX, type OperationValue } from '@bulkhead/model';
import { float32, float64, textOf, unsigned32 } from '../bytes.ts';
import { word16 } from '../packet/packet.ts';
import { objectName } from './names.ts';

/** Constructed values within constructed values; deeper ones are flagged. */
const DEPTH_MAX = 32;
/** Parts read of one list. */
const PARTS_MAX = 1_024;
/** Bytes of a number that is exact in any case. */
const EXACT_BYTES_MAX = 6;
/** Bytes shown of an octet string. */
const BYTES_SHOWN_MAX = 64;
const CHARACTERS_MAX = 200;

const NOTHING = new Uint8Array();

/** Steps over tagged values, ASHRAE 135-2020 clause 20.2.1. Allocates nothing. */
export class TagCursor {
  bytes: Uint8Array = NOTHING;
  at = 0;
  end = 0;
  number = 0;
  context = false;
  opens = false;
  closes = false;
  /** The value of a Boolean, which has no bytes. */
  bit = 0;
  dataAt = 0;
  dataEnd = 0;
  broken = false;

  over(bytes: Uint8Array, at: number, end: number): this {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
    this.broken = false;
    return this;
  }

  /** Takes the next tag; false at the end, or where it does not fit. */
  next(): boolean {
    const { bytes, end } = this;
    let at = this.at;
    if (at >= end) return false;
    const first = bytes[at++]!;
    this.number = first >> 4;
    if (this.number === 15) {
      if (at >= end) return this.#break();
      this.number = bytes[at++]!;
    }
    this.context = (first & 8) !== 0;
    let length = first & 7;
    this.opens = this.context && length === 6;
    this.closes = this.context && length === 7;
    this.bit = length;
    if (this.opens || this.closes || (!this.context && this.number === 1)) length = 0;
    else if (length === 5) {
      const more = at < end ? bytes[at]! : 0;
      at++;
      length = more;
      if (more === 254) {
        length = at + 2 <= end ? word16(bytes, at) : end;
        at += 2;
      } else if (more === 255) {
        length = at + 4 <= end ? unsigned32(bytes, at) : end;
        at += 4;
      }
    }
    if (length > end - at) return this.#break();
    this.dataAt = at;
    this.dataEnd = at + length;
    this.at = this.dataEnd;
    return true;
  }

  #break(): boolean {
    this.broken = true;
    this.at = this.end;
    return false;
  }
}

const checking = new TagCursor();

/** What is wrong with the tags of `bytes[at..end)`, as an anomaly's code; empty where all fit. */
export function tagProblem(bytes: Uint8Array, at: number, end: number): string {
  const cursor = checking.over(bytes, at, end);
  let depth = 0;
  while (cursor.next()) {
    if (cursor.opens && ++depth > DEPTH_MAX) return 'nested_too_deep';
    if (cursor.closes && --depth < 0) return 'closing_tag_unexpected';
  }
  if (cursor.broken) return 'tag_beyond_message';
  return depth > 0 ? 'closing_tag_missing' : '';
}

/** The tags of a ReadAccessResult that stand for a value and for an error, clause 21. */
const RESULT = { value: 4, error: 5 } as const;

/** How many properties the results of a ReadPropertyMultiple hold, and how many were refused. */
export class PropertyResults {
  results = 0;
  refused = 0;
  /** Where the class and code of the first error start; -1 where there is none. */
  errorAt = -1;

  /** Counts what `bytes[at..end)` holds, whose tags fit. Allocates nothing. */
  count(bytes: Uint8Array, at: number, end: number): this {
    this.results = 0;
    this.refused = 0;
    this.errorAt = -1;
    const cursor = checking.over(bytes, at, end);
    for (let depth = 0; cursor.next();) {
      if (cursor.closes) depth--;
      if (!cursor.opens) continue;
      if (depth === 1 && cursor.number >= RESULT.value) {
        this.results++;
        if (cursor.number === RESULT.error && this.refused++ === 0) this.errorAt = cursor.dataAt;
      }
      depth++;
    }
    return this;
  }
}

/** One value, or a list in an opening and a closing tag. */
export interface Part {
  readonly context: boolean;
  readonly tag: number;
  readonly constructed: boolean;
  readonly bit: number;
  readonly at: number;
  readonly end: number;
}

/** The parts of `bytes[at..end)` on this level. */
export function partsOf(bytes: Uint8Array, at: number, end: number): Part[] {
  const out: Part[] = [];
  const cursor = new TagCursor().over(bytes, at, end);
  while (out.length < PARTS_MAX && cursor.next()) {
    if (cursor.closes) continue;
    const { context, number: tag, opens: constructed, bit, dataAt } = cursor;
    let partEnd = cursor.dataEnd;
    for (let depth = constructed ? 1 : 0; depth > 0;) {
      partEnd = cursor.at;
      if (!cursor.next()) break;
      if (cursor.opens) depth++;
      else if (cursor.closes) depth--;
    }
    out.push({ context, tag, constructed, bit, at: dataAt, end: partEnd });
  }
  return out;
}

/** Adds every value of `bytes[at..end)`, whatever it is in; at most `OPERATION_VALUES_MAX`. */
export function addValues(
  bytes: Uint8Array,
  at: number,
  end: number,
  into: OperationValue[],
): OperationValue[] {
  const cursor = new TagCursor().over(bytes, at, end);
  while (into.length < OPERATION_VALUES_MAX && cursor.next()) {
    if (cursor.opens || cursor.closes) continue;
    const { context, number, bit, dataAt, dataEnd } = cursor;
    into.push(
      context
        ? toHex(bytes.subarray(dataAt, Math.min(dataEnd, dataAt + BYTES_SHOWN_MAX)))
        : applicationValue(bytes, number, bit, dataAt, dataEnd),
    );
  }
  return into;
}

/** How many values `addValues` would add without its limit. */
export function countValues(bytes: Uint8Array, at: number, end: number): number {
  const cursor = checking.over(bytes, at, end);
  let count = 0;
  while (cursor.next()) if (!cursor.opens && !cursor.closes) count++;
  return count;
}

/** A value by its application tag, clause 20.2.2 to 20.2.14. */
export function applicationValue(
  bytes: Uint8Array,
  tag: number,
  bit: number,
  at: number,
  end: number,
): OperationValue {
  switch (tag) {
    case 0:
      return 'null';
    case 1:
      return bit !== 0;
    case 2:
    case 9:
      return unsignedValue(bytes, at, end);
    case 3:
      return signedValue(bytes, at, end);
    case 4:
      return end - at === 4 ? finite(float32(bytes, at, false)) : toHex(bytes.subarray(at, end));
    case 5:
      return end - at === 8 ? finite(float64(bytes, at, false)) : toHex(bytes.subarray(at, end));
    case 7:
      return characterString(bytes, at, end);
    case 8:
      return bitString(bytes, at, end);
    case 10:
      return end - at === 4 ? dateText(bytes, at) : '';
    case 11:
      return end - at === 4 ? timeText(bytes, at) : '';
    case 12:
      return objectName(numberAt(bytes, at, end));
    default:
      return toHex(bytes.subarray(at, Math.min(end, at + BYTES_SHOWN_MAX)));
  }
}

/** Unsigned, as an exact number: of what is longer than any code or count the first octets. */
export function numberAt(bytes: Uint8Array, at: number, end: number): number {
  let value = 0;
  for (let i = at; i < end && i < at + EXACT_BYTES_MAX; i++) value = value * 256 + bytes[i]!;
  return value;
}

/** As a number where it is exact, as text beyond that. */
function unsignedValue(bytes: Uint8Array, at: number, end: number): OperationValue {
  if (end - at <= EXACT_BYTES_MAX) return numberAt(bytes, at, end);
  const value = BigInt(`0x${toHex(bytes.subarray(at, Math.min(end, at + 8)))}`);
  return value <= Number.MAX_SAFE_INTEGER ? Number(value) : value.toString();
}

function signedValue(bytes: Uint8Array, at: number, end: number): OperationValue {
  const length = Math.min(8, end - at);
  if (length <= 0) return 0;
  const value = BigInt(`0x${toHex(bytes.subarray(at, at + length))}`);
  const signed = BigInt.asIntN(length * 8, value);
  const number = Number(signed);
  return Number.isSafeInteger(number) ? number : signed.toString();
}

/** JSON has no infinities. */
function finite(value: number): OperationValue {
  return Number.isFinite(value) ? value : String(value);
}

/** Clause 20.2.9: UTF-8, UCS-2 and ISO 8859-1; others as they lie. */
export function characterString(bytes: Uint8Array, at: number, end: number): string {
  if (at >= end) return '';
  const set = bytes[at];
  const from = at + 1;
  if (set === 4 || set === 5) {
    const step = set === 4 ? 2 : 1;
    let text = '';
    for (let i = from; i + step <= end && text.length < CHARACTERS_MAX; i += step) {
      const code = step === 2 ? word16(bytes, i) : bytes[i]!;
      text += code < 0x20 ? ' ' : String.fromCharCode(code);
    }
    return text.toWellFormed();
  }
  return set === 0
    ? textOf(bytes, from, end)
    : toHex(bytes.subarray(from, Math.min(end, from + BYTES_SHOWN_MAX)));
}

/** Bits in the order of the wire, as `1` and `0`; the first byte tells how many are not used. */
function bitString(bytes: Uint8Array, at: number, end: number): string {
  const unused = at < end ? Math.min(7, bytes[at]!) : 0;
  const bits = Math.min(CHARACTERS_MAX, Math.max(0, (end - at - 1) * 8 - unused));
  let text = '';
  for (let i = 0; i < bits; i++) {
    text += ((bytes[at + 1 + (i >> 3)]! >> (7 - (i & 7))) & 1) === 1 ? '1' : '0';
  }
  return text;
}

/** Clause 20.2.12: year from 1900, month, day; 255 is any. */
function dateText(bytes: Uint8Array, at: number): string {
  const year = bytes[at] === 255 ? '*' : String(1900 + bytes[at]!);
  return `${year}-${two(bytes[at + 1]!)}-${two(bytes[at + 2]!)}`;
}

/** Clause 20.2.13: hour, minute, second, hundredths. */
function timeText(bytes: Uint8Array, at: number): string {
  const [hour, minute] = [two(bytes[at]!), two(bytes[at + 1]!)];
  return `${hour}:${minute}:${two(bytes[at + 2]!)}.${two(bytes[at + 3]!)}`;
}

function two(value: number): string {
  return value === 255 ? '*' : String(value).padStart(2, '0');
}
