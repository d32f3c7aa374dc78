import { toHex } from '@bulkhead/kernel';
import { unsigned32le, word16le } from '../bytes.ts';
import { utf16Text } from '../ntlmssp/utf16.ts';
import { FIRST_FRAGMENT, PDU, pduLength } from './pdu.ts';

const LAST_FRAGMENT = 0x02;
/** What stands behind the stub of a PDU with authentication, MS-RPCE §2.2.2.11. */
const TRAILER = { level: 1, pad: 2, bytes: 8 } as const;
/** RPC_C_AUTHN_LEVEL_PKT_PRIVACY: the stub is encrypted. */
const PRIVACY = 6;
/** Attributes, then a GUID, C706 appendix N. */
const HANDLE = { guid: 4, bytes: 20 } as const;

/**
 * The parameters of a call in NDR (C706 §14), read from front to back: numbers lie at multiples of
 * their size. What reaches beyond the end is 0 or empty.
 */
export class Stub {
  readonly bytes: Uint8Array;
  readonly start: number;
  #at: number;
  readonly end: number;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes;
    this.start = at;
    this.#at = at;
    this.end = end;
  }

  number(): number {
    const at = this.#take(4, 4);
    return at < 0 ? 0 : unsigned32le(this.bytes, at);
  }

  short(): number {
    const at = this.#take(2, 2);
    return at < 0 ? 0 : word16le(this.bytes, at);
  }

  /** A context handle, as text that no other has; empty for that of nothing. */
  handle(): string {
    const at = this.#take(HANDLE.bytes, 4);
    if (at < 0) return '';
    const guid = this.bytes.subarray(at + HANDLE.guid, at + HANDLE.bytes);
    return guid.some((byte) => byte !== 0) ? toHex(guid) : '';
  }

  /** A conformant and varying text of UTF-16: most, first and number of characters before it. */
  text(): string {
    const most = this.number();
    const first = this.number();
    const told = this.number();
    if (first !== 0 || told > most) return '';
    const characters = Math.min(told, (this.end - this.#at) >> 1);
    const at = this.#take(2 * characters, 1);
    return at < 0 ? '' : utf16Text(this.bytes, at, at + 2 * characters);
  }

  /** The same where a pointer says whether there is one. */
  pointedText(): string {
    return this.number() === 0 ? '' : this.text();
  }

  /** RPC_UNICODE_STRING, MS-DTYP §2.3.10: two lengths, then a pointer to the text. */
  countedText(): string {
    this.short();
    this.short();
    return this.pointedText();
  }

  /** Where a conformant array of bytes starts, and how many there are. */
  array(): { readonly at: number; readonly bytes: number } {
    const bytes = Math.min(this.number(), this.end - this.#at);
    return { at: Math.max(0, this.#take(bytes, 1)), bytes };
  }

  #take(size: number, alignment: number): number {
    const at = this.#at + (-(this.#at - this.start) & (alignment - 1));
    if (at + size > this.end) {
      this.#at = this.end;
      return -1;
    }
    this.#at = at + size;
    return at;
  }
}

/** Where what stands behind the stub begins; -1 where there is nothing, or it is beyond `end`. */
function trailerAt(bytes: Uint8Array, at: number, end: number): number {
  const authBytes = word16le(bytes, at + PDU.authLength);
  const trailer = at + pduLength(bytes, at) - authBytes - TRAILER.bytes;
  const isThere = authBytes > 0 && trailer >= at + PDU.bytes && trailer + TRAILER.bytes <= end;
  return isThere ? trailer : -1;
}

/** Whether a PDU says that the stubs of its connection are encrypted. */
export function isPrivate(bytes: Uint8Array, at: number, end: number): boolean {
  const trailer = trailerAt(bytes, at, end);
  return trailer >= 0 && bytes[trailer + TRAILER.level] === PRIVACY;
}

/**
 * Where the stub of the call or answer at `at` ends; -1 where it is encrypted. What comes behind it
 * tells, or where that is beyond `end`, what the bind agreed on: `agreedPrivate`.
 */
export function stubEnd(
  bytes: Uint8Array,
  at: number,
  end: number,
  agreedPrivate: boolean,
): number {
  if (word16le(bytes, at + PDU.authLength) === 0) return Math.min(end, at + pduLength(bytes, at));
  const trailer = trailerAt(bytes, at, end);
  if (trailer < 0) return agreedPrivate ? -1 : end;
  if (bytes[trailer + TRAILER.level] === PRIVACY) return -1;
  return Math.max(at + PDU.stub, trailer - bytes[trailer + TRAILER.pad]!);
}

/** The result that an answer ends with; -1 where it is in several parts, encrypted or cut. */
export function resultIn(bytes: Uint8Array, at: number, end: number): number {
  const alone = FIRST_FRAGMENT | LAST_FRAGMENT;
  if ((bytes[at + PDU.flags]! & alone) !== alone) return -1;
  if (at + pduLength(bytes, at) > end) return -1;
  const last = stubEnd(bytes, at, end, true);
  return last - at < PDU.stub + 4 ? -1 : unsigned32le(bytes, last - 4);
}
