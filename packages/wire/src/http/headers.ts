import { isDigit } from './start-line.ts';

const CHAR = { tab: 9, lf: 10, cr: 13, space: 0x20, colon: 0x3a } as const;

/** Header fields that are read; all others are passed over. */
const FIELDS = [
  'host',
  'server',
  'user-agent',
  'authorization',
  'content-length',
  'transfer-encoding',
  'www-authenticate',
] as const;
type Field = (typeof FIELDS)[number];

const FIELD_BYTES = FIELDS.map((name) => Uint8Array.from(name, (c) => c.charCodeAt(0)));

/** What the head of a message says about itself and its body. */
export class Headers {
  /** Where values lie, `[at, end)` in the order of `FIELDS`; -1 where a field is absent. */
  readonly #at = new Int32Array(FIELDS.length);
  readonly #end = new Int32Array(FIELDS.length);
  /** -1 where none is told. */
  contentLength = -1;
  chunked = false;
  /** A transfer coding that is not chunked last: a response's body lasts until the end. */
  otherCoding = false;
  /** Length fields that contradict each other or make no sense. */
  badLength = false;

  /** Reads the fields of `bytes[at..end)`, which starts behind the start line. */
  read(bytes: Uint8Array, at: number, end: number): void {
    this.#at.fill(-1);
    this.contentLength = -1;
    this.chunked = false;
    this.otherCoding = false;
    this.badLength = false;
    while (at < end) {
      let lineEnd = bytes.indexOf(CHAR.lf, at);
      if (lineEnd < 0 || lineEnd >= end) lineEnd = end;
      const field = fieldAt(bytes, at, lineEnd);
      if (field >= 0) this.#take(field, bytes, at + FIELDS[field]!.length + 1, lineEnd);
      at = lineEnd + 1;
    }
  }

  /** Bytes of a value; empty where the field is absent. */
  value(bytes: Uint8Array, field: Field): Uint8Array {
    const i = FIELDS.indexOf(field);
    return this.#at[i]! < 0 ? bytes.subarray(0, 0) : bytes.subarray(this.#at[i], this.#end[i]);
  }

  #take(field: number, bytes: Uint8Array, at: number, end: number): void {
    while (at < end && isBlank(bytes[at]!)) at++;
    while (end > at && isBlank(bytes[end - 1]!)) end--;
    if (FIELDS[field] === 'content-length') return this.#takeLength(bytes, at, end);
    if (FIELDS[field] === 'transfer-encoding') {
      this.chunked = endsWith(bytes, at, end, CHUNKED);
      this.otherCoding = !this.chunked;
    } else if (this.#at[field]! < 0) {
      this.#at[field] = at;
      this.#end[field] = end;
    }
  }

  /** Digits alone; several fields have to agree (RFC 9112 §6.3). */
  #takeLength(bytes: Uint8Array, at: number, end: number): void {
    let length = 0;
    let digits = 0;
    for (let i = at; i < end; i++) {
      if (!isDigit(bytes[i]!)) this.badLength = true;
      else length = length * 10 + bytes[i]! - 48;
      digits++;
    }
    if (digits === 0 || length > Number.MAX_SAFE_INTEGER) this.badLength = true;
    if (this.contentLength >= 0 && this.contentLength !== length) this.badLength = true;
    this.contentLength = length;
  }
}

const CHUNKED = Uint8Array.from('chunked', (c) => c.charCodeAt(0));

function isBlank(byte: number): boolean {
  return byte === CHAR.space || byte === CHAR.tab || byte === CHAR.cr;
}

/** Index in `FIELDS` of the name in front of the line's colon; -1 for any other. */
function fieldAt(bytes: Uint8Array, at: number, end: number): number {
  for (let field = 0; field < FIELD_BYTES.length; field++) {
    const name = FIELD_BYTES[field]!;
    const colon = at + name.length;
    if (colon >= end || bytes[colon] !== CHAR.colon) continue;
    let same = 0;
    while (same < name.length && (bytes[at + same]! | 0x20) === name[same]) same++;
    // A hyphen has the bit that makes letters small.
    if (same === name.length) return field;
  }
  return -1;
}

function endsWith(bytes: Uint8Array, at: number, end: number, word: Uint8Array): boolean {
  const from = end - word.length;
  if (from < at) return false;
  for (let i = 0; i < word.length; i++) if ((bytes[from + i]! | 0x20) !== word[i]) return false;
  return true;
}
