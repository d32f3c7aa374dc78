/** One end of a conversation that is written, not read. IPv4 in dotted form. */
export interface WrittenEndpoint {
  readonly ip: string;
  readonly port: number;
  /** Six octets in hexadecimal with colons. */
  readonly mac: string;
}

/** Flags of a TCP header, RFC 9293 §3.1. */
export const TCP_FLAGS = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16 } as const;

/** Everything that one TCP segment over IPv4 over Ethernet says. */
export interface TcpSegment {
  readonly source: WrittenEndpoint;
  readonly destination: WrittenEndpoint;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: number;
  readonly payload: Uint8Array;
  /** Identification of the IPv4 packet. */
  readonly identification: number;
  /** 802.1Q VLAN identifiers, outermost first; none by default. */
  readonly vlans?: readonly number[];
}

const IP_HEADER_BYTES = 20;
const TCP_HEADER_BYTES = 20;

/** An Ethernet frame with right checksums, padded to the 60 bytes that Ethernet asks for. */
export function tcpFrame(segment: TcpSegment): Uint8Array<ArrayBuffer> {
  const vlans = segment.vlans ?? [];
  const ipAt = 14 + 4 * vlans.length;
  const tcpAt = ipAt + IP_HEADER_BYTES;
  const length = tcpAt + TCP_HEADER_BYTES + segment.payload.length;
  const frame = new Uint8Array(Math.max(60, length));
  const view = new DataView(frame.buffer);
  frame.set(macBytes(segment.destination.mac), 0);
  frame.set(macBytes(segment.source.mac), 6);
  vlans.forEach((vlan, i) => {
    view.setUint16(12 + 4 * i, i + 1 < vlans.length ? 0x88a8 : 0x8100);
    view.setUint16(14 + 4 * i, vlan);
  });
  view.setUint16(ipAt - 2, 0x0800);
  writeIpv4(frame, view, ipAt, segment);
  writeTcp(frame, view, tcpAt, segment);
  return frame;
}

function writeIpv4(frame: Uint8Array, view: DataView, at: number, segment: TcpSegment): void {
  frame[at] = 0x45;
  view.setUint16(at + 2, IP_HEADER_BYTES + TCP_HEADER_BYTES + segment.payload.length);
  view.setUint16(at + 4, segment.identification & 0xffff);
  view.setUint16(at + 6, 0x4000);
  frame[at + 8] = 64;
  frame[at + 9] = 6;
  frame.set(ipv4Bytes(segment.source.ip), at + 12);
  frame.set(ipv4Bytes(segment.destination.ip), at + 16);
  view.setUint16(at + 10, internetChecksum(frame, at, at + IP_HEADER_BYTES, 0));
}

function writeTcp(frame: Uint8Array, view: DataView, at: number, segment: TcpSegment): void {
  view.setUint16(at, segment.source.port);
  view.setUint16(at + 2, segment.destination.port);
  view.setUint32(at + 4, segment.sequence >>> 0);
  view.setUint32(at + 8, segment.acknowledgement >>> 0);
  frame[at + 12] = (TCP_HEADER_BYTES / 4) << 4;
  frame[at + 13] = segment.flags;
  view.setUint16(at + 14, 65_535);
  frame.set(segment.payload, at + TCP_HEADER_BYTES);
  const end = at + TCP_HEADER_BYTES + segment.payload.length;
  // RFC 9293 §3.1: the pseudo-header is both addresses, the protocol and the segment's length.
  let pseudo = 6 + (end - at);
  for (let i = at - 8; i < at; i += 2) pseudo += view.getUint16(i);
  view.setUint16(at + 16, internetChecksum(frame, at, end, pseudo));
}

/** RFC 1071: the complement of the one's complement sum of 16-bit words. */
export function internetChecksum(
  bytes: Uint8Array,
  start: number,
  end: number,
  initial: number,
): number {
  let sum = initial;
  for (let i = start; i < end; i += 2) sum += (bytes[i]! << 8) | (i + 1 < end ? bytes[i + 1]! : 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

function macBytes(text: string): number[] {
  return text.split(':').map((part) => Number.parseInt(part, 16));
}

function ipv4Bytes(text: string): number[] {
  return text.split('.').map(Number);
}
