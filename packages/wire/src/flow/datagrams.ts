import { type Packet, word16, word32 } from '../packet/packet.ts';
import type { Skips } from '../packet/skips.ts';
import { FRAMING, RECOGNISED, TRANSPORT } from '../protocol.ts';
import type { Exchanges } from './exchanges.ts';
import type { FlowTable } from './flow-table.ts';
import type { Flow, Side } from './flow.ts';
import type { ProtocolContext } from './protocol-context.ts';
import { RECOGNITION_TRIES_MAX, type Registry } from './registry.ts';

const UDP_HEADER_BYTES = 8;
/** Copies of one packet, as mirror ports make them, come this close together. */
const COPY_SECONDS_MAX = 0.005;

/** UDP datagrams and Ethernet frames -> PDUs; each stands for itself. */
export class Datagrams {
  readonly #registry: Registry;
  readonly #exchanges: Exchanges;
  readonly #skips: Skips;
  readonly #context: ProtocolContext;
  readonly #table: FlowTable;

  constructor(registry: Registry, context: ProtocolContext, table: FlowTable) {
    this.#registry = registry;
    this.#context = context;
    this.#exchanges = context.exchanges;
    this.#skips = context.skips;
    this.#table = table;
  }

  /** Takes the UDP datagram that `packet` holds (RFC 768). */
  datagram(packet: Packet): void {
    const { bytes, transportAt: at } = packet;
    if (at + UDP_HEADER_BYTES > packet.end) return this.#skips.reason('cut_in_headers');
    const length = word16(bytes, at + 4);
    // RFC 2675: a jumbogram has no length; everything else counts its header.
    const datagramEnd = length === 0 ? packet.transportEnd : at + length;
    if (datagramEnd < at + UDP_HEADER_BYTES || datagramEnd > packet.transportEnd) {
      return this.#skips.reason('bad_udp_header');
    }
    const flow = this.#table.find(packet, TRANSPORT.udp);
    const sender = this.#table.side;
    const side = flow.sides[sender as 0 | 1];
    if (!packet.twoMacs && packet.sourceMacAt >= 0 && side.macHigh < 0) {
      side.noteMac(bytes, packet.sourceMacAt);
    }
    // The checksum speaks for the payload; a copy has the IP header's identification too.
    const id = packet.ipVersion === 4 ? word16(bytes, packet.networkAt + 4) : 0;
    const stamp = (id * 0x10000 + word16(bytes, at + 6)) * 0x10000 + length;
    if (this.#isCopy(packet, side, stamp)) return;
    if (datagramEnd === at + UDP_HEADER_BYTES) return this.#skips.reason('udp_empty');
    this.#take(packet, flow, sender, at + UDP_HEADER_BYTES, datagramEnd);
  }

  /** Takes an Ethernet frame that carries no IP. */
  frame(packet: Packet): void {
    if (this.#registry.ofEtherType(packet.etherType).length === 0) {
      return this.#skips.ethertype(packet.etherType);
    }
    const flow = this.#table.find(packet, TRANSPORT.ethernet);
    const sender = this.#table.side;
    const { bytes, networkAt: at, transportEnd: end } = packet;
    const side = flow.sides[sender as 0 | 1];
    if (this.#isCopy(packet, side, stampOf(bytes, at, Math.min(end, packet.end)))) return;
    // Frames do not say how long they are: one that was cut went on for at least a byte.
    const isCut = packet.cut && end === packet.end;
    this.#take(packet, flow, sender, at, isCut ? end + 1 : end);
  }

  /** Whether a mirror port made the packet of the one before it; that is counted. */
  #isCopy(packet: Packet, side: Side, stamp: number): boolean {
    const { seconds, nanoseconds, frame } = packet;
    const passed = seconds - side.lastSeconds + (nanoseconds - side.lastNanoseconds) / 1e9;
    const copy = stamp === side.lastStamp && passed >= 0 && passed <= COPY_SECONDS_MAX;
    side.lastSeconds = seconds;
    side.lastNanoseconds = nanoseconds;
    if (copy) {
      this.#skips.reason('packet_twice');
      this.#exchanges.onRepeat?.(frame, side.lastFrame);
      return true;
    }
    side.lastStamp = stamp;
    side.lastFrame = frame;
    return false;
  }

  /** `bytes[at..end)` was sent; what the capture has of it is read. */
  #take(packet: Packet, flow: Flow, sender: number, at: number, sentEnd: number): void {
    if (flow.ignored) return this.#unwanted(flow);
    const { bytes } = packet;
    const { exchanges } = this.#context;
    exchanges.frame = packet.frame;
    exchanges.seconds = packet.seconds;
    exchanges.nanoseconds = packet.nanoseconds;
    const end = Math.min(packet.end, sentEnd);
    if (!this.#recognises(flow, sender, bytes, at, end)) return;
    this.#readPdus(flow, sender, bytes, at, end, end === sentEnd);
  }

  /** Each datagram proves itself: ports are shared, and answers come from anywhere. */
  #recognises(flow: Flow, sender: number, bytes: Uint8Array, at: number, end: number): boolean {
    const { protocols } = this.#registry;
    const { protocol, transport } = flow;
    if (protocol >= 0) {
      const told = protocols[protocol]!.recognise(bytes, at, end, true, transport);
      if (told === RECOGNISED.yes) return true;
    }
    const index = this.#registry.recognise(flow, bytes, at, end);
    if (index >= 0) {
      if (index !== protocol) this.#begin(flow, index, sender, bytes, at, end);
      return true;
    }
    this.#unwanted(flow);
    flow.unrecognised++;
    if (
      flow.unrecognised >= RECOGNITION_TRIES_MAX &&
      protocol < 0 &&
      !this.#registry.isKnownPort(flow)
    ) {
      flow.ignored = true;
    }
    return false;
  }

  #begin(
    flow: Flow,
    index: number,
    sender: number,
    bytes: Uint8Array,
    at: number,
    end: number,
  ): void {
    flow.protocol = index;
    flow.clientSide = -1;
    if (flow.transport === TRANSPORT.ethernet) return;
    const known0 = this.#registry.isServerPort(index, flow, 0);
    const known1 = this.#registry.isServerPort(index, flow, 1);
    if (known0 !== known1) {
      flow.clientSide = known0 ? 1 : 0;
      return;
    }
    const role = this.#registry.protocols[index]!.roleOf(bytes, at, end);
    flow.clientSide = role === 1 ? 1 - sender : sender;
  }

  #readPdus(
    flow: Flow,
    sender: number,
    bytes: Uint8Array,
    at: number,
    end: number,
    whole: boolean,
  ): void {
    const protocol = this.#registry.protocols[flow.protocol]!;
    while (at < end) {
      const length = protocol.frame(bytes, at, end, flow.transport);
      const beyond = length > end - at || length === FRAMING.moreBytes;
      if (length === FRAMING.outOfStep || (beyond && whole)) {
        this.#context.anomaly('datagram_malformed');
        return this.#skips.reason('datagram_malformed');
      }
      const pduEnd = beyond ? end : at + length;
      // A PDU that ends where the capture does may have been longer on the wire.
      const isWhole = whole || pduEnd < end;
      this.#context.read(flow, sender, bytes, at, pduEnd, isWhole);
      if (beyond) return this.#skips.reason('cut_by_snaplen');
      at = pduEnd;
    }
  }

  #unwanted(flow: Flow): void {
    if (flow.transport === TRANSPORT.ethernet) this.#skips.ethertype(flow.ports);
    else if (flow.ignored && flow.protocol >= 0) {
      this.#skips.reason(this.#registry.payloadReason(flow.protocol));
    } else if (this.#registry.isKnownPort(flow)) {
      this.#skips.reason('udp_not_its_ports_protocol');
    } else this.#skips.reason('udp_other');
  }
}

/** Of a frame's payload, four octets at a time, so that copies of it are known. */
function stampOf(bytes: Uint8Array, at: number, end: number): number {
  let hash = end - at;
  let i = at;
  for (; i + 4 <= end; i += 4) {
    hash = Math.imul(hash ^ word32(bytes, i), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash >>> 0;
}
