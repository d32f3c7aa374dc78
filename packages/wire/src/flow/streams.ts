import type { WireLimits } from '../limits.ts';
import { type Packet, word32 } from '../packet/packet.ts';
import type { Skips } from '../packet/skips.ts';
import { TRANSPORT } from '../protocol.ts';
import type { Exchanges } from './exchanges.ts';
import type { FlowTable } from './flow-table.ts';
import type { EarlySegment, Flow, Side } from './flow.ts';
import { SegmentLog } from './segment-log.ts';
import { type Held, HELD_OVERHEAD_BYTES } from './held.ts';
import type { PduReader } from './pdu-reader.ts';

const FLAG = { fin: 1, syn: 2, rst: 4, ack: 16 } as const;

const EARLY_SEGMENTS_MAX = 256;
/** A hole that the other end never acknowledged is given up after this capture time. */
const GAP_WAIT_SECONDS = 1;
/** A segment further ahead than any window allows (RFC 7323 §2.3) is another connection's. */
const WINDOW_BYTES_MAX = 1_073_725_440;

/** TCP segments -> bytes in order, for each end of each connection (RFC 9293). */
export class Streams {
  readonly #table: FlowTable;
  readonly #limits: WireLimits;
  readonly #held: Held;
  readonly #exchanges: Exchanges;
  readonly #skips: Skips;
  readonly #pdus: PduReader;
  /** Kept only where somebody asks what repeats what. */
  readonly #log: SegmentLog | null;

  constructor(
    limits: WireLimits,
    held: Held,
    exchanges: Exchanges,
    skips: Skips,
    pdus: PduReader,
    table: FlowTable,
  ) {
    this.#limits = limits;
    this.#held = held;
    this.#exchanges = exchanges;
    this.#skips = skips;
    this.#pdus = pdus;
    this.#table = table;
    const { onRepeat } = exchanges;
    this.#log = onRepeat === null ? null : new SegmentLog(onRepeat);
  }

  /** Takes the TCP segment that `packet` holds. */
  segment(packet: Packet): void {
    this.#take(packet);
    const held = this.#held;
    if (held.streamBytes + held.requestBytes > this.#limits.totalBytesMax) this.#relieve();
  }

  #take(packet: Packet): void {
    const { bytes, transportAt: at } = packet;
    if (at + 20 > packet.end) return this.#skips.reason('cut_in_headers');
    const headerBytes = (bytes[at + 12]! >> 4) << 2;
    const payloadAt = at + headerBytes;
    const payloadBytes = packet.transportEnd - payloadAt;
    if (headerBytes < 20 || payloadBytes < 0) return this.#skips.reason('bad_tcp_header');
    const flow = this.#table.find(packet, TRANSPORT.tcp);
    const sender = this.#table.side;
    if (!packet.twoMacs && packet.sourceMacAt >= 0) noteMac(flow.sides[sender as 0 | 1], packet);
    const flags = bytes[at + 13]!;
    const sequence = word32(bytes, at + 4);
    if ((flags & FLAG.ack) !== 0) {
      const peer = flow.sides[(1 - sender) as 0 | 1];
      peer.acknowledged = word32(bytes, at + 8);
      peer.acknowledgedSeen = true;
      // What the other end has got is read before what it answers.
      if (peer.early.length > 0) this.#settle(flow, 1 - sender, packet.seconds);
    }
    if ((flags & (FLAG.syn | FLAG.rst)) !== 0) {
      this.#withoutData();
      if ((flags & FLAG.syn) !== 0) this.#synchronise(flow, sender, sequence, flags);
      return;
    }
    if (payloadBytes === 0) return this.#withoutData();
    if (flow.ignored) return this.#pdus.unwanted(flow);
    const side = flow.sides[sender as 0 | 1];
    if (!side.known) {
      side.known = true;
      side.next = sequence;
      side.start = sequence;
      side.startOpen = true;
    }
    const end = packet.end < packet.transportEnd ? packet.end : packet.transportEnd;
    const missing = packet.transportEnd - end;
    this.#pdus.at(packet.frame, packet.seconds, packet.nanoseconds);
    if (sequence === side.next && side.early.length === 0) {
      side.next = (sequence + payloadBytes) | 0;
      this.#log?.add(side, sequence, payloadBytes, packet.frame);
      this.#pdus.take(flow, sender, bytes, payloadAt < end ? payloadAt : end, end, missing);
      return;
    }
    this.#outOfOrder(flow, sender, packet, sequence, payloadAt, missing);
  }

  #withoutData(): void {
    this.#skips.marks++;
    this.#skips.tcpWithoutData++;
  }

  /** The capture is over: what was held back for a hole is read as it is. */
  end(): void {
    for (const flow of this.#table.flows()) {
      // What is read now was held back since then.
      this.#exchanges.readingFrame = flow.lastFrame;
      this.close(flow);
    }
  }

  /** Gives up a connection: reads what it holds and frees it. */
  close(flow: Flow): void {
    this.#flush(flow, 0);
    this.#flush(flow, 1);
    this.#pdus.close(flow);
    this.#log?.forget(flow);
    this.#exchanges.closeFlow(flow);
  }

  #synchronise(flow: Flow, sender: number, sequence: number, flags: number): void {
    const side = flow.sides[sender as 0 | 1];
    const peer = flow.sides[(1 - sender) as 0 | 1];
    if (side.synSeen && side.synSequence === sequence) return;
    const answers = (flags & FLAG.ack) !== 0;
    // A SYN with another number on a known connection: the ports are used again.
    if (side.known && (!answers || side.synSeen)) {
      this.close(flow);
      side.forget();
      if (!answers) peer.forget();
      flow.forget();
    }
    side.synSeen = true;
    side.synSequence = sequence;
    side.known = true;
    side.next = (sequence + 1) | 0;
    side.inStep = true;
    flow.clientSide = answers ? 1 - sender : sender;
  }

  #outOfOrder(
    flow: Flow,
    sender: number,
    packet: Packet,
    sequence: number,
    payloadAt: number,
    missing: number,
  ): void {
    const side = flow.sides[sender as 0 | 1];
    const length = packet.transportEnd - payloadAt;
    const ahead = (sequence - side.next) | 0;
    if (ahead < 0 && ahead > -WINDOW_BYTES_MAX) {
      if (isBeforeStart(side, sequence)) this.#pdus.openStart(flow, side, sequence);
      const isLate = this.#late(flow, sender, packet, sequence, payloadAt);
      if (isLate && ahead + length <= 0) return;
    }
    if (ahead + length <= 0 && ahead > -WINDOW_BYTES_MAX) {
      this.#log?.repeated(side, sequence, length, packet.frame);
      return this.#skips.reason('tcp_retransmission');
    }
    if (ahead > WINDOW_BYTES_MAX || ahead < -WINDOW_BYTES_MAX)
      return this.#jump(flow, sender, packet, sequence, payloadAt, missing);
    const end = Math.min(packet.end, packet.transportEnd);
    const from = Math.min(payloadAt, end);
    const segment: EarlySegment = {
      sequence,
      bytes: packet.bytes.slice(from, end),
      missingBytes: missing,
      frame: packet.frame,
      seconds: packet.seconds,
      nanoseconds: packet.nanoseconds,
    };
    this.#keep(flow, side, segment);
    this.#drain(flow, sender);
    this.#settle(flow, sender, packet.seconds);
  }

  /** Gives up the holes that will not be filled and reads what is behind them. */
  #settle(flow: Flow, sender: number, seconds: number): void {
    const side = flow.sides[sender as 0 | 1];
    while (side.early.length > 0 && (this.#isFull(flow, side) || isHole(side, seconds))) {
      this.#skipHole(flow, sender);
      this.#drain(flow, sender);
    }
  }

  #isFull(flow: Flow, side: Side): boolean {
    const { early } = side;
    return early.length > EARLY_SEGMENTS_MAX || flow.streamBytes > this.#limits.flowBytesMax;
  }

  /** Brings what is held below its limit: the oldest of what holds most goes first. */
  #relieve(): void {
    const { totalBytesMax } = this.#limits;
    const held = this.#held;
    while (held.streamBytes + held.requestBytes > totalBytesMax) {
      const flow = held.streamBytes >= held.requestBytes ? held.oldest : null;
      if (flow === null) {
        this.#exchanges.giveUpOldest();
        continue;
      }
      this.#skips.reason('buffer_limit');
      for (const sender of [0, 1]) {
        this.#flush(flow, sender);
        this.#pdus.lostStep(flow, sender);
        this.#pdus.dropHoles(flow, flow.sides[sender as 0 | 1]);
      }
    }
  }

  #skipHole(flow: Flow, sender: number): void {
    const side = flow.sides[sender as 0 | 1];
    const { sequence } = side.early[0]!;
    this.#skips.reason('tcp_gap');
    if (!this.#pdus.skipsHole(flow, sender, (sequence - side.next) | 0)) {
      this.#pdus.openHole(flow, sender, sequence);
    }
    side.next = sequence;
  }

  /** Reads what of a segment lies in holes that were given up; false where nothing does. */
  #late(flow: Flow, sender: number, packet: Packet, sequence: number, payloadAt: number): boolean {
    const side = flow.sides[sender as 0 | 1];
    if (side.holes.length === 0) return false;
    const length = packet.transportEnd - payloadAt;
    const end = Math.min(packet.end, packet.transportEnd);
    let isLate = false;
    // Holes are split and filled meanwhile.
    for (const open of side.holes.slice()) {
      const before = (open.from - sequence) | 0;
      const from = Math.max(0, before);
      const to = Math.min(length, (open.to - sequence) | 0);
      if (from >= to || flow.ignored) continue;
      isLate = true;
      const hole = before < 0 ? this.#pdus.splitHole(flow, sender, open, sequence) : open;
      hole.from = (sequence + to) | 0;
      this.#log?.add(side, (sequence + from) | 0, to - from, packet.frame);
      const at = Math.min(payloadAt + from, end);
      const stop = Math.max(at, Math.min(payloadAt + to, end));
      this.#pdus.at(packet.frame, packet.seconds, packet.nanoseconds);
      this.#pdus.takeLate(flow, sender, hole, packet.bytes, at, stop, to - from - (stop - at));
    }
    return isLate;
  }

  /** Reads the early segments that have become due. */
  #drain(flow: Flow, sender: number): void {
    const side = flow.sides[sender as 0 | 1];
    while (side.early.length > 0) {
      const segment = side.early[0]!;
      const ahead = (segment.sequence - side.next) | 0;
      if (ahead > 0) return;
      side.early.shift();
      const kept = segment.bytes.length;
      this.#held.change(flow, -HELD_OVERHEAD_BYTES - kept);
      const length = kept + segment.missingBytes;
      if (ahead < 0) {
        this.#log?.repeated(side, segment.sequence, Math.min(-ahead, length), segment.frame);
      }
      if (ahead + length <= 0) {
        this.#skips.reason('tcp_retransmission');
        continue;
      }
      const from = Math.min(-ahead, kept);
      const missing = Math.min(segment.missingBytes, length + ahead);
      side.next = (segment.sequence + length) | 0;
      this.#log?.add(side, segment.sequence - ahead, length + ahead, segment.frame);
      this.#pdus.at(segment.frame, segment.seconds, segment.nanoseconds);
      this.#pdus.take(flow, sender, segment.bytes, from, kept, missing);
    }
  }

  #keep(flow: Flow, side: Side, segment: EarlySegment): void {
    let i = side.early.length;
    while (i > 0 && ((side.early[i - 1]!.sequence - segment.sequence) | 0) > 0) i--;
    side.early.splice(i, 0, segment);
    this.#held.change(flow, HELD_OVERHEAD_BYTES + segment.bytes.length);
  }

  /** A sequence number out of all reach: start again from it. */
  #jump(
    flow: Flow,
    sender: number,
    packet: Packet,
    sequence: number,
    payloadAt: number,
    missing: number,
  ): void {
    const side = flow.sides[sender as 0 | 1];
    this.#flush(flow, sender);
    this.#skips.reason('tcp_gap');
    this.#pdus.lostStep(flow, sender);
    this.#pdus.dropHoles(flow, side);
    const length = packet.transportEnd - payloadAt;
    side.next = (sequence + length) | 0;
    this.#log?.add(side, sequence, length, packet.frame);
    const end = Math.min(packet.end, packet.transportEnd);
    this.#pdus.at(packet.frame, packet.seconds, packet.nanoseconds);
    this.#pdus.take(flow, sender, packet.bytes, Math.min(payloadAt, end), end, missing);
  }

  #flush(flow: Flow, sender: number): void {
    const side = flow.sides[sender as 0 | 1];
    while (side.early.length > 0) {
      this.#skipHole(flow, sender);
      this.#drain(flow, sender);
    }
  }
}

/** Cooked headers have the sender's address only, so each end is known once it has sent. */
function noteMac(side: Side, packet: Packet): void {
  if (side.macHigh < 0) side.noteMac(packet.bytes, packet.sourceMacAt);
}

/** Whether the bytes before the first early segment will not come any more. */
function isHole(side: Side, seconds: number): boolean {
  const first = side.early[0]!;
  const known = side.acknowledgedSeen && ((side.acknowledged - first.sequence) | 0) >= 0;
  return known || seconds - first.seconds > GAP_WAIT_SECONDS;
}

/** Whether bytes from here came before all that was seen of this end. */
function isBeforeStart(side: Side, sequence: number): boolean {
  const read = (side.next - side.start) | 0;
  // Numbers wrap: far from its start nothing is before it.
  if (read < 0 || read > WINDOW_BYTES_MAX) side.startOpen = false;
  return side.startOpen && ((sequence - side.start) | 0) < 0;
}
