import type { WireLimits } from '../limits.ts';
import type { Skips } from '../packet/skips.ts';
import { TRANSPORT } from '../protocol.ts';
import { Exchange, type Flow, OUTCOME } from './flow.ts';
import { type Held, HELD_OVERHEAD_BYTES } from './held.ts';

const POOL_MAX = 4_096;
/** Requests longer than this give their bytes back rather than keep them in the pool. */
const POOLED_REQUEST_BYTES_MAX = 512;
const NOTHING = new Uint8Array();

/** Takes each exchange as it completes; it is used again afterwards. */
export type ExchangeSink = (exchange: Exchange) => void;

/** Takes a frame that says once more what frame `of` said. */
export type RepeatSink = (frame: number, of: number) => void;

/**
 * Pairs requests with answers, within bounds: what waits too long, or is crowded out, is handed on
 * as not answered. Protocols call it; protocol, flow, side, frame and time are those of the PDU at
 * hand.
 */
export class Exchanges {
  frame = 0;
  /** Frame of the packet at hand, which may have let older ones be read. */
  readingFrame = 0;
  /**
   * Seconds that passed in the capture. Where its time jumps back, as where captures are joined, no
   * time passes; so requests time out in the order in which they were made.
   */
  clock = 0;
  seconds = 0;
  nanoseconds = 0;
  /** Index of the protocol at hand. */
  protocol = 0;
  flow!: Flow;
  /** Who sent it. */
  side: 0 | 1 = 0;
  waiting = 0;
  /** Goes up with every exchange that begins or is answered. */
  marks = 0;
  readonly onRepeat: RepeatSink | null;
  readonly #limits: WireLimits;
  readonly #held: Held;
  readonly #skips: Skips;
  readonly #sink: ExchangeSink;
  readonly #timeoutSeconds: number;
  readonly #pool: Exchange[] = [];
  #nowSeconds = Number.POSITIVE_INFINITY;
  #nowNanoseconds = 0;
  #oldest: Exchange | null = null;
  #newest: Exchange | null = null;

  constructor(
    limits: WireLimits,
    held: Held,
    skips: Skips,
    sink: ExchangeSink,
    onRepeat: RepeatSink | null,
  ) {
    this.#limits = limits;
    this.#held = held;
    this.#skips = skips;
    this.#sink = sink;
    this.onRepeat = onRepeat;
    this.#timeoutSeconds = limits.responseTimeoutMs / 1000;
  }

  /**
   * A request was sent: it waits for its answer. A datagram that repeats a request that waits is
   * taken for that one.
   */
  request(key: number, verb: number, bytes: Uint8Array, at: number, end: number): Exchange {
    const { flow, side } = this;
    if (flow.transport !== TRANSPORT.tcp) {
      const same = this.find(flow, side, key);
      if (same?.isRequest(bytes, at, end) === true) {
        this.#skips.reason('request_repeated');
        this.onRepeat?.(this.frame, same.requestFrame);
        return same;
      }
    }
    const heldBytes = HELD_OVERHEAD_BYTES + end - at;
    this.#makeRoom(flow, heldBytes);
    const exchange = this.#take(side, key, verb);
    exchange.heldBytes = heldBytes;
    this.#setRequest(exchange, bytes, at, end);
    this.#link(exchange);
    return exchange;
  }

  /** What the protocol has no answer for: complete at once. */
  unconfirmed(verb: number, bytes: Uint8Array, at: number, end: number): void {
    this.finishSent(this.sent(verb, bytes, at, end));
  }

  /** The same in two steps: note what there is to note, then `finishSent`. */
  sent(verb: number, bytes: Uint8Array, at: number, end: number): Exchange {
    const exchange = this.#take(this.side, 0, verb);
    this.#setRequest(exchange, bytes, at, end);
    return exchange;
  }

  finishSent(exchange: Exchange): void {
    exchange.outcome = OUTCOME.unconfirmed;
    this.#finish(exchange);
  }

  /** What a device sends unasked: the other end is the client. */
  report(verb: number, bytes: Uint8Array, at: number, end: number): void {
    this.answer(this.alone(verb), bytes, at, end, OUTCOME.ok);
  }

  /** The oldest request of the other end that waits under this key; see `find`. */
  asked(key: number, mask = -1): Exchange | null {
    return this.find(this.flow, 1 - this.side, key, mask);
  }

  /**
   * The oldest request of `side` by the protocol at hand that waits under this key, in the bits of
   * `mask`. Keys are compared as 32-bit numbers.
   */
  find(flow: Flow, side: number, key: number, mask = -1): Exchange | null {
    const { protocol } = this;
    let exchange = flow.oldestPending;
    while (
      exchange !== null &&
      (((exchange.key ^ key) & mask) !== 0 ||
        exchange.side !== side ||
        exchange.protocol !== protocol)
    ) {
      exchange = exchange.flowNewer;
    }
    return exchange;
  }

  /**
   * An exchange without a request: an answer to what was not seen, or what a device reports. The
   * other end is the client, unless another is named.
   */
  alone(verb: number, client = 1 - this.side): Exchange {
    return this.#take(client, 0, verb);
  }

  /** The answer was seen: the exchange is complete and handed on. */
  answer(exchange: Exchange, bytes: Uint8Array, at: number, end: number, outcome: number): void {
    this.marks++;
    if (exchange.waiting) this.#unlink(exchange);
    exchange.response = bytes;
    exchange.responseAt = at;
    exchange.responseEnd = end;
    exchange.responseFrame = this.frame;
    exchange.responseSeconds = this.seconds;
    exchange.responseNanoseconds = this.nanoseconds;
    exchange.outcome = outcome;
    this.#finish(exchange);
  }

  /** The capture's time is now this: what has waited longer than the limit is handed on. */
  advance(seconds: number, nanoseconds: number): void {
    const passed = seconds - this.#nowSeconds + (nanoseconds - this.#nowNanoseconds) / 1e9;
    this.#nowSeconds = seconds;
    this.#nowNanoseconds = nanoseconds;
    if (passed > 0) this.clock += passed;
    let oldest = this.#oldest;
    while (oldest !== null && this.clock - oldest.madeAtClock >= this.#timeoutSeconds) {
      this.#giveUp(oldest);
      oldest = this.#oldest;
    }
  }

  /** Room in memory is needed: the request that waits longest is not answered. */
  giveUpOldest(): void {
    if (this.#oldest !== null) this.#giveUp(this.#oldest);
  }

  /** The connection is over: what waits on it is not answered. */
  closeFlow(flow: Flow): void {
    while (flow.oldestPending !== null) this.#giveUp(flow.oldestPending);
  }

  /** The capture is over. */
  closeAll(): void {
    while (this.#oldest !== null) this.#giveUp(this.#oldest);
  }

  #makeRoom(flow: Flow, bytes: number): void {
    const { flowPendingMax, flowBytesMax, pendingMax } = this.#limits;
    while (
      flow.oldestPending !== null &&
      (flow.pending >= flowPendingMax ||
        flow.requestBytes + flow.streamBytes + bytes > flowBytesMax)
    ) {
      this.#giveUp(flow.oldestPending);
    }
    if (this.waiting >= pendingMax) this.giveUpOldest();
  }

  #giveUp(exchange: Exchange): void {
    this.#unlink(exchange);
    exchange.outcome = OUTCOME.noResponse;
    this.#finish(exchange);
  }

  #finish(exchange: Exchange): void {
    this.#sink(exchange);
    exchange.response = NOTHING;
    exchange.note = '';
    if (exchange.request.length > POOLED_REQUEST_BYTES_MAX) exchange.request = new Uint8Array(64);
    if (this.#pool.length < POOL_MAX) this.#pool.push(exchange);
  }

  #take(side: number, key: number, verb: number): Exchange {
    this.marks++;
    const exchange = this.#pool.pop() ?? new Exchange();
    exchange.flow = this.flow;
    exchange.protocol = this.protocol;
    exchange.madeAtFrame = this.readingFrame;
    exchange.madeAtClock = this.clock;
    exchange.side = side;
    exchange.key = key;
    exchange.verb = verb;
    exchange.requestBytes = 0;
    exchange.requestFrame = 0;
    exchange.response = NOTHING;
    exchange.responseAt = 0;
    exchange.responseEnd = 0;
    exchange.responseFrame = 0;
    exchange.anomalies = 0;
    return exchange;
  }

  #setRequest(exchange: Exchange, bytes: Uint8Array, at: number, end: number): void {
    exchange.setRequest(bytes, at, end);
    exchange.requestFrame = this.frame;
    exchange.requestSeconds = this.seconds;
    exchange.requestNanoseconds = this.nanoseconds;
  }

  #link(exchange: Exchange): void {
    const { flow } = exchange;
    exchange.waiting = true;
    exchange.older = this.#newest;
    exchange.newer = null;
    if (this.#newest === null) this.#oldest = exchange;
    else this.#newest.newer = exchange;
    this.#newest = exchange;
    exchange.flowOlder = flow.newestPending;
    exchange.flowNewer = null;
    if (flow.newestPending === null) flow.oldestPending = exchange;
    else flow.newestPending.flowNewer = exchange;
    flow.newestPending = exchange;
    flow.pending++;
    flow.requestBytes += exchange.heldBytes;
    this.#held.requestBytes += exchange.heldBytes;
    this.waiting++;
  }

  #unlink(exchange: Exchange): void {
    const { flow, older, newer, flowOlder, flowNewer } = exchange;
    exchange.waiting = false;
    if (older === null) this.#oldest = newer;
    else older.newer = newer;
    if (newer === null) this.#newest = older;
    else newer.older = older;
    if (flowOlder === null) flow.oldestPending = flowNewer;
    else flowOlder.flowNewer = flowNewer;
    if (flowNewer === null) flow.newestPending = flowOlder;
    else flowNewer.flowOlder = flowOlder;
    flow.pending--;
    flow.requestBytes -= exchange.heldBytes;
    this.#held.requestBytes -= exchange.heldBytes;
    this.waiting--;
  }
}
