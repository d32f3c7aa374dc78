import { unsigned32le, word16le } from '../bytes.ts';
import { utf16Text } from '../ntlmssp/utf16.ts';

/** What the client's part of the conference data is marked by (T.124 §8.7, MS-RDPBCGR §2.2.1.3). */
const CLIENT_KEY = [0x44, 0x75, 0x63, 0x61] as const;
const SEARCH_BYTES_MAX = 512;
const CORE = 0xc001;
const BLOCKS_MAX = 16;
/** Offsets within the core data, MS-RDPBCGR §2.2.1.3.2; its name has 16 characters. */
const CORE_AT = { build: 20, name: 24, end: 56 } as const;

/** What a client says of itself in the clear. */
export interface RdpClient {
  readonly name: string;
  readonly build: number;
}

/** The client of the connection PDU at `at`; null where its core data is not there. */
export function readClient(bytes: Uint8Array, at: number, end: number): RdpClient | null {
  let from = afterKey(bytes, at, end);
  for (let blocks = 0; from >= 0 && blocks < BLOCKS_MAX && from + 4 <= end; blocks++) {
    const length = word16le(bytes, from + 2);
    if (length < 4) return null;
    if (word16le(bytes, from) === CORE && length >= CORE_AT.end && from + CORE_AT.end <= end) {
      const name = utf16Text(bytes, from + CORE_AT.name, from + CORE_AT.end);
      return { name, build: unsigned32le(bytes, from + CORE_AT.build) };
    }
    from += length;
  }
  return null;
}

/** Where the blocks after the key and their length (one or two bytes) start; -1 without a key. */
function afterKey(bytes: Uint8Array, at: number, end: number): number {
  const last = Math.min(end, at + SEARCH_BYTES_MAX) - CLIENT_KEY.length - 2;
  for (; at < last; at++) {
    if (CLIENT_KEY.every((byte, i) => bytes[at + i] === byte)) {
      const lengthAt = at + CLIENT_KEY.length;
      return lengthAt + (bytes[lengthAt]! >= 0x80 ? 2 : 1);
    }
  }
  return -1;
}
