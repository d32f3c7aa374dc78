import { unsigned32 } from '../bytes.ts';
import { berInteger, Tlv } from '../osi/ber.ts';

/** Operations by the first byte of their tag, RFC 4511 §4.2 to §4.14. */
export const OPERATION = {
  bind: 0x60,
  bindAnswer: 0x61,
  unbind: 0x42,
  search: 0x63,
  entry: 0x64,
  searchDone: 0x65,
  modify: 0x66,
  modifyAnswer: 0x67,
  add: 0x68,
  addAnswer: 0x69,
  remove: 0x4a,
  removeAnswer: 0x6b,
  rename: 0x6c,
  renameAnswer: 0x6d,
  compare: 0x6e,
  compareAnswer: 0x6f,
  abandon: 0x50,
  reference: 0x73,
  extended: 0x77,
  extendedAnswer: 0x78,
  intermediate: 0x79,
} as const;
const KNOWN: ReadonlySet<number> = new Set(Object.values(OPERATION));
const ASKS: ReadonlySet<number> = new Set([
  OPERATION.bind,
  OPERATION.unbind,
  OPERATION.search,
  OPERATION.modify,
  OPERATION.add,
  OPERATION.remove,
  OPERATION.rename,
  OPERATION.compare,
  OPERATION.abandon,
  OPERATION.extended,
]);

const SEQUENCE = 0x30;
const INTEGER = 0x02;
/** Tag, and a length of up to four bytes behind its own. */
const HEADER_BYTES_MAX = 6;
const LENGTH_MAX = 0x1000000;
/** Of a message: what says what it is about is at its start. */
const READ_BYTES_MAX = 2_048;
/** What a security layer of SASL wraps follows its length, RFC 4422 §3.7. */
const WRAPPED = 0;
const WRAPPED_HEADER_BYTES = 4;

export function isWrapped(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === WRAPPED;
}

/** Length of the message; 0 where more bytes are needed, -1 where it is none. */
export function messageLength(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return 0;
  if (isWrapped(bytes, at)) {
    if (end - at < WRAPPED_HEADER_BYTES) return 0;
    const length = unsigned32(bytes, at);
    return length === 0 || length > LENGTH_MAX ? -1 : WRAPPED_HEADER_BYTES + length;
  }
  if (bytes[at] !== SEQUENCE) return -1;
  if (end - at < 2) return 0;
  const first = bytes[at + 1]!;
  if (first < 0x80) return 2 + first;
  const octets = first & 0x7f;
  if (octets === 0 || octets > HEADER_BYTES_MAX - 2) return -1;
  if (end - at < 2 + octets) return 0;
  let length = 0;
  for (let i = 0; i < octets; i++) length = length * 256 + bytes[at + 2 + i]!;
  return length > LENGTH_MAX ? -1 : 2 + octets + length;
}

/** How many bytes are read of a message. */
export function readBytes(length: number): number {
  return Math.min(length, READ_BYTES_MAX);
}

/** What a message is: its number, its operation, and where that lies. Filled by each `read`. */
export class LdapMessage {
  id = 0;
  /** One of `OPERATION`. */
  operation = 0;
  at = 0;
  end = 0;
  readonly #value = new Tlv();

  /** Takes the message at `at`; false where it is none. */
  read(bytes: Uint8Array, at: number, end: number): boolean {
    const value = this.#value;
    if (bytes[at] !== SEQUENCE || !value.take(bytes, at, end)) return false;
    const last = value.end;
    if (!value.takeIn(bytes, value) || value.lead !== INTEGER) return false;
    if (value.end - value.at > 4 || value.beyond) return false;
    this.id = berInteger(bytes, value.at, value.end);
    if (!value.take(bytes, value.next, last) || !KNOWN.has(value.lead)) return false;
    this.operation = value.lead;
    this.at = value.at;
    this.end = value.end;
    return true;
  }

  get asks(): boolean {
    return ASKS.has(this.operation);
  }
}
