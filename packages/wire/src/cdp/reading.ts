import { toHex } from '@bulkhead/kernel';
import { OPERATION_ITEMS_MAX, type Operation, type OperationValue } from '@bulkhead/model';
import { textOf, unsigned32, word16 } from '../bytes.ts';
import { ipv4At, ipv6At } from '../crossing/address.ts';
import { responseOf } from '../crossing/reading.ts';
import type { Exchange } from '../flow/flow.ts';
import {
  CDP_HEADER_BYTES,
  CDP_TLV,
  CDP_TLV_BYTES,
  CDP_TLV_NAMES,
  cdpTlvEnd,
  cdpValueAt,
} from './tlv.ts';

type Items = NonNullable<Operation['items']>;

const ADDRESSES_MAX = 32;
const SHOWN_BYTES_MAX = 64;
/** Network-layer protocol identifier of IP; IPv6 comes as an 802.2 header with its EtherType. */
const NLPID_IP = 0xcc;
const PROTOCOL_TYPE = { nlpid: 1, ieee8022: 2 } as const;
const IPV6 = 0x86dd;

/** Capabilities from the lowest bit on. */
const CAPABILITIES = [
  'router',
  'transparent_bridge',
  'source_route_bridge',
  'switch',
  'host',
  'igmp',
  'repeater',
  'voip_phone',
  'remotely_managed',
] as const;

/** Each TLV as an item, in the order of the frame. */
export function cdpItems(exchange: Exchange): Items | undefined {
  const pdu = responseOf(exchange);
  if (pdu === null) return undefined;
  const { bytes, end } = pdu;
  const out: Items[number][] = [];
  let at = pdu.at + CDP_HEADER_BYTES;
  while (at + CDP_TLV_BYTES <= end && out.length < OPERATION_ITEMS_MAX) {
    const next = cdpTlvEnd(bytes, at, end);
    if (next > end) break;
    const type = word16(bytes, at);
    const values = valuesOf(bytes, type, at + CDP_TLV_BYTES, next);
    const object = CDP_TLV_NAMES.get(type) ?? `tlv_0x${type.toString(16)}`;
    out.push({ object, count: values.length, values });
    at = next;
  }
  return out;
}

/** `device/ID/port/ID`. */
export function cdpObject(exchange: Exchange): string {
  const pdu = responseOf(exchange);
  if (pdu === null) return '';
  const { bytes, at, end } = pdu;
  const device = cdpText(bytes, at, end, CDP_TLV.deviceId);
  return `device/${device}/port/${cdpText(bytes, at, end, CDP_TLV.portId)}`;
}

/** Text of the first TLV of a type; empty where there is none. */
export function cdpText(bytes: Uint8Array, at: number, end: number, type: number): string {
  const from = cdpValueAt(bytes, at, end, type);
  return from < 0 ? '' : textOf(bytes, from, cdpTlvEnd(bytes, from - CDP_TLV_BYTES, end));
}

/** Addresses of the first TLV of a type. */
export function cdpAddresses(bytes: Uint8Array, at: number, end: number, type: number): string[] {
  const from = cdpValueAt(bytes, at, end, type);
  return from < 0 ? [] : addressesOf(bytes, from, cdpTlvEnd(bytes, from - CDP_TLV_BYTES, end));
}

/** Names of the capabilities that are set. */
export function cdpCapabilities(bytes: Uint8Array, at: number, end: number): string[] {
  if (end - at < 4) return [];
  const set = unsigned32(bytes, at);
  return CAPABILITIES.filter((_, bit) => (set & (1 << bit)) !== 0);
}

function valuesOf(bytes: Uint8Array, type: number, at: number, end: number): OperationValue[] {
  switch (type) {
    case CDP_TLV.addresses:
    case CDP_TLV.managementAddresses:
      return addressesOf(bytes, at, end);
    case CDP_TLV.capabilities:
      return cdpCapabilities(bytes, at, end);
    case CDP_TLV.deviceId:
    case CDP_TLV.portId:
    case CDP_TLV.version:
    case CDP_TLV.platform:
    case CDP_TLV.vtpDomain:
    case CDP_TLV.systemName:
      return [textOf(bytes, at, end)];
    case CDP_TLV.nativeVlan:
      return end - at >= 2 ? [word16(bytes, at)] : [];
    case CDP_TLV.duplex:
      return end > at ? [bytes[at] === 1 ? 'full' : 'half'] : [];
    default:
      return [toHex(bytes.subarray(at, Math.min(end, at + SHOWN_BYTES_MAX)))];
  }
}

/** A count, then for each its protocol type and length, the protocol, a length and the address. */
function addressesOf(bytes: Uint8Array, at: number, end: number): string[] {
  const out: string[] = [];
  if (end - at < 4) return out;
  const count = Math.min(unsigned32(bytes, at), ADDRESSES_MAX);
  at += 4;
  while (out.length < count && at + 2 <= end) {
    const addressAt = at + 2 + bytes[at + 1]! + 2;
    if (addressAt > end) return out;
    const length = word16(bytes, addressAt - 2);
    if (addressAt + length > end) return out;
    out.push(addressOf(bytes, at, addressAt, length));
    at = addressAt + length;
  }
  return out;
}

function addressOf(bytes: Uint8Array, at: number, addressAt: number, length: number): string {
  const protocolType = bytes[at]!;
  const protocolEnd = addressAt - 2;
  const isIp = protocolType === PROTOCOL_TYPE.nlpid && bytes[at + 2] === NLPID_IP;
  if (isIp && length === 4) return ipv4At(bytes, addressAt);
  const isIpv6 = protocolType === PROTOCOL_TYPE.ieee8022 && word16(bytes, protocolEnd - 2) === IPV6;
  if (isIpv6 && length === 16) return ipv6At(bytes, addressAt);
  return toHex(bytes.subarray(addressAt, addressAt + Math.min(length, SHOWN_BYTES_MAX)));
}
