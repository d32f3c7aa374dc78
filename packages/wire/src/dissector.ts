import {
  type Operation,
  OUTCOMES,
  type Sighting,
  SIGHTING_VALUE_CHARACTERS_MAX,
  type SightingField,
  VERBS,
} from '@bulkhead/model';
import { NO_LINK, type PacketSink } from './capture/packet-sink.ts';
import { CaptureReader } from './capture/reader.ts';
import { Datagrams } from './flow/datagrams.ts';
import { Exchanges, type RepeatSink } from './flow/exchanges.ts';
import { FlowTable } from './flow/flow-table.ts';
import { type Exchange, OUTCOME } from './flow/flow.ts';
import { Held } from './flow/held.ts';
import { PduReader } from './flow/pdu-reader.ts';
import { ProtocolContext } from './flow/protocol-context.ts';
import { Registry } from './flow/registry.ts';
import type { Rooms } from './flow/rooms.ts';
import { Streams } from './flow/streams.ts';
import { timeText } from './flow/time-text.ts';
import { WIRE_LIMITS, type WireLimits } from './limits.ts';
import { OperationView } from './operation-view.ts';
import { Fragments } from './packet/fragments.ts';
import { readLink } from './packet/link.ts';
import { readNetwork } from './packet/network.ts';
import { Packet, word32 } from './packet/packet.ts';
import { Skips } from './packet/skips.ts';
import { protocols } from './protocols.gen.ts';
import { SightingsTold } from './sightings-told.ts';
import type { CaptureSummary, OperationCount } from './summary.ts';

const TCP = 6;
const UDP = 17;
const NO_PROTOCOL = -1;
/** What would move a terminal's cursor, or turn text round: controls and marks of direction. */
const UNSHOWN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

export interface DissectorOptions {
  /**
   * Takes each operation as it completes. The object is used again for the next one: read it
   * during the call, or keep `copyOperation(operation)`.
   */
  readonly onOperation: (operation: Operation) => void;
  /** Takes each fact about a device when it is first told. */
  readonly onSighting?: (sighting: Sighting) => void;
  /**
   * Takes each frame that says once more what frame `of` said, which gives no operation: a copy by
   * a mirror port, a request sent again while the first waits, a TCP segment with bytes that came
   * before. Called once for each frame that it repeats.
   */
  readonly onRepeat?: RepeatSink;
  readonly limits?: Partial<WireLimits>;
  /** Reads this share of the traffic alone: one of `count`, each with the ends that are its own. */
  readonly share?: { readonly index: number; readonly count: number };
}

/**
 * Where an operation or sighting stands among those of all shares: by `frame`, then by `within`.
 * What the same share hands on later stands later.
 */
export interface OperationOrder {
  /** Frame that was read when it completed; infinite at the end of the capture. */
  frame: number;
  within: number;
}

/** Bytes of a capture in any pieces -> operations. Total on any bytes; never throws on input. */
export class CaptureDissector implements PacketSink {
  readonly limits: WireLimits;
  readonly #onOperation: (operation: Operation) => void;
  readonly #onSighting: ((sighting: Sighting) => void) | null;
  readonly #reader: CaptureReader;
  readonly #packet = new Packet();
  readonly #skips = new Skips();
  readonly #fragments = new Fragments();
  readonly #held = new Held();
  readonly #exchanges: Exchanges;
  readonly #rooms: Rooms;
  readonly #streams: Streams;
  readonly #datagrams: Datagrams;
  readonly #view = new OperationView(protocols);
  readonly #counts = new Float64Array(protocols.length * VERBS.length * OUTCOMES.length);
  readonly #anomalies = new Map<string, number>();
  readonly #sightingsTold = new SightingsTold();
  #operationTotal = 0;
  #firstSeconds = Number.NaN;
  #firstNanoseconds = 0;
  #lastSeconds = 0;
  #lastNanoseconds = 0;
  readonly #share: { readonly index: number; readonly count: number };
  /** What is wrong with packets before they belong to a share is counted by the first alone. */
  readonly #packetSkips: Skips;
  /** Of the operation or sighting that is handed on at this moment. */
  readonly order: OperationOrder = { frame: 0, within: 0 };
  #expiring = false;
  #ended = false;

  constructor(options: DissectorOptions) {
    this.limits = { ...WIRE_LIMITS, ...options.limits };
    this.#onOperation = options.onOperation;
    this.#onSighting = options.onSighting ?? null;
    this.#reader = new CaptureReader(this);
    this.#share = options.share ?? { index: 0, count: 1 };
    this.#packetSkips = this.#share.index === 0 ? this.#skips : new Skips();
    const held = this.#held;
    const skips = this.#skips;
    const registry = new Registry(protocols);
    const { onRepeat = null } = options;
    const sink = (one: Exchange): void => this.#complete(one);
    const exchanges = new Exchanges(this.limits, held, skips, sink, onRepeat);
    this.#exchanges = exchanges;
    const context = new ProtocolContext(
      registry,
      this.limits,
      held,
      exchanges,
      skips,
      (code) => this.#countAnomaly(code),
      this.#onSighting === null
        ? null
        : (ip, mac, protocol, field, value) => this.#sighting(ip, mac, protocol, field, value),
    );
    this.#rooms = context.rooms;
    const pdus = new PduReader(registry, held, context);
    const table = new FlowTable(this.limits.flowsMax, (flow) => {
      skips.reason('flow_evicted');
      this.#streams.close(flow);
    });
    this.#streams = new Streams(this.limits, held, exchanges, skips, pdus, table);
    this.#datagrams = new Datagrams(registry, context, table);
  }

  push(chunk: Uint8Array): void {
    // Node's own kind of bytes shares memory where others copy, which `slice` would show.
    const isPlain = chunk.constructor === Uint8Array;
    this.#reader.push(
      isPlain ? chunk : new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength),
    );
  }

  /** Ends the capture: requests still waiting are emitted as `no-response`. */
  end(): CaptureSummary {
    if (!this.#ended) {
      this.#ended = true;
      this.#reader.end();
      this.#streams.end();
      this.#exchanges.closeAll();
      const { unfinished } = this.#fragments;
      if (unfinished > 0) this.#packetSkips.reason('fragmented_packet_not_whole', unfinished);
    }
    return this.summary();
  }

  /** Live mode: emits requests that were not answered by `timeMs` since 1970. */
  advanceTo(timeMs: number): void {
    const seconds = Math.floor(timeMs / 1000);
    this.#expire(seconds, (timeMs - seconds * 1000) * 1_000_000);
  }

  /** One packet of the capture; called by its reader. */
  packet(
    bytes: Uint8Array,
    at: number,
    end: number,
    wireBytes: number,
    linkType: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    const timed = linkType !== NO_LINK.notAPacket;
    if (timed && Number.isNaN(this.#firstSeconds)) this.#first(seconds, nanoseconds);
    this.#lastSeconds = seconds;
    this.#lastNanoseconds = nanoseconds;
    this.#exchanges.readingFrame = this.#reader.frames;
    this.#rooms.release();
    this.#expire(seconds, nanoseconds);
    const packet = this.#packet;
    packet.bytes = bytes;
    packet.start = at;
    packet.end = end;
    packet.cut = wireBytes > end - at;
    packet.frame = this.#reader.frames;
    packet.seconds = seconds;
    packet.nanoseconds = nanoseconds;
    this.#read(packet, at, linkType);
  }

  /** Reads the packet as far as it belongs to this share; whatever becomes of it is counted. */
  #read(packet: Packet, at: number, linkType: number): void {
    const { count, index } = this.#share;
    if (!readLink(packet, at, linkType, this.#packetSkips)) return;
    if (packet.ipVersion === 0 && index !== 0) return;
    if (packet.ipVersion !== 0) {
      if (!readNetwork(packet, this.#fragments, this.#packetSkips)) return;
      if (count > 1 && shareOf(packet) % count !== index) return;
    }
    const exchanges = this.#exchanges;
    const before = this.#marks();
    exchanges.protocol = NO_PROTOCOL;
    this.#dispatch(packet);
    if (this.#marks() !== before) return;
    // A part of a protocol that asks for nothing: an option of a session, a key exchange.
    const protocol = protocols[exchanges.protocol];
    this.#skips.reason(protocol === undefined ? 'unexplained' : `${protocol.name}_no_operation`);
  }

  #dispatch(packet: Packet): void {
    if (packet.ipVersion === 0) this.#datagrams.frame(packet);
    else if (packet.ipProtocol === TCP) this.#streams.segment(packet);
    else if (packet.ipProtocol === UDP) this.#datagrams.datagram(packet);
    else this.#skips.ipProtocol(packet.ipProtocol);
  }

  /** Goes up with everything that is said, kept or counted. */
  #marks(): number {
    return this.#skips.marks + this.#exchanges.marks + this.#held.marks;
  }

  summary(): CaptureSummary {
    const reader = this.#reader;
    const digits = reader.timeDigits;
    const seen = !Number.isNaN(this.#firstSeconds);
    return {
      format: reader.format,
      packets: reader.frames,
      bytes: reader.bytes,
      firstAt: seen ? timeText(this.#firstSeconds, this.#firstNanoseconds, digits) : null,
      lastAt: seen ? timeText(this.#lastSeconds, this.#lastNanoseconds, digits) : null,
      tcpWithoutData: this.#skips.tcpWithoutData,
      skipped: this.#skips.counts(),
      anomalies: Object.fromEntries(this.#anomalies),
      operationTotal: this.#operationTotal,
      operations: this.#operationCounts(),
      damage: reader.damage,
    };
  }

  #first(seconds: number, nanoseconds: number): void {
    this.#firstSeconds = seconds;
    this.#firstNanoseconds = nanoseconds;
  }

  #expire(seconds: number, nanoseconds: number): void {
    this.#expiring = true;
    this.#exchanges.advance(seconds, nanoseconds);
    this.#expiring = false;
  }

  #complete(exchange: Exchange): void {
    this.#operationTotal++;
    this.#place(
      exchange.flow.lastFrame,
      this.#expiring ? exchange.madeAtFrame : Number.POSITIVE_INFINITY,
    );
    if (exchange.outcome === OUTCOME.noResponse) {
      protocols[exchange.protocol]!.unanswered?.(exchange);
    }
    const row = exchange.protocol * VERBS.length + exchange.verb;
    this.#counts[row * OUTCOMES.length + exchange.outcome]!++;
    for (let i = 0; i < exchange.anomalies; i++) this.#countAnomaly(exchange.anomalyCodes[i]!);
    this.#view.begin(exchange, this.#reader.timeDigits);
    this.#onOperation(this.#view);
  }

  /** At the end flows come in the order of their last frames, before it packets in theirs. */
  #place(lastFrame: number, within: number): void {
    this.order.frame = this.#ended ? Number.POSITIVE_INFINITY : this.#exchanges.readingFrame;
    this.order.within = this.#ended ? lastFrame : within;
  }

  #sighting(ip: string, mac: string, protocol: string, field: SightingField, told: string): void {
    const value = told.slice(0, SIGHTING_VALUE_CHARACTERS_MAX).replaceAll(UNSHOWN, ' ').trim();
    if (value === '') return;
    if (!this.#sightingsTold.isNew(ip, mac, protocol, field, value)) return;
    this.#place(this.#exchanges.readingFrame, Number.POSITIVE_INFINITY);
    const { frame, seconds, nanoseconds } = this.#exchanges;
    const time = timeText(seconds, nanoseconds, this.#reader.timeDigits);
    this.#onSighting?.({ time, frame, ip, mac, protocol, field, value });
  }

  #countAnomaly(code: string): void {
    this.#anomalies.set(code, (this.#anomalies.get(code) ?? 0) + 1);
  }

  #operationCounts(): OperationCount[] {
    const out: OperationCount[] = [];
    protocols.forEach((protocol, p) => {
      VERBS.forEach((verb, v) => {
        OUTCOMES.forEach((outcome, o) => {
          const count = this.#counts[(p * VERBS.length + v) * OUTCOMES.length + o]!;
          if (count > 0) out.push({ protocol: protocol.name, verb, outcome, count });
        });
      });
    });
    return out;
  }
}

/** The same number for both directions between two ends; fragments have no ports to go by. */
function shareOf({ bytes, sourceAt, destinationAt, ipVersion }: Packet): number {
  let mixed = 0;
  const length = ipVersion === 4 ? 4 : 16;
  for (let i = 0; i < length; i += 4) {
    mixed ^= word32(bytes, sourceAt + i) ^ word32(bytes, destinationAt + i);
  }
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 12)) >>> 0;
}
