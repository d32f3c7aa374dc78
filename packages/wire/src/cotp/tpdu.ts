import { word16 } from '../packet/packet.ts';

/** Types of transport PDUs, ISO 8073 §13.2. */
export const TPDU = {
  connectionRequest: 0xe0,
  connectionConfirm: 0xd0,
  data: 0xf0,
  disconnectRequest: 0x80,
  error: 0x70,
} as const;

export const TPKT_BYTES = 4;
/** The shortest packet: its header and a data TPDU without data, RFC 1006 §6. */
const TPKT_BYTES_MIN = 7;

const PARAMETER = { callingTsap: 0xc1, calledTsap: 0xc2 } as const;

/** Whether this is the header of a TPKT, as far as it is there (RFC 1006 §6). */
export function isTpkt(bytes: Uint8Array, at: number, end: number): boolean {
  if (at < end && bytes[at] !== 3) return false;
  if (at + 1 < end && bytes[at + 1] !== 0) return false;
  return at + 4 > end || word16(bytes, at + 2) >= TPKT_BYTES_MIN;
}

/** Type of the transport PDU in the TPKT at `at`. */
export function tpduType(bytes: Uint8Array, at: number): number {
  return bytes[at + 5]! & 0xf0;
}

/** Where the TPDU's own header ends: its length byte does not count itself. */
export function tpduDataAt(bytes: Uint8Array, at: number): number {
  return at + TPKT_BYTES + 1 + bytes[at + TPKT_BYTES]!;
}

/** Whether this data TPDU is the last of its unit. */
export function isLastUnit(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + 6]! & 0x80) !== 0;
}

/** Where a parameter of a connection TPDU starts (its code byte); -1 where there is none. */
function parameterAt(bytes: Uint8Array, at: number, end: number, code: number): number {
  const last = Math.min(end, tpduDataAt(bytes, at));
  let from = at + 11;
  while (from + 2 <= last) {
    if (bytes[from] === code && from + 2 + bytes[from + 1]! <= last) return from;
    from += 2 + bytes[from + 1]!;
  }
  return -1;
}

/** `tsap/01.02` of the called end of a connection request; `tsap` where it names none. */
export function calledTsap(bytes: Uint8Array, at: number, end: number): string {
  return tsapText(bytes, parameterAt(bytes, at, end, PARAMETER.calledTsap));
}

/** The same of the calling end. */
export function callingTsap(bytes: Uint8Array, at: number, end: number): string {
  return tsapText(bytes, parameterAt(bytes, at, end, PARAMETER.callingTsap));
}

function tsapText(bytes: Uint8Array, from: number): string {
  if (from < 0) return 'tsap';
  const octets = bytes.subarray(from + 2, from + 2 + Math.min(32, bytes[from + 1]!));
  const text = Array.from(octets, (octet) => octet.toString(16).padStart(2, '0').toUpperCase());
  return `tsap/${text.join('.')}`;
}

/**
 * Rack and slot, as one number, that a connection to an S7 module calls: two bytes of which the
 * first says the kind of connection (1 programmer, 2 operator panel, 3 other) and the second has
 * rack and slot. -1 where the called end is named otherwise.
 */
export function calledModule(bytes: Uint8Array, at: number, end: number): number {
  const from = parameterAt(bytes, at, end, PARAMETER.calledTsap);
  if (from < 0 || bytes[from + 1] !== 2) return -1;
  return bytes[from + 2]! >= 1 && bytes[from + 2]! <= 3 ? bytes[from + 3]! : -1;
}
