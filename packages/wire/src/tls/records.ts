import { word16 } from '../packet/packet.ts';
import { FRAMING, RECOGNISED } from '../protocol.ts';

export const RECORD_HEADER_BYTES = 5;
/** Content types, RFC 8446 §B.1. */
export const RECORD = { changeCipher: 20, alert: 21, handshake: 22, data: 23 } as const;
/** Handshake types, RFC 8446 §B.3. */
export const HANDSHAKE = { clientHello: 1, serverHello: 2, certificate: 11 } as const;
/** Type and length in front of a handshake message. */
export const HANDSHAKE_HEADER_BYTES = 4;
/** A record's fragment with all that encryption and compression may add, RFC 5246 §6.2.3. */
const RECORD_BYTES_MAX = 16_384 + 2_048;
const ALERT_BYTES = 2;

/** Header of a record: known type, version 3.0 to 3.4, a length that the standard allows. */
export function isRecord(bytes: Uint8Array, at: number): boolean {
  const type = bytes[at]!;
  const length = word16(bytes, at + 3);
  if (type < RECORD.changeCipher || type > RECORD.data) return false;
  if (bytes[at + 1] !== 3 || bytes[at + 2]! > 4 || length > RECORD_BYTES_MAX) return false;
  if (type === RECORD.changeCipher) return length === 1;
  if (type === RECORD.alert) return length >= ALERT_BYTES;
  return type === RECORD.data || length > 0;
}

/** A record; off the port the first of a connection, with a hello of a version that exists. */
export function recogniseTls(bytes: Uint8Array, at: number, end: number, onPort: boolean): number {
  const available = end - at;
  if (bytes[at]! < RECORD.changeCipher || bytes[at]! > RECORD.data) return RECOGNISED.no;
  if (available > 1 && bytes[at + 1] !== 3) return RECOGNISED.no;
  if (available < RECORD_HEADER_BYTES) return RECOGNISED.moreBytes;
  if (!isRecord(bytes, at)) return RECOGNISED.no;
  if (onPort) return RECOGNISED.yes;
  if (bytes[at] !== RECORD.handshake) return RECOGNISED.no;
  if (available < RECORD_HEADER_BYTES + 6) return RECOGNISED.moreBytes;
  const hello = at + RECORD_HEADER_BYTES;
  const type = bytes[hello]!;
  if (type !== HANDSHAKE.clientHello && type !== HANDSHAKE.serverHello) return RECOGNISED.no;
  const sane = bytes[hello + 1] === 0 && bytes[hello + 4] === 3 && bytes[hello + 5]! <= 4;
  return sane ? RECOGNISED.yes : RECOGNISED.no;
}

/** 0 for a ClientHello, 1 for a ServerHello. */
export function roleOfTls(bytes: Uint8Array, at: number, end: number): number {
  if (at + RECORD_HEADER_BYTES >= end || bytes[at] !== RECORD.handshake) return -1;
  const type = bytes[at + RECORD_HEADER_BYTES];
  if (type === HANDSHAKE.clientHello) return 0;
  return type === HANDSHAKE.serverHello ? 1 : -1;
}

export function frameTls(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < RECORD_HEADER_BYTES) return FRAMING.moreBytes;
  return isRecord(bytes, at) ? RECORD_HEADER_BYTES + word16(bytes, at + 3) : FRAMING.outOfStep;
}
