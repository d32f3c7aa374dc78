import { OPERATION_ANOMALIES_MAX } from '@bulkhead/model';
import { copyBytes } from '../bytes.ts';
import { word16, word32 } from '../packet/packet.ts';
import { ipv4Text, ipv6Text, macText } from './address-text.ts';

/** A segment that came before those in front of it; the bytes are its own. */
export interface EarlySegment {
  readonly sequence: number;
  readonly bytes: Uint8Array;
  /** Bytes on the wire that the capture did not keep. */
  readonly missingBytes: number;
  readonly frame: number;
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** How far one end is read: what is held of a PDU, and whether the next byte starts one. */
export class Reading {
  inStep = false;
  skipBytes = 0;
  partial: Uint8Array | null = null;
  partialBytes = 0;
  partialFrame = 0;
  partialSeconds = 0;
  partialNanoseconds = 0;
  unit: Uint8Array | null = null;
  unitBytes = 0;

  /** Changes places with how far `side` is read. */
  swap(side: Side): void {
    const { inStep, skipBytes, partial, partialBytes, unit, unitBytes } = side;
    const { partialFrame, partialSeconds, partialNanoseconds } = side;
    side.inStep = this.inStep;
    side.skipBytes = this.skipBytes;
    side.partial = this.partial;
    side.partialBytes = this.partialBytes;
    side.partialFrame = this.partialFrame;
    side.partialSeconds = this.partialSeconds;
    side.partialNanoseconds = this.partialNanoseconds;
    side.unit = this.unit;
    side.unitBytes = this.unitBytes;
    this.inStep = inStep;
    this.skipBytes = skipBytes;
    this.partial = partial;
    this.partialBytes = partialBytes;
    this.partialFrame = partialFrame;
    this.partialSeconds = partialSeconds;
    this.partialNanoseconds = partialNanoseconds;
    this.unit = unit;
    this.unitBytes = unitBytes;
  }
}

/** Bytes that were given up, `[from, to)` as far as they did not come, and how they are read. */
export interface Hole {
  from: number;
  to: number;
  readonly reading: Reading;
}

/** What is known of the bytes that one end sends. */
export class Side {
  /** Whether `next` is known: a SYN or a first segment was seen. */
  known = false;
  /** Sequence number that follows all that was taken, as a signed 32-bit number. */
  next = 0;
  /** Of a connection whose opening was not seen: the first byte; those before it may still come. */
  start = 0;
  startOpen = false;
  /** Sequence number of the SYN, where one was seen. */
  synSequence = 0;
  synSeen = false;
  /** Whether the next byte starts a PDU. */
  inStep = false;
  /** Bytes of a PDU that was given up, still to come. */
  skipBytes = 0;
  /** Start of a PDU that is not whole yet. */
  partial: Uint8Array | null = null;
  partialBytes = 0;
  partialFrame = 0;
  partialSeconds = 0;
  partialNanoseconds = 0;
  /** The last datagram that it sent, to know a copy of it. */
  lastStamp = -1;
  lastFrame = 0;
  lastSeconds = 0;
  lastNanoseconds = 0;
  /** Units of one PDU that its protocol puts together; `unitBytes` of it are filled. */
  unit: Uint8Array | null = null;
  unitBytes = 0;
  early: EarlySegment[] = [];
  /**
   * Holes that were given up and are still open, in order, to read what comes late. Whoever can
   * send segments far ahead must not blind us to what follows.
   */
  readonly holes: Hole[] = [];
  /** Highest acknowledgement that the other end gave, where one was seen. */
  acknowledged = 0;
  acknowledgedSeen = false;
  ip = '';
  /** The first 16 and the last 32 bits; -1 where none was seen. */
  macHigh = -1;
  macLow = 0;
  #mac = '';

  get mac(): string {
    if (this.#mac === '' && this.macHigh >= 0) this.#mac = macText(this.macHigh, this.macLow);
    return this.#mac;
  }

  noteMac(bytes: Uint8Array, at: number): void {
    if (at < 0 || at + 6 > bytes.length) return;
    this.macHigh = word16(bytes, at);
    this.macLow = word32(bytes, at + 2);
  }

  /** Other ends: nothing is known of this one. */
  begin(): void {
    this.ip = '';
    this.macHigh = -1;
    this.#mac = '';
    this.forget();
  }

  /** Another connection: nothing is known of its bytes. What was held must be let go before. */
  forget(): void {
    this.known = false;
    this.synSeen = false;
    this.startOpen = false;
    this.inStep = false;
    this.skipBytes = 0;
    this.lastStamp = -1;
    this.acknowledgedSeen = false;
  }
}

/**
 * One TCP connection, the datagrams between two ends, or the frames of one kind between two
 * stations. Side 0 is the end with the lower address, then the lower port.
 */
export class Flow {
  /** One of `TRANSPORT`. */
  transport = 0;
  /** 4 or 6; 0 where the ends are stations on a network. */
  ipVersion = 4;
  /** Address words of both ends; IPv4 uses the last. */
  readonly words = [0, 0, 0, 0, 0, 0, 0, 0];
  word0 = 0;
  word1 = 0;
  /** Both ports in one number, that of side 0 above; the EtherType where there are none. */
  ports = 0;
  readonly sides: readonly [Side, Side] = [new Side(), new Side()];
  /** The side that asks: 0, 1, or -1 while nothing tells. */
  clientSide = -1;
  /** Index of its protocol; -1 until one is recognised. */
  protocol = -1;
  /** What protocols keep for this connection, each under its index. */
  readonly states: unknown[] = [];
  /** Segments that no protocol recognised. */
  unrecognised = 0;
  /** No protocol wants it any more. */
  ignored = false;
  pending = 0;
  /** Bytes kept of its streams, and of its waiting requests. `Held` has the sums. */
  streamBytes = 0;
  requestBytes = 0;
  heldOlder: Flow | null = null;
  heldNewer: Flow | null = null;
  oldestPending: Exchange | null = null;
  newestPending: Exchange | null = null;
  nextInBucket: Flow | null = null;
  bucket = 0;
  hash = 0;
  /** Frame of the last packet on it. */
  lastFrame = 0;
  /** Neighbours among all flows, and the frame at which it took its place there. */
  before: Flow | null = null;
  after: Flow | null = null;
  queuedAtFrame = 0;

  /** Makes this the flow of these ends; one that was given up is used again. */
  begin(transport: number, ipVersion: number, words: Int32Array, ports: number): void {
    this.transport = transport;
    this.ipVersion = ipVersion;
    for (let i = 0; i < 8; i++) this.words[i] = words[i]!;
    this.word0 = words[3]!;
    this.word1 = words[7]!;
    this.ports = ports;
    for (const side of this.sides) side.begin();
    this.forget();
  }

  /** Another connection of the same ends begins. */
  forget(): void {
    this.clientSide = -1;
    this.protocol = -1;
    this.states.length = 0;
    this.unrecognised = 0;
    this.ignored = false;
  }

  /** 0 where there are no ports. */
  port(side: number): number {
    if (this.ipVersion === 0) return 0;
    return side === 0 ? this.ports >>> 16 : this.ports & 0xffff;
  }

  /** Address of one end as text, made once; empty for a station. */
  ip(side: number): string {
    const end = this.sides[side as 0 | 1];
    if (end.ip === '' && this.ipVersion !== 0) {
      const words = this.words.slice(side * 4, side * 4 + 4);
      end.ip = this.ipVersion === 4 ? ipv4Text(words[3]!) : ipv6Text(words);
    }
    return end.ip;
  }
}

/** Outcomes as numbers, in the order of the model's `OUTCOMES`. */
export const OUTCOME = { ok: 0, refused: 1, noResponse: 2, unconfirmed: 3 } as const;

/** Verbs as numbers, in the order of the model's `VERBS`. */
export const VERB = {
  read: 0,
  write: 1,
  command: 2,
  program: 3,
  configure: 4,
  discover: 5,
  connect: 6,
  report: 7,
} as const;

const NOTHING = new Uint8Array();

/**
 * One request and its answer, as bytes and numbers. Kept in a pool and used again; what it means
 * is worked out by its protocol, and only when somebody reads it.
 */
export class Exchange {
  flow!: Flow;
  /** Index of its protocol. */
  protocol = 0;
  /** Side of the flow that asked. */
  side = 0;
  /** What the protocol pairs by. */
  key = 0;
  /** Frame that was being read when it was made, and what `Exchanges.clock` said. */
  madeAtFrame = 0;
  madeAtClock = 0;
  verb = 0;
  outcome = 0;
  /** The request's PDU, copied; empty where it was not seen. */
  request: Uint8Array = new Uint8Array(64);
  requestBytes = 0;
  requestFrame = 0;
  requestSeconds = 0;
  requestNanoseconds = 0;
  /** The answer's PDU where it lies: `response[responseAt..responseEnd)`. */
  response: Uint8Array = NOTHING;
  responseAt = 0;
  responseEnd = 0;
  responseFrame = 0;
  responseSeconds = 0;
  responseNanoseconds = 0;
  anomalies = 0;
  readonly anomalyCodes: string[] = [];
  readonly anomalyOffsets: number[] = [];
  /** What the protocol knows of it from before, such as the block that a transfer is about. */
  note = '';
  waiting = false;
  /** What it counts for while it waits. */
  heldBytes = 0;
  older: Exchange | null = null;
  newer: Exchange | null = null;
  flowOlder: Exchange | null = null;
  flowNewer: Exchange | null = null;

  /** Notes a departure from the standard at a byte of the PDU, once. */
  anomaly(code: string, offset: number): void {
    if (this.anomalies >= OPERATION_ANOMALIES_MAX) return;
    for (let i = 0; i < this.anomalies; i++) {
      if (this.anomalyCodes[i] === code && this.anomalyOffsets[i] === offset) return;
    }
    this.anomalyCodes[this.anomalies] = code;
    this.anomalyOffsets[this.anomalies] = offset;
    this.anomalies++;
  }

  /** Copies the request's bytes. */
  setRequest(bytes: Uint8Array, at: number, end: number): void {
    const length = end - at;
    if (length > this.request.length) this.request = new Uint8Array(length);
    copyBytes(this.request, 0, bytes, at, end);
    this.requestBytes = length;
  }

  /** Whether the request is these bytes. */
  isRequest(bytes: Uint8Array, at: number, end: number): boolean {
    const { request, requestBytes } = this;
    if (requestBytes !== end - at) return false;
    for (let i = 0; i < requestBytes; i++) if (request[i] !== bytes[at + i]) return false;
    return true;
  }
}
