import { word16le } from '../bytes.ts';

/** Polynomial of the link layer's CRC, bits reversed, IEEE 1815 §9.2.5. */
const POLYNOMIAL = 0xa6bc;
/** Bytes taken in one step: a block of 16 is two, a header one. */
const STEP = 8;
/** Data of a block, IEEE 1815 §9.2.4. */
export const BLOCK_BYTES = 16;

const TABLE = tableOf();

/**
 * `TABLE[n * 256 + byte]` is what a byte does to the CRC when `n` zero bytes follow it, so that the
 * bytes of a step need not wait for each other.
 */
function tableOf(): Uint16Array {
  const table = new Uint16Array(STEP * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >> 1) ^ POLYNOMIAL : crc >> 1;
    table[byte] = crc;
  }
  for (let i = 256; i < table.length; i++) {
    const before = table[i - 256]!;
    table[i] = (before >> 8) ^ table[before & 0xff]!;
  }
  return table;
}

/** CRC of `bytes[at..end)`, as it is sent low byte first behind them; they go to `to[toAt]`. */
export function copyWithCrc(
  bytes: Uint8Array,
  at: number,
  end: number,
  to: Uint8Array,
  toAt: number,
): number {
  let crc = 0;
  for (; at + STEP <= end; at += STEP, toAt += STEP) {
    const b0 = bytes[at]!;
    const b1 = bytes[at + 1]!;
    const b2 = bytes[at + 2]!;
    const b3 = bytes[at + 3]!;
    const b4 = bytes[at + 4]!;
    const b5 = bytes[at + 5]!;
    const b6 = bytes[at + 6]!;
    const b7 = bytes[at + 7]!;
    to[toAt] = b0;
    to[toAt + 1] = b1;
    to[toAt + 2] = b2;
    to[toAt + 3] = b3;
    to[toAt + 4] = b4;
    to[toAt + 5] = b5;
    to[toAt + 6] = b6;
    to[toAt + 7] = b7;
    crc =
      TABLE[0x700 + ((crc & 0xff) ^ b0)]! ^
      TABLE[0x600 + ((crc >> 8) ^ b1)]! ^
      TABLE[0x500 + b2]! ^
      TABLE[0x400 + b3]! ^
      TABLE[0x300 + b4]! ^
      TABLE[0x200 + b5]! ^
      TABLE[0x100 + b6]! ^
      TABLE[b7]!;
  }
  for (; at < end; at++, toAt++) {
    const byte = bytes[at]!;
    to[toAt] = byte;
    crc = (crc >> 8) ^ TABLE[(crc ^ byte) & 0xff]!;
  }
  return ~crc & 0xffff;
}

/** Takes the copies that nobody wants. */
const unwanted = new Uint8Array(BLOCK_BYTES);

/** CRC of a header or of a block, at most. */
export function crcOf(bytes: Uint8Array, at: number, end: number): number {
  return copyWithCrc(bytes, at, end, unwanted, 0);
}

/** Whether the 8 bytes of a header have their CRC behind them. */
export function hasHeaderCrc(bytes: Uint8Array, at: number): boolean {
  return crcOf(bytes, at, at + STEP) === word16le(bytes, at + STEP);
}
