import { word16 } from '../packet/packet.ts';
import { unsigned32 } from '../bytes.ts';

/** First byte of every PDU and of its trailer. */
export const S7_PLUS = 0x72;
/** Protocol identifier, version and length of the data. */
export const HEADER_BYTES = 4;

/** Version byte: 1 opens sessions, 2 and 3 carry data; two more have a form of their own. */
export const VERSION = { first: 1, last: 3, systemEvent: 0xfe, keepAlive: 0xff } as const;

export const OPCODE = {
  request: 0x31,
  response: 0x32,
  notification: 0x33,
  response2: 0x02,
} as const;

/** Length of the digest before the data of version 3. */
const DIGEST_BYTES = 32;

/** Objects and attributes that every controller has, by their fixed identifiers. */
export const OBJECT = {
  executionUnit: 52,
  sessions: 0x11d,
  /** Those up to here are fixed, those from `programFirst` on belong to a program. */
  fixedLast: 0xffff,
  programFirst: 0x80000000,
} as const;
export const ATTRIBUTE = { operatingStateRequest: 2167 } as const;

/** One PDU opened as far as its function. Used again for the next. */
export class PlusPdu {
  version = 0;
  /** One of `OPCODE`, or another byte. */
  opcode = 0;
  function = 0;
  sequence = 0;
  /** Session identifier of a request; 0 elsewhere. */
  session = 0;
  /** What follows the fixed part, up to the trailer or the end. */
  at = 0;
  end = 0;
  /** Whether a digest goes before the data. */
  hasIntegrity = false;
  /** Whether the trailer is there: without it, more PDUs belong to the same message. */
  isLast = false;
  /** Whether the length in the header is not that of the data. */
  misfits = false;

  /** Takes the PDU at `at`; false where it is none, or too short for what its opcode needs. */
  take(bytes: Uint8Array, at: number, end: number): boolean {
    if (!this.takeHeader(bytes, at, end)) return false;
    let from = at + HEADER_BYTES;
    if (this.hasIntegrity) from += 1 + DIGEST_BYTES;
    if (from >= this.end) return false;
    this.opcode = bytes[from]!;
    this.function = 0;
    this.sequence = 0;
    this.session = 0;
    if (this.opcode === OPCODE.notification) {
      this.at = from + 1;
      return true;
    }
    const asks = this.opcode === OPCODE.request;
    const fixedBytes = asks ? 14 : 10;
    if (from + fixedBytes > this.end) return false;
    this.function = word16(bytes, from + 3);
    this.sequence = word16(bytes, from + 7);
    if (asks) this.session = unsigned32(bytes, from + 9);
    // The byte before what follows holds flags of the transport.
    this.at = from + fixedBytes;
    return true;
  }

  /** The header alone, which is all that a continued PDU has. */
  takeHeader(bytes: Uint8Array, at: number, end: number): boolean {
    if (!isPlusHeader(bytes, at, end)) return false;
    this.version = bytes[at + 1]!;
    const dataEnd = at + HEADER_BYTES + word16(bytes, at + 2);
    this.misfits = dataEnd > end;
    this.end = Math.min(end, dataEnd);
    this.isLast = dataEnd + HEADER_BYTES <= end && bytes[dataEnd] === S7_PLUS;
    if (!this.isLast && dataEnd < end) this.misfits = true;
    this.hasIntegrity = this.version === 3 && bytes[at + HEADER_BYTES] === DIGEST_BYTES;
    return true;
  }

  /** The first number of what follows: of a request mostly the object that it is about. */
  objectId(bytes: Uint8Array): number {
    return this.at + 4 <= this.end ? unsigned32(bytes, this.at) : -1;
  }
}

/** Whether a PDU starts here: identifier and one of the versions. */
export function isPlusHeader(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + HEADER_BYTES > end || bytes[at] !== S7_PLUS) return false;
  const version = bytes[at + 1]!;
  return (
    (version >= VERSION.first && version <= VERSION.last) ||
    version === VERSION.systemEvent ||
    version === VERSION.keepAlive
  );
}

/**
 * A number of seven bits a byte, high bits first. `next` is where it ended; used again each time.
 */
export class PlusNumber {
  value = 0;
  next = 0;

  /** At most five bytes for 32 bits. */
  take(bytes: Uint8Array, at: number, end: number): boolean {
    let value = 0;
    for (let i = 0; i < 5 && at < end; i++) {
      const octet = bytes[at++]!;
      value = value * 128 + (octet & 0x7f);
      if (octet < 0x80) {
        this.value = value;
        this.next = at;
        return true;
      }
    }
    return false;
  }
}
