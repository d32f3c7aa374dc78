import { word16, word32 } from '../bytes.ts';
import { ipv4Text, ipv6Text, macText } from '../flow/address-text.ts';
import type { PduContext } from '../protocol.ts';

/** The four bytes at `at` as a dotted address. */
export function ipv4At(bytes: Uint8Array, at: number): string {
  return ipv4Text(word32(bytes, at));
}

/** The sixteen bytes at `at` as RFC 5952 has them. */
export function ipv6At(bytes: Uint8Array, at: number): string {
  return ipv6Text([0, 4, 8, 12].map((offset) => word32(bytes, at + offset)));
}

/** The six bytes at `at`, lower case with colons. */
export function macAt(bytes: Uint8Array, at: number): string {
  return macText(word16(bytes, at), word32(bytes, at + 2));
}

/**
 * Whether the PDU goes not to one station but to a group of them: an Ethernet group address, an IP
 * multicast address or the limited broadcast. Directed broadcasts need a netmask, which nobody has.
 */
export function isToGroup({ flow, side }: PduContext): boolean {
  const receiver = side === 0 ? 1 : 0;
  if (flow.ipVersion === 0) return (flow.sides[receiver].macHigh & 0x100) !== 0;
  if (flow.ipVersion === 6) return flow.words[receiver * 4]! >>> 24 === 0xff;
  return flow.words[receiver * 4 + 3]! >>> 28 >= 14;
}

/** Whether an address as text can be that of one station: not the unspecified one, not loopback. */
export function isStation(ip: string): boolean {
  return ip !== '' && ip !== '::' && ip !== '::1' && ip !== '0.0.0.0' && !ip.startsWith('127.');
}
