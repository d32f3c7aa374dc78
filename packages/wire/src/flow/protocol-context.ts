import type { SightingField } from '@bulkhead/model';
import { copyBytes } from '../bytes.ts';
import type { WireLimits } from '../limits.ts';
import type { Skips } from '../packet/skips.ts';
import { type PduContext, RECOGNISED } from '../protocol.ts';
import type { Exchanges } from './exchanges.ts';
import type { Flow, Side } from './flow.ts';
import { type Held, HELD_OVERHEAD_BYTES } from './held.ts';
import type { Registry } from './registry.ts';
import { Rooms } from './rooms.ts';

/** Least room made for kept bytes; the room doubles as they arrive. */
export const ROOM_BYTES_MIN = 64;
const NOTHING = new Uint8Array();
/** One PDU put together from units; the largest that S7 agrees on is 960 bytes. */
const UNIT_BYTES_MAX = 65_535;
/** Protocols within protocols: EtherNet/IP, CIP, CIP within a service of it, PCCC. */
const CARRY_DEPTH_MAX = 8;

/** Takes what a PDU tells about an address. */
export type SightingSink = (
  ip: string,
  mac: string,
  protocol: string,
  field: SightingField,
  value: string,
) => void;

/** What protocols are given to work with; one for all. */
export class ProtocolContext implements PduContext {
  readonly exchanges: Exchanges;
  readonly skips: Skips;
  readonly rooms = new Rooms();
  carrierKey = 0;
  whole = true;
  readonly #registry: Registry;
  readonly #limits: WireLimits;
  readonly #held: Held;
  readonly #anomaly: (code: string) => void;
  readonly #sighting: SightingSink | null;
  readonly #common: unknown[] = [];
  #depth = 0;

  constructor(
    registry: Registry,
    limits: WireLimits,
    held: Held,
    exchanges: Exchanges,
    skips: Skips,
    anomaly: (code: string) => void,
    sighting: SightingSink | null,
  ) {
    this.#registry = registry;
    this.#limits = limits;
    this.#held = held;
    this.exchanges = exchanges;
    this.skips = skips;
    this.#anomaly = anomaly;
    this.#sighting = sighting;
  }

  get flow(): Flow {
    return this.exchanges.flow;
  }

  get side(): 0 | 1 {
    return this.exchanges.side;
  }

  /** The PDU at hand is one of the flow's protocol, sent by `side`. */
  begin(flow: Flow, side: number): void {
    const { exchanges } = this;
    exchanges.protocol = flow.protocol;
    exchanges.flow = flow;
    exchanges.side = side as 0 | 1;
  }

  /** Hands such a PDU to its protocol. */
  read(flow: Flow, side: number, bytes: Uint8Array, at: number, end: number, whole: boolean): void {
    this.begin(flow, side);
    this.whole = whole;
    this.#registry.protocols[flow.protocol]!.parse(this, bytes, at, end);
  }

  anomaly(code: string): void {
    this.skips.marks++;
    this.#anomaly(code);
  }

  carry(bytes: Uint8Array, at: number, end: number, whole: boolean, key = 0): boolean {
    const { exchanges, carrierKey, whole: carrierWhole, flow } = this;
    const carrier = exchanges.protocol;
    const candidates = this.#registry.carriedBy(carrier);
    for (let i = 0; i < candidates.length; i++) {
      const index = candidates[i]!;
      const protocol = this.#registry.protocols[index]!;
      const told = protocol.recognise(bytes, at, end, true, flow.transport);
      if (told !== RECOGNISED.yes) continue;
      if (this.#depth >= CARRY_DEPTH_MAX) {
        this.#anomaly('nested_too_deep');
        return false;
      }
      this.#depth++;
      exchanges.protocol = index;
      this.carrierKey = key;
      this.whole = whole;
      protocol.parse(this, bytes, at, end);
      exchanges.protocol = carrier;
      this.carrierKey = carrierKey;
      this.whole = carrierWhole;
      this.#depth--;
      return true;
    }
    return false;
  }

  state<T>(Kind: new (context: PduContext) => T): T {
    const { flow, protocol } = this.exchanges;
    return (flow.states[protocol] ??= new Kind(this)) as T;
  }

  kept(): unknown {
    return this.flow.states[this.exchanges.protocol];
  }

  common<T>(Kind: new (context: PduContext) => T): T {
    const { protocol } = this.exchanges;
    return (this.#common[protocol] ??= new Kind(this)) as T;
  }

  ignoreRest(): void {
    this.flow.ignored = true;
  }

  skipBytes(count: number): void {
    this.flow.sides[this.side].skipBytes += count;
  }

  sighting(field: SightingField, value: string, of: number = this.side): void {
    if (this.#sighting === null) return;
    const { flow } = this;
    this.sightingOf(flow.ip(of), flow.sides[of as 0 | 1].mac, field, value);
  }

  sightingOf(ip: string, mac: string, field: SightingField, value: string): void {
    if (this.#sighting === null || value === '') return;
    const { name } = this.#registry.protocols[this.exchanges.protocol]!;
    this.#sighting(ip, mac, name, field, value);
  }

  keepUnit(bytes: Uint8Array, at: number, end: number): boolean {
    const { flow } = this;
    const side = flow.sides[this.side];
    this.#held.marks++;
    const needed = side.unitBytes + end - at;
    if (side.unit === null) {
      side.unit = NOTHING;
      this.#held.change(flow, HELD_OVERHEAD_BYTES);
    }
    if (needed > side.unit.length) {
      const room = Math.max(needed, side.unit.length * 2, ROOM_BYTES_MIN);
      const larger =
        needed > UNIT_BYTES_MAX ? null : this.larger(flow, side.unit, side.unitBytes, room);
      if (larger === null) {
        this.dropUnit(flow, side);
        return false;
      }
      side.unit = larger;
    }
    copyBytes(side.unit, side.unitBytes, bytes, at, end);
    side.unitBytes = needed;
    return true;
  }

  takeUnit(): Uint8Array {
    const { flow } = this;
    const side = flow.sides[this.side];
    const whole = side.unit?.subarray(0, side.unitBytes) ?? NOTHING;
    this.dropUnit(flow, side);
    return whole;
  }

  dropUnit(flow: Flow, side: Side): void {
    if (side.unit === null) return;
    this.#held.change(flow, -HELD_OVERHEAD_BYTES - side.unit.length);
    this.rooms.letGo(side.unit);
    side.unit = null;
    side.unitBytes = 0;
  }

  /**
   * Room of at least `bytes` for what `held[0..heldBytes)` is the start of, counted for the flow;
   * null where that is beyond what a flow may hold.
   */
  larger(flow: Flow, held: Uint8Array, heldBytes: number, bytes: number): Uint8Array | null {
    const room = this.rooms.take(bytes);
    const more = room.length - held.length;
    if (flow.streamBytes + more > this.#limits.flowBytesMax) {
      this.rooms.letGo(room);
      this.skips.reason('buffer_limit');
      return null;
    }
    this.#held.change(flow, more);
    copyBytes(room, 0, held, 0, heldBytes);
    this.rooms.letGo(held);
    return room;
  }

  /** The flow is over: its protocol, and those that it carried, hand on what they hold. */
  close(flow: Flow): void {
    if (flow.protocol < 0) return;
    this.#close(flow, flow.protocol);
    flow.states.forEach((_state, index) => {
      if (index !== flow.protocol) this.#close(flow, index);
    });
  }

  #close(flow: Flow, index: number): void {
    this.exchanges.protocol = index;
    this.exchanges.flow = flow;
    this.#registry.protocols[index]!.close?.(this);
  }
}
