import { toHex } from '@bulkhead/kernel';
import type { OperationValue } from '@bulkhead/model';
import { textOf, unsigned32, word16 } from '../bytes.ts';
import { ipv4At, ipv6At, macAt } from '../crossing/address.ts';
import { LLDP_TLV } from './tlv.ts';

/** IANA numbers of address families. */
const FAMILY = { ipv4: 1, ipv6: 2 } as const;
const MAC_FAMILY = 6;
const SUBTYPE = { chassisMac: 4, chassisNetwork: 5, portMac: 3, portNetwork: 4 } as const;
const SHOWN_BYTES_MAX = 64;

/** Capabilities from the lowest bit on, IEEE 802.1AB §8.5.8. */
const CAPABILITIES = [
  'other',
  'repeater',
  'bridge',
  'wlan_access_point',
  'router',
  'telephone',
  'docsis_cable_device',
  'station_only',
  'c_vlan',
  's_vlan',
  'two_port_mac_relay',
] as const;

/** Identification of a chassis (IEEE 802.1AB §8.5.2) or port (§8.5.3) by its subtype. */
export function identityOf(bytes: Uint8Array, at: number, end: number, type: number): string {
  if (at >= end) return '';
  const subtype = bytes[at]!;
  const isChassis = type === LLDP_TLV.chassisId;
  const mac = isChassis ? SUBTYPE.chassisMac : SUBTYPE.portMac;
  const network = isChassis ? SUBTYPE.chassisNetwork : SUBTYPE.portNetwork;
  if (subtype === mac && end - at === 7) return macAt(bytes, at + 1);
  if (subtype === network) return addressOf(bytes, at + 1, end);
  return textOf(bytes, at + 1, end);
}

/** An address after the number of its family; hexadecimal for families that are not IP or MAC. */
export function addressOf(bytes: Uint8Array, at: number, end: number): string {
  const length = end - at - 1;
  if (bytes[at] === FAMILY.ipv4 && length === 4) return ipv4At(bytes, at + 1);
  if (bytes[at] === FAMILY.ipv6 && length === 16) return ipv6At(bytes, at + 1);
  if (bytes[at] === MAC_FAMILY && length === 6) return macAt(bytes, at + 1);
  return toHex(bytes.subarray(at, Math.min(end, at + SHOWN_BYTES_MAX)));
}

/** Address of a management TLV (IEEE 802.1AB §8.5.9); empty where its length does not fit. */
export function managementAddressOf(bytes: Uint8Array, at: number, end: number): string {
  const addressEnd = at + 1 + (bytes[at] ?? 0);
  return at < end && addressEnd <= end ? addressOf(bytes, at + 1, addressEnd) : '';
}

/** Whether a management TLV tells an IP address. */
export function isManagementIp(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 2 > end || at + 1 + bytes[at]! > end) return false;
  const family = bytes[at + 1]!;
  const length = bytes[at]!;
  return (family === FAMILY.ipv4 && length === 5) || (family === FAMILY.ipv6 && length === 17);
}

/** Names of the capabilities that are enabled; those that a system does not use are left. */
export function capabilitiesOf(bytes: Uint8Array, at: number, end: number): string[] {
  if (end - at < 4) return [];
  const enabled = word16(bytes, at + 2);
  return CAPABILITIES.filter((_, bit) => (enabled & (1 << bit)) !== 0);
}

/** What a TLV of the basic set says. */
export function basicValues(
  bytes: Uint8Array,
  type: number,
  at: number,
  end: number,
): OperationValue[] {
  switch (type) {
    case LLDP_TLV.chassisId:
    case LLDP_TLV.portId:
      return [identityOf(bytes, at, end, type)];
    case LLDP_TLV.timeToLive:
      return end - at >= 2 ? [word16(bytes, at)] : [];
    case LLDP_TLV.systemCapabilities:
      return capabilitiesOf(bytes, at, end);
    case LLDP_TLV.managementAddress:
      return [managementAddressOf(bytes, at, end)];
    case LLDP_TLV.portDescription:
    case LLDP_TLV.systemName:
    case LLDP_TLV.systemDescription:
      return [textOf(bytes, at, end)];
    default:
      return [hexOf(bytes, at, end)];
  }
}

/** Hexadecimal, bounded. */
export function hexOf(bytes: Uint8Array, at: number, end: number): string {
  return toHex(bytes.subarray(at, Math.min(end, at + SHOWN_BYTES_MAX)));
}

/** A number of one, two or four bytes; hexadecimal for other lengths. */
export function numberOf(bytes: Uint8Array, at: number, end: number): OperationValue {
  const length = end - at;
  if (length === 1) return bytes[at]!;
  if (length === 2) return word16(bytes, at);
  return length === 4 ? unsigned32(bytes, at) : hexOf(bytes, at, end);
}
