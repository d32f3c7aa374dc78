import { BoundedMap } from '../bounded-map.ts';
import type { Exchanges } from '../flow/exchanges.ts';
import type { Exchange, Side } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';

/** Publishers remembered at a time; beyond it the one that was new longest ago goes. */
export const PUBLISHERS_MAX = 4_096;
/** Octets compared of a reference: a VisibleString129 and what departs from it. */
const REFERENCE_BYTES_MAX = 256;

/** What is remembered of one publisher, by its reference. */
export class Publisher {
  reference = new Uint8Array();
  macHigh = 0;
  macLow = 0;
  seconds = 0;
  nanoseconds = 0;
  /** Time in which its next message must come; 0 where it has not said so. */
  liveMs = 0;
  configuration = 0;
  /** State and sequence, or sample count; `extra` is the synchronisation of samples. */
  state = 0;
  sequence = 0;
  extra = 0;

  isReference(bytes: Uint8Array, at: number, end: number): boolean {
    const { reference } = this;
    if (reference.length !== end - at) return false;
    for (let i = 0; i < reference.length; i++) if (reference[i] !== bytes[at + i]) return false;
    return true;
  }

  /** Whole milliseconds since its last message. */
  silentMs(seconds: number, nanoseconds: number): number {
    return (seconds - this.seconds) * 1000 + Math.floor((nanoseconds - this.nanoseconds) / 1e6);
  }
}

/**
 * Publishers of one capture by their reference, so that the same from another address shows. They
 * belong to no flow: an impostor sends from another address, and so on another flow.
 */
export class Publishers {
  readonly #byHash: BoundedMap<number, Publisher>;

  constructor({ skips }: PduContext) {
    this.#byHash = new BoundedMap(PUBLISHERS_MAX, skips);
  }

  /** The publisher of this reference; null where it is new. */
  find(bytes: Uint8Array, at: number, end: number): Publisher | null {
    const last = Math.min(end, at + REFERENCE_BYTES_MAX);
    const known = this.#byHash.get(hashOf(bytes, at, last));
    return known !== undefined && known.isReference(bytes, at, last) ? known : null;
  }

  /** A new one; one whose hash is the same gives way. */
  add(bytes: Uint8Array, at: number, end: number): Publisher {
    const last = Math.min(end, at + REFERENCE_BYTES_MAX);
    const hash = hashOf(bytes, at, last);
    const publisher = new Publisher();
    publisher.reference = bytes.slice(at, last);
    this.#byHash.set(hash, publisher);
    return publisher;
  }
}

/**
 * Whether a message is from the address that the publisher has. From another it is noted, and while
 * the known one is still within its time nothing is learnt from it; else it has moved.
 */
export function isFromKnownAddress(
  exchange: Exchange,
  publisher: Publisher,
  sender: Side,
  exchanges: Exchanges,
): boolean {
  if (sender.macHigh === publisher.macHigh && sender.macLow === publisher.macLow) return true;
  exchange.anomaly('publisher_address_differs', 0);
  const silentMs = publisher.silentMs(exchanges.seconds, exchanges.nanoseconds);
  return silentMs > publisher.liveMs;
}

/** Remembers the address and the time of the message at hand. */
export function noteMessage(publisher: Publisher, sender: Side, exchanges: Exchanges): void {
  publisher.macHigh = sender.macHigh;
  publisher.macLow = sender.macLow;
  publisher.seconds = exchanges.seconds;
  publisher.nanoseconds = exchanges.nanoseconds;
}

/** FNV-1a over the octets. */
function hashOf(bytes: Uint8Array, at: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = at; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash;
}
