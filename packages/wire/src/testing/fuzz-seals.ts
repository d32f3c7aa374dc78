import { crcOf } from '../dnp3/crc.ts';

/** Makes the checks of `bytes[at..end)` right, as far as it is frames of the protocol. */
export type Seal = (bytes: Uint8Array, at: number, end: number) => void;

/** Protocols that drop what has a wrong check: nothing behind it would be reached. */
const SEALS: Readonly<Record<string, Seal>> = { dnp3: sealDnp3, synchrophasor: sealSynchrophasor };

export function sealOf(protocol: string): Seal | undefined {
  return SEALS[protocol];
}

const DNP3_HEADER_BYTES = 8;
const DNP3_BLOCK_BYTES = 16;
/** What the length counts beside user data. */
const DNP3_LENGTH_MIN = 5;
const CRC_BYTES = 2;

/** IEEE 1815 §9.2.4: the header and each block of user data have a CRC behind them. */
function sealDnp3(bytes: Uint8Array, at: number, end: number): void {
  while (at + DNP3_HEADER_BYTES + CRC_BYTES <= end) {
    let userBytes = Math.max(0, bytes[at + 2]! - DNP3_LENGTH_MIN);
    at = sealed(bytes, at, at + DNP3_HEADER_BYTES);
    while (userBytes > 0 && at + CRC_BYTES < end) {
      const block = Math.min(DNP3_BLOCK_BYTES, userBytes, end - at - CRC_BYTES);
      at = sealed(bytes, at, at + block);
      userBytes -= block;
    }
  }
}

/** Puts the CRC of `bytes[at..end)` behind them; gives where it ends. */
function sealed(bytes: Uint8Array, at: number, end: number): number {
  const crc = crcOf(bytes, at, end);
  bytes[end] = crc;
  bytes[end + 1] = crc >> 8;
  return end + CRC_BYTES;
}

const SYNCHROPHASOR_BYTES_MIN = 16;

/** IEEE C37.118.2 Annex B: a frame ends with the CRC-CCITT of what is before it. */
function sealSynchrophasor(bytes: Uint8Array, at: number, end: number): void {
  while (at + SYNCHROPHASOR_BYTES_MIN <= end) {
    const size = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    const last = Math.min(at + Math.max(SYNCHROPHASOR_BYTES_MIN, size), end) - CRC_BYTES;
    let crc = 0xffff;
    for (let i = at; i < last; i++) {
      crc ^= bytes[i]! << 8;
      for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ ((crc & 0x8000) === 0 ? 0 : 0x11021);
    }
    bytes[last] = crc >> 8;
    bytes[last + 1] = crc;
    at = last + CRC_BYTES;
  }
}
