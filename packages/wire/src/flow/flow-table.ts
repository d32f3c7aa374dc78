import { type Packet, word16, word32 } from '../packet/packet.ts';
import { TRANSPORT } from '../protocol.ts';
import { Flow } from './flow.ts';

const BUCKETS_FIRST = 256;
const BUCKETS_MAX = 65_536;
/** Flows in one bucket; more of them means that someone chose addresses to collide. */
const BUCKET_FLOWS_MAX = 32;

/** Finds the flow of a packet, keeps the most recent ones, and gives up a stale one. */
export class FlowTable {
  /** Side that sent the packet of the last `find`. */
  side = 0;
  size = 0;
  readonly #flowsMax: number;
  readonly #evicted: (flow: Flow) => void;
  #buckets: (Flow | null)[] = empty(BUCKETS_FIRST);
  /** All flows, in the order in which they were queued. */
  #first: Flow | null = null;
  #newest: Flow | null = null;
  /** The flow that was found last; packets come in runs. */
  #last: Flow | null = null;
  /** A flow that was given up, to be used again. */
  #spare: Flow | null = null;
  /** Addresses of the packet at hand, those of side 0 first. */
  readonly #words = new Int32Array(8);

  constructor(flowsMax: number, evicted: (flow: Flow) => void) {
    this.#flowsMax = flowsMax;
    this.#evicted = evicted;
  }

  /** The flow of a packet, made if it is new. */
  find(packet: Packet, transport: number): Flow {
    const flow =
      packet.ipVersion === 4
        ? this.#find4(packet, transport)
        : packet.ipVersion === 6
          ? this.#find6(packet, transport)
          : this.#findStations(packet);
    flow.lastFrame = packet.frame;
    return flow;
  }

  /** Every flow, the stalest first. */
  flows(): Flow[] {
    const all: Flow[] = [];
    for (let flow = this.#first; flow !== null; flow = flow.after) all.push(flow);
    return all.toSorted((a, b) => a.lastFrame - b.lastFrame);
  }

  #find4(packet: Packet, transport: number): Flow {
    const { bytes } = packet;
    const source = word32(bytes, packet.sourceAt);
    const destination = word32(bytes, packet.destinationAt);
    const sourcePort = word16(bytes, packet.transportAt);
    const destinationPort = word16(bytes, packet.transportAt + 2);
    const ordered =
      source < destination || (source === destination && sourcePort <= destinationPort);
    const word0 = ordered ? source : destination;
    const word1 = ordered ? destination : source;
    const ports = ordered
      ? (sourcePort << 16) | destinationPort
      : (destinationPort << 16) | sourcePort;
    this.side = ordered ? 0 : 1;
    const last = this.#last;
    if (
      last !== null &&
      last.ports === ports &&
      last.word0 === word0 &&
      last.word1 === word1 &&
      last.transport === transport &&
      last.ipVersion === 4
    ) {
      return last;
    }
    const bucket = hashOf(word0, word1, ports) & (this.#buckets.length - 1);
    let flow = this.#buckets[bucket] ?? null;
    while (flow !== null) {
      if (
        flow.ports === ports &&
        flow.word0 === word0 &&
        flow.word1 === word1 &&
        flow.transport === transport &&
        flow.ipVersion === 4
      ) {
        this.#last = flow;
        return flow;
      }
      flow = flow.nextInBucket;
    }
    this.#words.fill(0);
    this.#words[3] = word0;
    this.#words[7] = word1;
    return this.#add(packet, transport, ports, bucket);
  }

  #find6(packet: Packet, transport: number): Flow {
    const { bytes } = packet;
    const key = this.#words;
    const sourcePort = word16(bytes, packet.transportAt);
    const destinationPort = word16(bytes, packet.transportAt + 2);
    const ordered = isOrdered6(packet, sourcePort, destinationPort);
    this.side = ordered ? 0 : 1;
    for (let i = 0; i < 4; i++) {
      const source = word32(bytes, packet.sourceAt + 4 * i);
      const destination = word32(bytes, packet.destinationAt + 4 * i);
      key[i] = ordered ? source : destination;
      key[4 + i] = ordered ? destination : source;
    }
    const ports = ordered
      ? (sourcePort << 16) | destinationPort
      : (destinationPort << 16) | sourcePort;
    const mixed0 = key[0]! ^ key[1]! ^ key[2]! ^ key[3]!;
    const mixed1 = key[4]! ^ key[5]! ^ key[6]! ^ key[7]!;
    const bucket = hashOf(mixed0, mixed1, ports) & (this.#buckets.length - 1);
    for (let flow = this.#buckets[bucket] ?? null; flow !== null; flow = flow.nextInBucket) {
      if (flow.ports !== ports || flow.ipVersion !== 6 || flow.transport !== transport) continue;
      if (!sameWords(flow.words, key)) continue;
      this.#last = flow;
      return flow;
    }
    return this.#add(packet, transport, ports, bucket);
  }

  /** By both MAC addresses and the kind of frame; without addresses all of a kind are one flow. */
  #findStations(packet: Packet): Flow {
    const { bytes, sourceMacAt } = packet;
    const key = this.#words.fill(0);
    const sourceSide = isOrderedMac(packet) ? 0 : 1;
    this.side = sourceSide;
    if (sourceMacAt >= 0) {
      key[sourceSide * 4 + 2] = word16(bytes, sourceMacAt);
      key[sourceSide * 4 + 3] = word32(bytes, sourceMacAt + 2);
      if (packet.twoMacs) {
        key[(1 - sourceSide) * 4 + 2] = word16(bytes, sourceMacAt - 6);
        key[(1 - sourceSide) * 4 + 3] = word32(bytes, sourceMacAt - 4);
      }
    }
    const ports = packet.etherType | 0;
    const bucket = hashOf(key[2]! ^ key[3]!, key[6]! ^ key[7]!, ports) & (this.#buckets.length - 1);
    for (let flow = this.#buckets[bucket] ?? null; flow !== null; flow = flow.nextInBucket) {
      if (flow.ports !== ports || flow.ipVersion !== 0) continue;
      if (!sameWords(flow.words, key)) continue;
      this.#last = flow;
      return flow;
    }
    return this.#add(packet, TRANSPORT.ethernet, ports, bucket);
  }

  #add(packet: Packet, transport: number, ports: number, bucket: number): Flow {
    const words = this.#words;
    if (this.size >= this.#flowsMax) this.#giveUpStalest();
    this.#trimBucket(bucket);
    const flow = this.#spare ?? new Flow();
    this.#spare = null;
    flow.begin(transport, packet.ipVersion, words, ports);
    flow.bucket = bucket;
    flow.hash = hashOf(
      words[0]! ^ words[1]! ^ words[2]! ^ words[3]!,
      words[4]! ^ words[5]! ^ words[6]! ^ words[7]!,
      ports,
    );
    flow.nextInBucket = this.#buckets[bucket] ?? null;
    this.#buckets[bucket] = flow;
    this.size++;
    this.#queue(flow, packet.frame);
    this.#last = flow;
    if (this.size > this.#buckets.length && this.#buckets.length < BUCKETS_MAX) this.#grow();
    const source = flow.sides[this.side as 0 | 1];
    const destination = flow.sides[(1 - this.side) as 0 | 1];
    source.noteMac(packet.bytes, packet.sourceMacAt);
    if (packet.twoMacs) destination.noteMac(packet.bytes, packet.sourceMacAt - 6);
    return flow;
  }

  /** Four times the buckets, so that a capture of a few flows costs little. */
  #grow(): void {
    const buckets = empty(this.#buckets.length * 4);
    for (let flow = this.#first; flow !== null; flow = flow.after) {
      flow.bucket = flow.hash & (buckets.length - 1);
      flow.nextInBucket = buckets[flow.bucket] ?? null;
      buckets[flow.bucket] = flow;
    }
    this.#buckets = buckets;
  }

  #trimBucket(bucket: number): void {
    let count = 0;
    let last: Flow | null = null;
    for (let flow = this.#buckets[bucket] ?? null; flow !== null; flow = flow.nextInBucket) {
      count++;
      last = flow;
    }
    if (count >= BUCKET_FLOWS_MAX && last !== null) this.#evict(last);
  }

  #evict(flow: Flow): void {
    this.#evicted(flow);
    this.#unlink(flow);
    this.size--;
    this.#spare = flow;
    const first = this.#buckets[flow.bucket] ?? null;
    if (first === flow) {
      this.#buckets[flow.bucket] = flow.nextInBucket;
      return;
    }
    for (let other = first; other !== null; other = other.nextInBucket) {
      if (other.nextInBucket !== flow) continue;
      other.nextInBucket = flow.nextInBucket;
      return;
    }
  }

  /** The longest known goes, unless it was heard of since it was last looked at here. */
  #giveUpStalest(): void {
    let flow = this.#first!;
    while (flow.lastFrame !== flow.queuedAtFrame) {
      this.#unlink(flow);
      this.#queue(flow, flow.lastFrame);
      flow = this.#first!;
    }
    this.#evict(flow);
  }

  #queue(flow: Flow, frame: number): void {
    flow.queuedAtFrame = frame;
    flow.before = this.#newest;
    flow.after = null;
    if (this.#newest !== null) this.#newest.after = flow;
    this.#newest = flow;
    this.#first ??= flow;
  }

  #unlink(flow: Flow): void {
    if (flow.after === null) this.#newest = flow.before;
    else flow.after.before = flow.before;
    if (flow.before === null) this.#first = flow.after;
    else flow.before.after = flow.after;
    if (this.#last === flow) this.#last = null;
  }
}

function hashOf(word0: number, word1: number, ports: number): number {
  let hash = Math.imul(word0 ^ Math.imul(word1, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13) ^ ports, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function isOrdered6(packet: Packet, sourcePort: number, destinationPort: number): boolean {
  const { bytes, sourceAt, destinationAt } = packet;
  for (let i = 0; i < 16; i++) {
    const source = bytes[sourceAt + i]!;
    const destination = bytes[destinationAt + i]!;
    if (source !== destination) return source < destination;
  }
  return sourcePort <= destinationPort;
}

function isOrderedMac({ bytes, sourceMacAt, twoMacs }: Packet): boolean {
  if (sourceMacAt < 0 || !twoMacs) return true;
  for (let i = 0; i < 6; i++) {
    const difference = bytes[sourceMacAt + i]! - bytes[sourceMacAt - 6 + i]!;
    if (difference !== 0) return difference < 0;
  }
  return true;
}

function sameWords(one: readonly number[], other: Int32Array): boolean {
  for (let i = 0; i < 8; i++) if (one[i] !== other[i]) return false;
  return true;
}

function empty(buckets: number): (Flow | null)[] {
  return Array.from({ length: buckets }, () => null);
}
