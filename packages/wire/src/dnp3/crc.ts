/** Polynomial of the link layer's CRC, bits reversed, IEEE 1815 §9.2.5. */
const POLYNOMIAL = 0xa6bc;

const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >> 1) ^ POLYNOMIAL : crc >> 1;
  return crc;
});

/** CRC of `bytes[at..end)`, as it is sent low byte first behind them. */
export function crcOf(bytes: Uint8Array, at: number, end: number): number {
  let crc = 0;
  for (let i = at; i < end; i++) crc = (crc >> 8) ^ TABLE[(crc ^ bytes[i]!) & 0xff]!;
  return ~crc & 0xffff;
}

/** Whether the two bytes at `end` are the CRC of `bytes[at..end)`. */
export function hasCrc(bytes: Uint8Array, at: number, end: number): boolean {
  return crcOf(bytes, at, end) === (bytes[end]! | (bytes[end + 1]! << 8));
}
