import type { Flow } from './flow.ts';

/** What the objects around a few kept bytes cost, measured; counted so that the limits are true. */
export const HELD_OVERHEAD_BYTES = 320;

/**
 * The one account of everything that is kept of packets: early segments, unfinished PDUs, and
 * requests that wait. Whoever keeps bytes says so here, and again when they are let go.
 */
export class Held {
  /** Of early segments and unfinished PDUs. */
  streamBytes = 0;
  /** Of requests that wait for an answer. */
  requestBytes = 0;
  /** Goes up whenever something is kept or let go. */
  marks = 0;
  /** The flow that has held stream bytes for longest. */
  oldest: Flow | null = null;
  #newest: Flow | null = null;

  /** `flow` keeps so many bytes more of its streams; fewer where negative. */
  change(flow: Flow, bytes: number): void {
    this.marks++;
    if (flow.streamBytes === 0) this.#link(flow);
    flow.streamBytes += bytes;
    this.streamBytes += bytes;
    if (flow.streamBytes === 0) this.#unlink(flow);
  }

  #link(flow: Flow): void {
    flow.heldOlder = this.#newest;
    flow.heldNewer = null;
    if (this.#newest === null) this.oldest = flow;
    else this.#newest.heldNewer = flow;
    this.#newest = flow;
  }

  #unlink({ heldOlder, heldNewer }: Flow): void {
    if (heldOlder === null) this.oldest = heldNewer;
    else heldOlder.heldNewer = heldNewer;
    if (heldNewer === null) this.#newest = heldOlder;
    else heldNewer.heldOlder = heldOlder;
  }
}
