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
const UDP_HEADER_BYTES = 8;
const TCP = 6;
const UDP = 17;

/** An Ethernet frame with right checksums, padded to the 60 bytes that Ethernet asks for. */
export function tcpFrame(segment: TcpSegment): Uint8Array<ArrayBuffer> {
  const bytes = TCP_HEADER_BYTES + segment.payload.length;
  const { frame, view, at } = ipv4Frame(segment, TCP, bytes);
  writeTcp(frame, view, at, segment);
  return frame;
}

/** Everything that one UDP datagram over IPv4 over Ethernet says. */
export type UdpDatagram = Omit<TcpSegment, 'sequence' | 'acknowledgement' | 'flags'>;

/** The same for UDP (RFC 768). */
export function udpFrame(datagram: UdpDatagram): Uint8Array<ArrayBuffer> {
  const bytes = UDP_HEADER_BYTES + datagram.payload.length;
  const { frame, view, at } = ipv4Frame(datagram, UDP, bytes);
  view.setUint16(at, datagram.source.port);
  view.setUint16(at + 2, datagram.destination.port);
  view.setUint16(at + 4, bytes);
  frame.set(datagram.payload, at + UDP_HEADER_BYTES);
  const sum = internetChecksum(frame, at, at + bytes, pseudoSum(view, at, UDP, bytes));
  // A sum of zero is sent as its other form, because zero says that there is none.
  view.setUint16(at + 6, sum === 0 ? 0xffff : sum);
  return frame;
}

/** An Ethernet II frame of another kind than IP; beyond 0xffff a SNAP header says the kind. */
export function ethernetFrame(
  sourceMac: string,
  destinationMac: string,
  etherType: number,
  payload: Uint8Array,
  vlans: readonly number[] = [],
): Uint8Array<ArrayBuffer> {
  const isSnap = etherType > 0xffff;
  const headerBytes = 14 + 4 * vlans.length + (isSnap ? 8 : 0);
  const frame = new Uint8Array(Math.max(60, headerBytes + payload.length));
  const view = new DataView(frame.buffer);
  writeEthernet(frame, view, sourceMac, destinationMac, vlans);
  const typeAt = 12 + 4 * vlans.length;
  view.setUint16(typeAt, isSnap ? payload.length + 8 : etherType);
  if (isSnap) {
    frame.set([0xaa, 0xaa, 3, etherType >>> 24], typeAt + 2);
    view.setUint32(typeAt + 6, etherType);
    frame[typeAt + 5] = Math.floor(etherType / 0x100000000);
  }
  frame.set(payload, headerBytes);
  return frame;
}

function writeEthernet(
  frame: Uint8Array,
  view: DataView,
  sourceMac: string,
  destinationMac: string,
  vlans: readonly number[],
): void {
  frame.set(macBytes(destinationMac), 0);
  frame.set(macBytes(sourceMac), 6);
  vlans.forEach((vlan, i) => {
    view.setUint16(12 + 4 * i, i + 1 < vlans.length ? 0x88a8 : 0x8100);
    view.setUint16(14 + 4 * i, vlan);
  });
}

/** A frame with its IPv4 header; the transport of `bytes` bytes goes to `at`. */
function ipv4Frame(
  sent: UdpDatagram,
  protocol: number,
  bytes: number,
): { frame: Uint8Array<ArrayBuffer>; view: DataView; at: number } {
  const vlans = sent.vlans ?? [];
  const ipAt = 14 + 4 * vlans.length;
  const at = ipAt + IP_HEADER_BYTES;
  const frame = new Uint8Array(Math.max(60, at + bytes));
  const view = new DataView(frame.buffer);
  writeEthernet(frame, view, sent.source.mac, sent.destination.mac, vlans);
  view.setUint16(ipAt - 2, 0x0800);
  frame[ipAt] = 0x45;
  view.setUint16(ipAt + 2, IP_HEADER_BYTES + bytes);
  view.setUint16(ipAt + 4, sent.identification & 0xffff);
  view.setUint16(ipAt + 6, 0x4000);
  frame[ipAt + 8] = 64;
  frame[ipAt + 9] = protocol;
  frame.set(ipv4Bytes(sent.source.ip), ipAt + 12);
  frame.set(ipv4Bytes(sent.destination.ip), ipAt + 16);
  view.setUint16(ipAt + 10, internetChecksum(frame, ipAt, at, 0));
  return { frame, view, at };
}

/** RFC 9293 §3.1: the pseudo-header is both addresses, the protocol and the length. */
function pseudoSum(view: DataView, at: number, protocol: number, bytes: number): number {
  let sum = protocol + bytes;
  for (let i = at - 8; i < at; i += 2) sum += view.getUint16(i);
  return sum;
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
  const pseudo = pseudoSum(view, at, TCP, end - at);
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
