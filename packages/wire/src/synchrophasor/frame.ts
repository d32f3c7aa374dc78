import { word16 } from '../bytes.ts';
import { FRAMING, RECOGNISED } from '../protocol.ts';

/** Bytes before the part that depends on the type, IEEE C37.118.2 §6.2 Table 2. */
export const HEADER_BYTES = 14;
/** Least frame: the header and its check. */
export const FRAME_BYTES_MIN = 16;
const SYNC = 0xaa;
const VERSION_MAX = 3;
const CHECK_BYTES = 2;

/** Types of frames, bits 6 to 4 of the second byte. */
export const TYPE = {
  data: 0,
  header: 1,
  configuration1: 2,
  configuration2: 3,
  command: 4,
  configuration3: 5,
} as const;

/** The CRC of a byte followed by none, one, two and three zeros, so that four are taken at once. */
const CRC_TABLES = Uint16Array.from({ length: 1_024 }, (_, i) => {
  let crc = (i & 0xff) << 8;
  for (let bits = 8 * ((i >> 8) + 1); bits > 0; bits--) {
    crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021;
  }
  return crc & 0xffff;
});

export function typeOf(bytes: Uint8Array, at: number): number {
  return (bytes[at + 1]! >> 4) & 7;
}

export function idCode(bytes: Uint8Array, at: number): number {
  return word16(bytes, at + 4);
}

/** What a command frame tells, §6.6; 0 where it is cut. */
export function commandOf(bytes: Uint8Array, at: number, end: number): number {
  return at + FRAME_BYTES_MIN <= end ? word16(bytes, at + HEADER_BYTES) : 0;
}

/** Whether the last two bytes are the CRC-CCITT of those before them, Annex B. */
export function hasCheck(bytes: Uint8Array, at: number, end: number): boolean {
  let crc = 0xffff;
  const last = end - CHECK_BYTES;
  let i = at;
  for (; i + 4 <= last; i += 4) {
    crc =
      CRC_TABLES[768 + ((crc >> 8) ^ bytes[i]!)]! ^
      CRC_TABLES[512 + ((crc & 0xff) ^ bytes[i + 1]!)]! ^
      CRC_TABLES[256 + bytes[i + 2]!]! ^
      CRC_TABLES[bytes[i + 3]!]!;
  }
  for (; i < last; i++) crc = ((crc << 8) & 0xffff) ^ CRC_TABLES[(crc >> 8) ^ bytes[i]!]!;
  return crc === word16(bytes, last);
}

/** Sync byte, a known type and version, a possible size; off the port the check of a frame. */
export function recognise(bytes: Uint8Array, at: number, end: number, onPort: boolean): number {
  if (bytes[at] !== SYNC) return RECOGNISED.no;
  if (end - at < HEADER_BYTES) return RECOGNISED.moreBytes;
  if (!isHead(bytes, at)) return RECOGNISED.no;
  if (onPort) return RECOGNISED.yes;
  const size = word16(bytes, at + 2);
  if (end - at < size) return RECOGNISED.moreBytes;
  return hasCheck(bytes, at, at + size) ? RECOGNISED.yes : RECOGNISED.no;
}

function isHead(bytes: Uint8Array, at: number): boolean {
  const second = bytes[at + 1]!;
  const version = second & 15;
  if (second >> 4 > TYPE.configuration3 || version === 0 || version > VERSION_MAX) return false;
  return word16(bytes, at + 2) >= FRAME_BYTES_MIN;
}

export function frame(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] !== SYNC) return FRAMING.outOfStep;
  if (end - at < 4) return FRAMING.moreBytes;
  return isHead(bytes, at) ? word16(bytes, at + 2) : FRAMING.outOfStep;
}
