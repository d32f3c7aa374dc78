import { copyBytes } from '../bytes.ts';
import type { Skips } from '../packet/skips.ts';
import { FRAMING, type Protocol, RECOGNISED } from '../protocol.ts';
import type { Exchanges } from './exchanges.ts';
import { type Flow, type Hole, Reading, type Side } from './flow.ts';
import { type Held, HELD_OVERHEAD_BYTES } from './held.ts';
import { type ProtocolContext, ROOM_BYTES_MIN } from './protocol-context.ts';
import { RECOGNITION_TRIES_MAX, type Registry } from './registry.ts';

/** Bytes gathered at most to recognise a protocol. */
const RECOGNITION_BYTES_MAX = 512;
/** Bytes of half a PDU that goes on in a hole; more are given up. */
const HALF_BYTES_MAX = 1_024;
/** Holes of one end whose bytes may still come; beyond, some are forgotten. */
const HOLES_MAX = 64;
const NOTHING = new Uint8Array();

/** Bytes in order -> PDUs of a recognised protocol, for each end of each connection. */
export class PduReader {
  readonly exchanges: Exchanges;
  readonly skips: Skips;
  readonly #registry: Registry;
  readonly #held: Held;
  readonly #context: ProtocolContext;

  constructor(registry: Registry, held: Held, context: ProtocolContext) {
    this.#registry = registry;
    this.#held = held;
    this.#context = context;
    this.exchanges = context.exchanges;
    this.skips = context.skips;
  }

  /** The frame and time of the bytes that `take` gets next. */
  at(frame: number, seconds: number, nanoseconds: number): void {
    const { exchanges } = this;
    exchanges.frame = frame;
    exchanges.seconds = seconds;
    exchanges.nanoseconds = nanoseconds;
  }

  /** The next bytes of one end; `missing` bytes follow them on the wire but not in the capture. */
  take(
    flow: Flow,
    sender: number,
    bytes: Uint8Array,
    at: number,
    end: number,
    missing: number,
  ): void {
    if (flow.ignored) return this.unwanted(flow);
    const isEmpty = at === end;
    const side = flow.sides[sender as 0 | 1];
    if (side.partial !== null) at = this.#fillPartial(flow, sender, side, bytes, at, end);
    if (side.skipBytes > 0 && at < end) {
      at = skip(side, at, end);
      this.skips.reason(this.#registry.payloadReason(flow.protocol));
    }
    if (at < end && !flow.ignored) {
      at = this.#readPdus(flow, sender, side, bytes, at, end, missing);
    }
    if (flow.ignored) return this.#letGo(flow);
    if (missing > 0 && side.skipBytes > 0) {
      missing -= skip(side, 0, missing);
      if (isEmpty && missing === 0) this.skips.reason(this.#registry.payloadReason(flow.protocol));
    }
    if (missing > 0) {
      if (isEmpty && flow.protocol < 0) this.skips.reason('cut_by_snaplen');
      this.#afterCut(flow, sender, side, bytes, at, end, missing);
    } else if (at < end) {
      this.#startPartial(flow, side, bytes, at, end);
    }
  }

  /** Whether the next `missing` bytes are ones that nobody wants; they are counted as read then. */
  skipsHole(flow: Flow, sender: number, missing: number): boolean {
    const side = flow.sides[sender as 0 | 1];
    if (side.skipBytes < missing || missing < 0) return false;
    side.skipBytes -= missing;
    return true;
  }

  /** Bytes were lost: what is held of a PDU is given up; the next segment has to prove itself. */
  lostStep(flow: Flow, sender: number): void {
    const side = flow.sides[sender as 0 | 1];
    if (side.partial !== null || side.unit !== null) this.skips.reason('pdu_with_gap');
    this.#dropPartial(flow, side);
    this.#context.dropUnit(flow, side);
    side.skipBytes = 0;
    side.inStep = false;
  }

  /** The bytes from here to `to` are given up, but may still come. */
  openHole(flow: Flow, sender: number, to: number): void {
    const side = flow.sides[sender as 0 | 1];
    if (side.holes.length >= HOLES_MAX) this.#dropHole(flow, side, leastWanted(side));
    const reading = new Reading();
    const { partial, unit } = side;
    // Half a PDU goes on with what comes late, unless it is long.
    if ((partial?.length ?? 0) + (unit?.length ?? 0) <= HALF_BYTES_MAX) reading.swap(side);
    else this.lostStep(flow, sender);
    side.holes.push({ from: side.next, to, reading });
    this.#held.change(flow, HELD_OVERHEAD_BYTES);
  }

  /** The bytes from `sequence` to where the connection was met come late. */
  openStart(flow: Flow, side: Side, sequence: number): void {
    side.holes.unshift({ from: sequence, to: side.start, reading: new Reading() });
    side.start = sequence;
    this.#held.change(flow, HELD_OVERHEAD_BYTES);
    if (side.holes.length > HOLES_MAX) this.#dropHole(flow, side, leastWanted(side));
  }

  /** What comes next starts at `sequence`, amid the hole: what is in front of it stays open. */
  splitHole(flow: Flow, sender: number, hole: Hole, sequence: number): Hole {
    const side = flow.sides[sender as 0 | 1];
    const at = side.holes.indexOf(hole);
    const upper = { from: sequence, to: hole.to, reading: new Reading() };
    const beyond = this.#restOf(flow, sender, hole.reading) - ((sequence - hole.from) | 0);
    upper.reading.inStep = beyond >= 0;
    upper.reading.skipBytes = Math.max(0, beyond);
    hole.to = sequence;
    side.holes.splice(at + 1, 0, upper);
    this.#held.change(flow, HELD_OVERHEAD_BYTES);
    if (side.holes.length > HOLES_MAX) this.#dropHole(flow, side, hole);
    return upper;
  }

  /** Bytes that are still to come of the PDU at hand; -1 where there is none, or nothing tells. */
  #restOf(flow: Flow, sender: number, reading: Reading): number {
    const { partial, partialBytes, skipBytes } = reading;
    if (partial === null || flow.protocol < 0) return skipBytes > 0 ? skipBytes : -1;
    const protocol = this.#registry.protocols[flow.protocol]!;
    const length = this.#lengthOf(protocol, flow, sender, partial, 0, partialBytes);
    return length > FRAMING.moreBytes ? length - partialBytes : -1;
  }

  /** Bytes of a hole that was given up; what was read behind it stays as it is. */
  takeLate(
    flow: Flow,
    sender: number,
    hole: Hole,
    bytes: Uint8Array,
    at: number,
    end: number,
    missing: number,
  ): void {
    const side = flow.sides[sender as 0 | 1];
    hole.reading.swap(side);
    this.take(flow, sender, bytes, at, end, missing);
    hole.reading.swap(side);
    if (flow.ignored) this.#letGo(flow);
    else if (hole.from === hole.to) this.#dropHole(flow, side, hole);
  }

  /** Nothing that was given up will come. */
  dropHoles(flow: Flow, side: Side): void {
    while (side.holes.length > 0) this.#dropHole(flow, side, side.holes[0]!);
  }

  #dropHole(flow: Flow, side: Side, hole: Hole): void {
    side.holes.splice(side.holes.indexOf(hole), 1);
    this.#held.change(flow, -HELD_OVERHEAD_BYTES);
    hole.reading.swap(side);
    if (side.partial !== null || side.unit !== null) this.skips.reason('pdu_with_gap');
    this.#dropPartial(flow, side);
    this.#context.dropUnit(flow, side);
    hole.reading.swap(side);
  }

  /** Counts a segment of a flow that no protocol wants. */
  unwanted(flow: Flow): void {
    if (flow.protocol >= 0) this.skips.reason(this.#registry.payloadReason(flow.protocol));
    else if (this.#registry.isKnownPort(flow)) this.skips.reason('tcp_not_its_ports_protocol');
    else this.skips.reason('tcp_other');
  }

  /** The connection is over. */
  close(flow: Flow): void {
    for (const side of flow.sides) {
      if (side.partial !== null || side.unit !== null) this.skips.reason('pdu_not_finished');
      this.#dropPartial(flow, side);
      this.#context.dropUnit(flow, side);
      this.dropHoles(flow, side);
      side.skipBytes = 0;
    }
    this.#context.close(flow);
  }

  /** What is held of a flow whose rest is of no interest. */
  #letGo(flow: Flow): void {
    for (const side of flow.sides) {
      this.#dropPartial(flow, side);
      this.#context.dropUnit(flow, side);
      this.dropHoles(flow, side);
      side.skipBytes = 0;
    }
  }

  /** Reads whole PDUs from where they lie; returns where it stopped. */
  #readPdus(
    flow: Flow,
    sender: number,
    side: Side,
    bytes: Uint8Array,
    at: number,
    end: number,
    missing: number,
  ): number {
    if (flow.protocol < 0) {
      const told = this.#recognise(flow, sender, bytes, at, end, missing);
      if (told === RECOGNISED.no) return end;
      if (told === RECOGNISED.moreBytes) return at;
      side.inStep = true;
      // What the other end sent before did not tell what it was; now it can be read.
      const other = flow.sides[(1 - sender) as 0 | 1];
      if (other.partial !== null) this.#readPartial(flow, 1 - sender, other);
    }
    const protocol = this.#registry.protocols[flow.protocol]!;
    const { transport } = flow;
    if (!side.inStep) {
      const told = protocol.recognise(bytes, at, end, true, transport);
      if (told === RECOGNISED.no) {
        this.skips.reason('out_of_step');
        return end;
      }
      if (told === RECOGNISED.moreBytes && missing === 0) return at;
      side.inStep = true;
    }
    while (at < end) {
      const length = this.#lengthOf(protocol, flow, sender, bytes, at, end);
      // Nothing goes back, whatever a protocol makes of the bytes.
      if (length < FRAMING.moreBytes) return this.#outOfStep(side, end);
      if (length === FRAMING.moreBytes || length > end - at) return at;
      this.#context.read(flow, sender, bytes, at, at + length, true);
      at += length;
      if (flow.ignored) return end;
      if (side.skipBytes > 0) at = skip(side, at, end);
    }
    return at;
  }

  /** Length of the PDU at `at`, or one of `FRAMING`. */
  #lengthOf(
    protocol: Protocol,
    flow: Flow,
    sender: number,
    bytes: Uint8Array,
    at: number,
    end: number,
  ): number {
    const length = protocol.frame(bytes, at, end, flow.transport);
    if (length <= 0 || protocol.answerBytes === undefined) return length;
    this.#context.begin(flow, sender);
    return length + protocol.answerBytes(this.#context, bytes, at);
  }

  #outOfStep(side: Side, end: number): number {
    this.#context.anomaly('out_of_step');
    this.skips.reason('out_of_step');
    side.inStep = false;
    return end;
  }

  /** What a snap length cut off: the PDU at hand is read as far as it goes. */
  #afterCut(
    flow: Flow,
    sender: number,
    side: Side,
    bytes: Uint8Array,
    at: number,
    end: number,
    missing: number,
  ): void {
    if (flow.protocol < 0) return;
    this.skips.reason('cut_by_snaplen');
    if (side.partial !== null) this.#dropPartial(flow, side);
    if (at >= end || !side.inStep) {
      side.inStep = false;
      return;
    }
    const protocol = this.#registry.protocols[flow.protocol]!;
    const length = this.#lengthOf(protocol, flow, sender, bytes, at, end);
    if (length <= end - at) {
      side.inStep = false;
      return;
    }
    this.#context.read(flow, sender, bytes, at, end, false);
    const beyond = length - (end - at) - missing;
    if (beyond > 0) side.skipBytes = beyond;
    // Whether the next PDU starts where this one ends is known only when nothing else is missing.
    side.inStep = beyond >= 0;
  }

  #fillPartial(
    flow: Flow,
    sender: number,
    side: Side,
    bytes: Uint8Array,
    at: number,
    end: number,
  ): number {
    const { exchanges } = this;
    this.#held.marks++;
    if (exchanges.frame > side.partialFrame) {
      side.partialFrame = exchanges.frame;
      side.partialSeconds = exchanges.seconds;
      side.partialNanoseconds = exchanges.nanoseconds;
    }
    while (side.partial !== null && at < end) {
      const need = this.#needOf(flow, sender, side);
      if (need < 0) {
        this.#dropPartial(flow, side);
        return this.#outOfStep(side, end);
      }
      if (need <= side.partialBytes) {
        // The other end has told the protocol since: what was gathered may hold whole PDUs.
        const before = side.partialBytes;
        this.#readPartial(flow, sender, side);
        if (side.partial === null || side.partialBytes < before) continue;
        this.#dropPartial(flow, side);
        return this.#outOfStep(side, end);
      }
      const take = Math.min(need - side.partialBytes, end - at);
      if (!this.#reserve(flow, side, side.partialBytes + take, need)) return end;
      copyBytes(side.partial, side.partialBytes, bytes, at, at + take);
      side.partialBytes += take;
      at += take;
      if (side.partialBytes === need) this.#readPartial(flow, sender, side);
    }
    return at;
  }

  /** Bytes that the held PDU must have before it can be looked at again; -1 when it is none. */
  #needOf(flow: Flow, sender: number, side: Side): number {
    if (flow.protocol < 0) return side.partialBytes + 1;
    const protocol = this.#registry.protocols[flow.protocol]!;
    const held = side.partial!;
    const length = this.#lengthOf(protocol, flow, sender, held, 0, side.partialBytes);
    if (length === FRAMING.outOfStep) return -1;
    if (length > FRAMING.moreBytes) return length;
    return Math.max(protocol.headerBytes, side.partialBytes + 1);
  }

  #readPartial(flow: Flow, sender: number, side: Side): void {
    const { exchanges } = this;
    const { frame, seconds, nanoseconds } = exchanges;
    this.at(side.partialFrame, side.partialSeconds, side.partialNanoseconds);
    const held = side.partial!;
    const heldBytes = side.partialBytes;
    const stopped = this.#readPdus(flow, sender, side, held, 0, heldBytes, 0);
    if (stopped === heldBytes || flow.ignored) this.#dropPartial(flow, side);
    else if (stopped > 0 && side.partial === held) {
      // Recognised late: what was gathered held whole PDUs and the start of another.
      held.copyWithin(0, stopped, heldBytes);
      side.partialBytes = heldBytes - stopped;
    }
    this.at(frame, seconds, nanoseconds);
  }

  #startPartial(flow: Flow, side: Side, bytes: Uint8Array, at: number, end: number): void {
    const { exchanges } = this;
    side.partial = NOTHING;
    side.partialBytes = 0;
    this.#held.change(flow, HELD_OVERHEAD_BYTES);
    if (!this.#reserve(flow, side, end - at, end - at)) return;
    copyBytes(side.partial, 0, bytes, at, end);
    side.partialBytes = end - at;
    side.partialFrame = exchanges.frame;
    side.partialSeconds = exchanges.seconds;
    side.partialNanoseconds = exchanges.nanoseconds;
    if (flow.protocol < 0 && side.partialBytes > RECOGNITION_BYTES_MAX) {
      this.#dropPartial(flow, side);
    }
  }

  /** Makes room for `bytes` of the held PDU; false where that is beyond what a flow may hold. */
  #reserve(flow: Flow, side: Side, bytes: number, bytesMax: number): boolean {
    const held = side.partial!;
    if (bytes <= held.length) return true;
    const room = Math.max(bytes, Math.min(bytesMax, Math.max(held.length * 2, ROOM_BYTES_MIN)));
    const larger = this.#context.larger(flow, held, side.partialBytes, room);
    if (larger === null) {
      this.#dropPartial(flow, side);
      side.inStep = false;
      return false;
    }
    side.partial = larger;
    return true;
  }

  #dropPartial(flow: Flow, side: Side): void {
    if (side.partial === null) return;
    this.#held.change(flow, -HELD_OVERHEAD_BYTES - side.partial.length);
    this.#context.rooms.letGo(side.partial);
    side.partial = null;
    side.partialBytes = 0;
  }

  #recognise(
    flow: Flow,
    sender: number,
    bytes: Uint8Array,
    at: number,
    end: number,
    missing: number,
  ): number {
    const told = this.#registry.recognise(flow, bytes, at, end);
    if (told >= 0) {
      flow.protocol = told;
      flow.clientSide = this.#clientOf(flow, sender, bytes, at, end);
      return RECOGNISED.yes;
    }
    if (told === -2) {
      if (missing === 0 && end - at <= RECOGNITION_BYTES_MAX) return RECOGNISED.moreBytes;
      if (missing > 0) {
        this.skips.reason('cut_by_snaplen');
        return RECOGNISED.no;
      }
    }
    this.unwanted(flow);
    flow.unrecognised++;
    if (flow.unrecognised >= RECOGNITION_TRIES_MAX && !this.#registry.isKnownPort(flow)) {
      flow.ignored = true;
    }
    return RECOGNISED.no;
  }

  /** The known port is the server's; then who opened it, what the PDU says, the lower port. */
  #clientOf(flow: Flow, sender: number, bytes: Uint8Array, at: number, end: number): number {
    const known0 = this.#registry.isServerPort(flow.protocol, flow, 0);
    const known1 = this.#registry.isServerPort(flow.protocol, flow, 1);
    if (known0 !== known1) return known0 ? 1 : 0;
    if (flow.clientSide >= 0) return flow.clientSide;
    const role = this.#registry.protocols[flow.protocol]!.roleOf(bytes, at, end);
    if (role >= 0) return role === 0 ? sender : 1 - sender;
    return flow.port(0) > flow.port(1) ? 0 : 1;
  }
}

/** Steps over bytes that nobody wants; returns where it stopped. */
function skip(side: Side, at: number, end: number): number {
  const skipped = Math.min(side.skipBytes, end - at);
  side.skipBytes -= skipped;
  return at + skipped;
}

/** Of full holes: the oldest whose bytes the other end has, or else the one with fewest bytes. */
function leastWanted({ holes, acknowledged, acknowledgedSeen }: Side): Hole {
  let least = holes[0]!;
  for (const hole of holes) {
    if (acknowledgedSeen && ((acknowledged - hole.to) | 0) >= 0) return hole;
    if (((hole.to - hole.from) | 0) < ((least.to - least.from) | 0)) least = hole;
  }
  return least;
}
