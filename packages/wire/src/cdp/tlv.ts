import { word16 } from '../bytes.ts';

/** Types of CDP TLVs, from Cisco's description of the protocol. */
export const CDP_TLV = {
  deviceId: 1,
  addresses: 2,
  portId: 3,
  capabilities: 4,
  version: 5,
  platform: 6,
  prefixes: 7,
  vtpDomain: 9,
  nativeVlan: 10,
  duplex: 11,
  systemName: 20,
  systemObjectId: 21,
  managementAddresses: 22,
  location: 23,
} as const;

/** Version, time to live and checksum. */
export const CDP_HEADER_BYTES = 4;
/** Type and length, both counted in the length. */
export const CDP_TLV_BYTES = 4;

/** Names of the TLVs, where the type has one. */
export const CDP_TLV_NAMES: ReadonlyMap<number, string> = new Map([
  [CDP_TLV.deviceId, 'device_id'],
  [CDP_TLV.addresses, 'addresses'],
  [CDP_TLV.portId, 'port_id'],
  [CDP_TLV.capabilities, 'capabilities'],
  [CDP_TLV.version, 'version'],
  [CDP_TLV.platform, 'platform'],
  [CDP_TLV.prefixes, 'prefixes'],
  [CDP_TLV.vtpDomain, 'vtp_domain'],
  [CDP_TLV.nativeVlan, 'native_vlan'],
  [CDP_TLV.duplex, 'duplex'],
  [CDP_TLV.systemName, 'system_name'],
  [CDP_TLV.systemObjectId, 'system_object_id'],
  [CDP_TLV.managementAddresses, 'management_addresses'],
  [CDP_TLV.location, 'location'],
]);

/** Where the TLV at `at` ends; `end + 1` where it is none or goes beyond. */
export function cdpTlvEnd(bytes: Uint8Array, at: number, end: number): number {
  const length = word16(bytes, at + 2);
  return length < CDP_TLV_BYTES || at + length > end ? end + 1 : at + length;
}

/** Where the value of the first TLV of this type starts; -1 where there is none that is whole. */
export function cdpValueAt(bytes: Uint8Array, at: number, end: number, type: number): number {
  at += CDP_HEADER_BYTES;
  while (at + CDP_TLV_BYTES <= end) {
    const next = cdpTlvEnd(bytes, at, end);
    if (next > end) return -1;
    if (word16(bytes, at) === type) return at + CDP_TLV_BYTES;
    at = next;
  }
  return -1;
}
