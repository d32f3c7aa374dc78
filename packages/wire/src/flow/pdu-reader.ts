import type { WireLimits } from '../limits.ts';
import type { Skips } from '../packet/skips.ts';
import { FRAMING, type PduContext, type Protocol, RECOGNISED } from '../protocol.ts';
import type { Exchanges } from './exchanges.ts';
import type { Flow, Side } from './flow.ts';
import { type Held, HELD_OVERHEAD_BYTES } from './held.ts';

/** Segments of a flow off the known ports that are looked at before it is left alone. */
const RECOGNITION_TRIES_MAX = 8;
/** Bytes gathered at most to recognise a protocol. */
const RECOGNITION_BYTES_MAX = 512;
/** Least room made for an unfinished PDU; the room doubles as bytes arrive. */
const ROOM_BYTES_MIN = 64;
/** One PDU put together from units; the largest that S7 agrees on is 960 bytes. */
const UNIT_BYTES_MAX = 65_535;

/** Bytes in order -> PDUs of a recognised protocol, for each end of each connection. */
export class PduReader implements PduContext {
  readonly exchanges: Exchanges;
  readonly skips: Skips;
  readonly #protocols: readonly Protocol[];
  readonly #limits: WireLimits;
  readonly #held: Held;
  readonly #anomaly: (code: string) => void;

  constructor(
    protocols: readonly Protocol[],
    limits: WireLimits,
    held: Held,
    exchanges: Exchanges,
    skips: Skips,
    anomaly: (code: string) => void,
  ) {
    this.#protocols = protocols;
    this.#limits = limits;
    this.#held = held;
    this.exchanges = exchanges;
    this.skips = skips;
    this.#anomaly = anomaly;
  }

  anomaly(code: string): void {
    this.#anomaly(code);
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
    const side = flow.sides[sender as 0 | 1];
    if (side.skipBytes > 0) {
      const skipped = Math.min(side.skipBytes, end - at);
      side.skipBytes -= skipped;
      at += skipped;
      const beyond = Math.min(side.skipBytes, missing);
      side.skipBytes -= beyond;
      missing -= beyond;
    }
    if (side.partial !== null) at = this.#fillPartial(flow, sender, side, bytes, at, end);
    if (at < end) at = this.#readPdus(flow, sender, side, bytes, at, end, missing);
    if (missing > 0) {
      this.#afterCut(flow, sender, side, bytes, at, end, missing);
    } else if (at < end) {
      this.#startPartial(flow, side, bytes, at, end);
    }
  }

  keepUnit(flow: Flow, sender: number, bytes: Uint8Array, at: number, end: number): boolean {
    const side = flow.sides[sender as 0 | 1];
    const needed = side.unitBytes + end - at;
    if (side.unit === null) {
      side.unit = new Uint8Array(0);
      this.#held.change(flow, HELD_OVERHEAD_BYTES);
    }
    if (needed > side.unit.length) {
      const room = Math.max(needed, side.unit.length * 2, ROOM_BYTES_MIN);
      if (needed > UNIT_BYTES_MAX || !this.#mayHold(flow, room - side.unit.length)) {
        this.#dropUnit(flow, side);
        return false;
      }
      const larger = new Uint8Array(room);
      larger.set(side.unit.subarray(0, side.unitBytes));
      side.unit = larger;
    }
    side.unit.set(bytes.subarray(at, end), side.unitBytes);
    side.unitBytes = needed;
    return true;
  }

  takeUnit(flow: Flow, sender: number): Uint8Array {
    const side = flow.sides[sender as 0 | 1];
    const whole = side.unit?.subarray(0, side.unitBytes) ?? new Uint8Array();
    this.#dropUnit(flow, side);
    return whole;
  }

  /** Bytes were lost: what is held of a PDU is given up; the next segment has to prove itself. */
  lostStep(flow: Flow, sender: number): void {
    const side = flow.sides[sender as 0 | 1];
    if (side.partial !== null || side.unit !== null) this.skips.reason('pdu_with_gap');
    this.#dropPartial(flow, side);
    this.#dropUnit(flow, side);
    side.skipBytes = 0;
    side.inStep = false;
  }

  /** Counts a segment of a flow that no protocol wants. */
  unwanted(flow: Flow): void {
    this.skips.reason(this.#onKnownPort(flow) ? 'tcp_not_its_ports_protocol' : 'tcp_other');
  }

  /** The connection is over. */
  close(flow: Flow): void {
    for (const side of flow.sides) {
      if (side.partial !== null || side.unit !== null) this.skips.reason('pdu_not_finished');
      this.#dropPartial(flow, side);
      this.#dropUnit(flow, side);
      side.skipBytes = 0;
    }
    if (flow.protocol >= 0) this.#protocols[flow.protocol]!.close?.(this, flow);
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
    }
    const protocol = this.#protocols[flow.protocol]!;
    if (!side.inStep) {
      const told = protocol.recognise(bytes, at, end, true);
      if (told === RECOGNISED.no) {
        this.skips.reason('out_of_step');
        return end;
      }
      side.inStep = true;
    }
    while (at < end) {
      const length = protocol.frame(bytes, at, end);
      if (length === FRAMING.outOfStep) return this.#outOfStep(side, end);
      if (length === FRAMING.moreBytes || length > end - at) return at;
      protocol.parse(this, flow, sender, bytes, at, at + length, true);
      at += length;
    }
    return at;
  }

  #outOfStep(side: Side, end: number): number {
    this.#anomaly('out_of_step');
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
    const protocol = this.#protocols[flow.protocol]!;
    const length = protocol.frame(bytes, at, end);
    if (length <= end - at) {
      side.inStep = false;
      return;
    }
    protocol.parse(this, flow, sender, bytes, at, end, false);
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
    if (exchanges.frame > side.partialFrame) {
      side.partialFrame = exchanges.frame;
      side.partialSeconds = exchanges.seconds;
      side.partialNanoseconds = exchanges.nanoseconds;
    }
    while (side.partial !== null && at < end) {
      const need = this.#needOf(flow, side);
      if (need < 0) {
        this.#dropPartial(flow, side);
        return this.#outOfStep(side, end);
      }
      const take = Math.min(need - side.partialBytes, end - at);
      if (!this.#reserve(flow, side, side.partialBytes + take, need)) return end;
      side.partial.set(bytes.subarray(at, at + take), side.partialBytes);
      side.partialBytes += take;
      at += take;
      if (side.partialBytes === need) this.#readPartial(flow, sender, side);
    }
    return at;
  }

  /** Bytes that the held PDU must have before it can be looked at again; -1 when it is none. */
  #needOf(flow: Flow, side: Side): number {
    if (flow.protocol < 0) return side.partialBytes + 1;
    const protocol = this.#protocols[flow.protocol]!;
    const length = protocol.frame(side.partial!, 0, side.partialBytes);
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
    if (stopped === heldBytes) this.#dropPartial(flow, side);
    this.at(frame, seconds, nanoseconds);
  }

  #startPartial(flow: Flow, side: Side, bytes: Uint8Array, at: number, end: number): void {
    const { exchanges } = this;
    side.partial = new Uint8Array(0);
    side.partialBytes = 0;
    this.#held.change(flow, HELD_OVERHEAD_BYTES);
    if (!this.#reserve(flow, side, end - at, end - at)) return;
    side.partial.set(bytes.subarray(at, end));
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
    if (!this.#mayHold(flow, room - held.length)) {
      this.#dropPartial(flow, side);
      side.inStep = false;
      return false;
    }
    const larger = new Uint8Array(room);
    larger.set(held.subarray(0, side.partialBytes));
    side.partial = larger;
    return true;
  }

  /** Counts `more` bytes for the flow, unless that is beyond its limit. */
  #mayHold(flow: Flow, more: number): boolean {
    if (flow.streamBytes + more > this.#limits.flowBytesMax) {
      this.skips.reason('buffer_limit');
      return false;
    }
    this.#held.change(flow, more);
    return true;
  }

  #dropPartial(flow: Flow, side: Side): void {
    if (side.partial === null) return;
    this.#held.change(flow, -HELD_OVERHEAD_BYTES - side.partial.length);
    side.partial = null;
    side.partialBytes = 0;
  }

  #dropUnit(flow: Flow, side: Side): void {
    if (side.unit === null) return;
    this.#held.change(flow, -HELD_OVERHEAD_BYTES - side.unit.length);
    side.unit = null;
    side.unitBytes = 0;
  }

  #recognise(
    flow: Flow,
    sender: number,
    bytes: Uint8Array,
    at: number,
    end: number,
    missing: number,
  ): number {
    let moreBytes = false;
    for (let i = 0; i < this.#protocols.length; i++) {
      const protocol = this.#protocols[i]!;
      const onPort = isPort(protocol, flow.port(0)) || isPort(protocol, flow.port(1));
      const told = protocol.recognise(bytes, at, end, onPort);
      if (told === RECOGNISED.yes) {
        flow.protocol = i;
        flow.clientSide = clientOf(protocol, flow, sender, bytes, at, end);
        return told;
      }
      if (told === RECOGNISED.moreBytes) moreBytes = true;
    }
    if (moreBytes && missing === 0 && end - at <= RECOGNITION_BYTES_MAX) {
      return RECOGNISED.moreBytes;
    }
    if (moreBytes && missing > 0) {
      this.skips.reason('cut_by_snaplen');
      return RECOGNISED.no;
    }
    this.unwanted(flow);
    flow.unrecognised++;
    if (flow.unrecognised >= RECOGNITION_TRIES_MAX && !this.#onKnownPort(flow)) flow.ignored = true;
    return RECOGNISED.no;
  }

  #onKnownPort(flow: Flow): boolean {
    return this.#protocols.some(
      (protocol) => isPort(protocol, flow.port(0)) || isPort(protocol, flow.port(1)),
    );
  }
}

function isPort(protocol: Protocol, port: number): boolean {
  return protocol.ports.includes(port);
}

/** The known port is the server's; then who opened the connection, what the PDU says, the port. */
function clientOf(
  protocol: Protocol,
  flow: Flow,
  sender: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): number {
  const known0 = isPort(protocol, flow.port(0));
  const known1 = isPort(protocol, flow.port(1));
  if (known0 !== known1) return known0 ? 1 : 0;
  if (flow.clientSide >= 0) return flow.clientSide;
  const role = protocol.roleOf(bytes, at, end);
  if (role >= 0) return role === 0 ? sender : 1 - sender;
  return flow.port(0) > flow.port(1) ? 0 : 1;
}
