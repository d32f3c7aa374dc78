import { ipv4Text, ipv6Text } from '../flow/address-text.ts';
import { Fragments } from './fragments.ts';
import { readLink } from './link.ts';
import { readNetwork } from './network.ts';
import { Packet, word16, word32 } from './packet.ts';
import { Skips } from './skips.ts';

const FLAG_NAMES = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'];
const TCP = 6;
const UDP = 17;

/** One plain line: who sent to whom, over what, how much. */
export function packetSummary(
  bytes: Uint8Array,
  at: number,
  end: number,
  linkType: number,
): string {
  const packet = new Packet();
  packet.bytes = bytes;
  packet.start = at;
  packet.end = end;
  const skips = new Skips();
  const linked = readLink(packet, at, linkType, skips);
  if (linked && packet.ipVersion === 0) skips.ethertype(packet.etherType);
  if (!linked || packet.ipVersion === 0 || !readNetwork(packet, new Fragments(), skips)) {
    return `${Object.keys(skips.counts()).join(', ').replaceAll('_', ' ')}, ${end - at} bytes`;
  }
  const source = addressText(packet, packet.sourceAt);
  const destination = addressText(packet, packet.destinationAt);
  const { transportAt } = packet;
  const hasPorts = packet.ipProtocol === TCP || packet.ipProtocol === UDP;
  if (!hasPorts || transportAt + 14 > packet.end) {
    return `${source} -> ${destination}, IP protocol ${packet.ipProtocol}`;
  }
  const from = `${source} port ${word16(packet.bytes, transportAt)}`;
  const to = `${destination} port ${word16(packet.bytes, transportAt + 2)}`;
  if (packet.ipProtocol === UDP) return `${from} -> ${to}, UDP`;
  const payload = packet.transportEnd - transportAt - ((packet.bytes[transportAt + 12]! >> 4) << 2);
  const flags = packet.bytes[transportAt + 13]!;
  const names = FLAG_NAMES.filter((_, i) => ((flags >> i) & 1) === 1).join(' ');
  return `${from} -> ${to}, TCP ${names}, ${Math.max(0, payload)} bytes of data`;
}

function addressText(packet: Packet, at: number): string {
  if (packet.ipVersion === 4) return ipv4Text(word32(packet.bytes, at));
  return ipv6Text([0, 4, 8, 12].map((offset) => word32(packet.bytes, at + offset)));
}
