import type { Fragments } from './fragments.ts';
import { type Packet, word16 } from './packet.ts';
import type { Skips } from './skips.ts';

const EXTENSION_HEADERS_MAX = 16;
const HEADER = { hopByHop: 0, routing: 43, fragment: 44, authentication: 51, destination: 60 };
/** Mobility, HIP and Shim6 have the common extension header form too (RFC 6564). */
const COMMON_FORM = new Set([HEADER.hopByHop, HEADER.routing, HEADER.destination, 135, 139, 140]);

/**
 * Finds the transport header within an IP packet: sets addresses, protocol and transport. False
 * where there is none, and the reason is counted. Fragments are put together first.
 */
export function readNetwork(packet: Packet, fragments: Fragments, skips: Skips): boolean {
  return packet.ipVersion === 4
    ? readIpv4(packet, fragments, skips)
    : readIpv6(packet, fragments, skips);
}

function readIpv4(packet: Packet, fragments: Fragments, skips: Skips): boolean {
  const { bytes, networkAt: at, end } = packet;
  if (at + 20 > end) return cut(skips);
  const first = bytes[at]!;
  const headerBytes = (first & 15) << 2;
  const totalBytes = (bytes[at + 2]! << 8) | bytes[at + 3]!;
  if (first >> 4 !== 4 || headerBytes < 20) {
    skips.reason('bad_ip_header');
    return false;
  }
  packet.sourceAt = at + 12;
  packet.destinationAt = at + 16;
  packet.ipProtocol = bytes[at + 9]!;
  packet.transportAt = at + headerBytes;
  // A length of 0 is left to be filled in by hardware that the capture did not wait for.
  packet.transportEnd = totalBytes === 0 ? end : at + totalBytes;
  if (packet.transportEnd < packet.transportAt || packet.transportAt > end) {
    skips.reason('bad_ip_header');
    return false;
  }
  if (packet.transportEnd > end && !packet.cut) return beyond(skips);
  const fragment = (bytes[at + 6]! << 8) | bytes[at + 7]!;
  if ((fragment & 0x3fff) === 0) return true;
  const id = word16(bytes, at + 4);
  return fragments.add(packet, id, (fragment & 0x1fff) * 8, (fragment & 0x2000) !== 0, skips);
}

/** RFC 8200 §4: extension headers in any order, each at most a few times. */
function readIpv6(packet: Packet, fragments: Fragments, skips: Skips): boolean {
  const { bytes, networkAt: at, end } = packet;
  if (at + 40 > end) return cut(skips);
  if (bytes[at]! >> 4 !== 6) {
    skips.reason('bad_ip_header');
    return false;
  }
  packet.sourceAt = at + 8;
  packet.destinationAt = at + 24;
  const payloadBytes = word16(bytes, at + 4);
  packet.transportEnd = payloadBytes === 0 ? end : at + 40 + payloadBytes;
  if (packet.transportEnd > end && !packet.cut) return beyond(skips);
  return readExtensions(packet, bytes[at + 6]!, at + 40, fragments, skips);
}

function readExtensions(
  packet: Packet,
  next: number,
  at: number,
  fragments: Fragments,
  skips: Skips,
): boolean {
  let { bytes, end } = packet;
  for (let i = 0; i < EXTENSION_HEADERS_MAX; i++) {
    const common = COMMON_FORM.has(next);
    if (!common && next !== HEADER.fragment && next !== HEADER.authentication) {
      packet.ipProtocol = next;
      packet.transportAt = at;
      if (at <= packet.transportEnd && at <= end) return true;
      skips.reason('bad_ip_header');
      return false;
    }
    if (at + 8 > end) return cut(skips);
    const following = bytes[at]!;
    if (next === HEADER.fragment) {
      const field = word16(bytes, at + 2);
      if ((field & 0xfff9) !== 0) {
        packet.ipProtocol = following;
        packet.transportAt = at + 8;
        const id = bytes.subarray(at + 4, at + 8).reduce((sum, byte) => sum * 256 + byte, 0);
        if (!fragments.add(packet, id, field & 0xfff8, (field & 1) !== 0, skips)) return false;
        // More headers may follow within what was put together.
        ({ bytes, end } = packet);
        at = packet.transportAt;
      } else {
        at += 8;
      }
    } else {
      at += common ? (bytes[at + 1]! + 1) * 8 : (bytes[at + 1]! + 2) * 4;
    }
    next = following;
  }
  skips.reason('too_many_extension_headers');
  return false;
}

/**
 * The header claims more than there was on the wire. No receiver takes such a packet, so neither do
 * we: taking it would let a sender show us bytes that the device never reads.
 */
function beyond(skips: Skips): false {
  skips.reason('ip_length_beyond_frame');
  return false;
}

function cut(skips: Skips): false {
  skips.reason('cut_in_headers');
  return false;
}
