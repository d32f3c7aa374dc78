import { word16 } from '../bytes.ts';

/** Types of IEEE 802.1AB §8.4, table 8-1. */
export const LLDP_TLV = {
  end: 0,
  chassisId: 1,
  portId: 2,
  timeToLive: 3,
  portDescription: 4,
  systemName: 5,
  systemDescription: 6,
  systemCapabilities: 7,
  managementAddress: 8,
  organisation: 127,
} as const;

/** Organisations that define TLVs of their own, by their OUI. */
export const ORGANISATION = {
  ieee8021: 0x0080c2,
  ieee8023: 0x00120f,
  tia: 0x0012bb,
  profibus: 0x000ecf,
} as const;

/** Type of the TLV at `at`: the upper seven bits. */
export function tlvType(bytes: Uint8Array, at: number): number {
  return bytes[at]! >> 1;
}

/** Where the TLV at `at` ends: the length is the lower nine bits of its two first bytes. */
export function tlvEnd(bytes: Uint8Array, at: number): number {
  return at + 2 + (word16(bytes, at) & 0x1ff);
}

/** Where the value of the first TLV of this type starts; -1 where there is none that is whole. */
export function valueAt(bytes: Uint8Array, at: number, end: number, type: number): number {
  while (at + 2 <= end) {
    const next = tlvEnd(bytes, at);
    if (next > end || tlvType(bytes, at) === LLDP_TLV.end) return -1;
    if (tlvType(bytes, at) === type) return at + 2;
    at = next;
  }
  return -1;
}
