import { NO_LINK } from '../capture/packet-sink.ts';
import { type Packet, word16 } from './packet.ts';
import type { Skips } from './skips.ts';

/** Link types by the registry of tcpdump.org. */
const LINK = {
  null: 0,
  ethernet: 1,
  rawBsd: 12,
  rawOpenBsd: 14,
  raw: 101,
  loop: 108,
  linuxCooked: 113,
  ipv4: 228,
  ipv6: 229,
  linuxCooked2: 276,
} as const;

const VLAN_TAGS_MAX = 8;
const IPV4 = 0x0800;
const IPV6 = 0x86dd;
/** Smaller numbers in the type field are lengths (IEEE 802.3 §3.2.6). */
const ETHERTYPE_MIN = 0x600;
const SNAP = 0xaa;
const UNNUMBERED = 3;
/** Frames of a service access point without SNAP: its number is added. */
const LLC = 0x1000000;

/**
 * Finds what a frame carries: sets `networkAt` and `ipVersion`, which is 0 where it is not IP; then
 * `etherType` says what it is. False where there is nothing, and the reason is counted.
 */
export function readLink(packet: Packet, at: number, linkType: number, skips: Skips): boolean {
  packet.sourceMacAt = -1;
  packet.twoMacs = false;
  if (linkType === LINK.ethernet) return readEthernet(packet, at, skips);
  switch (linkType) {
    case LINK.raw:
    case LINK.rawBsd:
    case LINK.rawOpenBsd:
    case LINK.ipv4:
    case LINK.ipv6:
      return readRaw(packet, at, skips);
    case LINK.linuxCooked:
      if (at + 16 > packet.end) return cut(skips);
      if (word16(packet.bytes, at + 4) === 6) packet.sourceMacAt = at + 6;
      return readType(packet, at + 16, word16(packet.bytes, at + 14), skips);
    case LINK.linuxCooked2:
      if (at + 20 > packet.end) return cut(skips);
      if (packet.bytes[at + 11] === 6) packet.sourceMacAt = at + 12;
      return readType(packet, at + 20, word16(packet.bytes, at), skips);
    case NO_LINK.unknownInterface:
      skips.reason('unknown_interface');
      return false;
    case NO_LINK.notAPacket:
      skips.reason('capture_record_not_a_packet');
      return false;
    case LINK.null:
    case LINK.loop:
      return readLoopback(packet, at, skips);
    default:
      skips.reason(`link_type_${linkType}`);
      return false;
  }
}

function readEthernet(packet: Packet, at: number, skips: Skips): boolean {
  if (at + 14 > packet.end) return cut(skips);
  packet.sourceMacAt = at + 6;
  packet.twoMacs = true;
  const { bytes } = packet;
  const type = (bytes[at + 12]! << 8) | bytes[at + 13]!;
  if (type === IPV4) {
    packet.etherType = IPV4;
    packet.networkAt = at + 14;
    packet.ipVersion = 4;
    return true;
  }
  return readType(packet, at + 14, type, skips);
}

/** Steps over VLAN tags: IEEE 802.1Q, 802.1ad and the older 0x9100 and 0x9200. */
function readType(packet: Packet, at: number, type: number, skips: Skips): boolean {
  for (let tags = 0; isVlan(type); tags++) {
    if (tags === VLAN_TAGS_MAX) {
      skips.reason('too_many_vlan_tags');
      return false;
    }
    if (at + 4 > packet.end) return cut(skips);
    type = word16(packet.bytes, at + 2);
    at += 4;
  }
  packet.transportEnd = packet.end;
  if (type < ETHERTYPE_MIN) return readLlc(packet, at, type, skips);
  return carries(packet, at, type);
}

/** IEEE 802.2: two service access points and a control field, or a SNAP header after them. */
function readLlc(packet: Packet, at: number, length: number, skips: Skips): boolean {
  const { bytes } = packet;
  if (at + 3 > packet.end) return cut(skips);
  // Linux cooked headers have a small number of their own there, not a length.
  if (packet.twoMacs && at + length < packet.end) packet.transportEnd = at + length;
  if (bytes[at] !== SNAP || bytes[at + 1] !== SNAP || bytes[at + 2] !== UNNUMBERED) {
    return carries(packet, at + 3, LLC + bytes[at]!);
  }
  if (at + 8 > packet.end) return cut(skips);
  const organisation = (bytes[at + 3]! << 16) | word16(bytes, at + 4);
  return carries(packet, at + 8, organisation * 0x10000 + word16(bytes, at + 6));
}

function carries(packet: Packet, at: number, type: number): boolean {
  packet.networkAt = at;
  packet.etherType = type;
  packet.ipVersion = type === IPV4 ? 4 : type === IPV6 ? 6 : 0;
  return true;
}

function isVlan(type: number): boolean {
  return type === 0x8100 || type === 0x88a8 || type === 0x9100 || type === 0x9200;
}

/** The version nibble says which IP it is. */
function readRaw(packet: Packet, at: number, skips: Skips): boolean {
  if (at >= packet.end) return cut(skips);
  const version = packet.bytes[at]! >> 4;
  if (version !== 4 && version !== 6) {
    skips.reason('not_ip');
    return false;
  }
  packet.networkAt = at;
  packet.ipVersion = version;
  return true;
}

/**
 * BSD loopback: the address family in the byte order of the machine that captured. Only the values
 * of IPv4 and of IPv6 (which differ by system) matter, and the packet itself tells which it is.
 */
function readLoopback(packet: Packet, at: number, skips: Skips): boolean {
  if (at + 4 > packet.end) return cut(skips);
  const { bytes } = packet;
  const family = bytes[at]! !== 0 ? bytes[at]! : bytes[at + 3]!;
  if (family === 2 || family === 24 || family === 28 || family === 30 || family === 10) {
    return readRaw(packet, at + 4, skips);
  }
  skips.reason(`loopback_family_${family}`);
  return false;
}

function cut(skips: Skips): false {
  skips.reason('cut_in_headers');
  return false;
}
