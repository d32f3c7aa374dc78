import { type Batch, KEY_NUMBERS } from './messages.ts';

/** Takes entries of one batch that follow each other: its content from one place to another. */
export type RunSink = (batch: Batch, from: number, to: number) => void;

interface Waiting {
  readonly batch: Batch;
  readonly taken: () => void;
}

/** What one share has given and nobody has taken yet. */
class Share {
  readonly waiting: Waiting[] = [];
  /** Number of the key in the first batch that is next, and where its content starts. */
  at = 0;
  contentAt = 0;
  upToFrame = 0;

  get frame(): number {
    return this.waiting[0]!.batch.keys[this.at]!;
  }

  get within(): number {
    return this.waiting[0]!.batch.keys[this.at + 1]!;
  }
}

/** Entries of several shares, each in its own order -> all of them in the order of one reading. */
export class Merge {
  readonly #shares: readonly Share[];
  readonly #onRun: RunSink;

  constructor(shares: number, onRun: RunSink) {
    this.#shares = Array.from({ length: shares }, () => new Share());
    this.#onRun = onRun;
  }

  /** Takes a batch; `taken` is called when nothing of it waits any more. */
  add(index: number, batch: Batch, taken: () => void): void {
    const share = this.#shares[index]!;
    share.waiting.push({ batch, taken });
    share.upToFrame = batch.upToFrame;
    this.#drop(share);
    let first = this.#first();
    while (first !== null && this.#take(first)) first = this.#first();
  }

  /** The share whose next entry is the earliest that is there. */
  #first(): Share | null {
    let first: Share | null = null;
    for (const share of this.#shares) {
      if (share.waiting.length === 0) continue;
      if (first === null || isBefore(share.frame, share.within, first.frame, first.within)) {
        first = share;
      }
    }
    return first;
  }

  /** Takes entries of one share until one of another may be due; false where none was taken. */
  #take(first: Share): boolean {
    let frame = Number.POSITIVE_INFINITY;
    let within = Number.POSITIVE_INFINITY;
    let silentUpTo = Number.POSITIVE_INFINITY;
    for (const share of this.#shares) {
      if (share === first) continue;
      // What comes later is of later frames, or of the end of the capture.
      if (share.waiting.length === 0) silentUpTo = Math.min(silentUpTo, share.upToFrame);
      else if (isBefore(share.frame, share.within, frame, within)) ({ frame, within } = share);
    }
    const { batch } = first.waiting[0]!;
    const { keys } = batch;
    const from = first.contentAt;
    let { at } = first;
    while (
      at < keys.length &&
      keys[at]! <= silentUpTo &&
      !isBefore(frame, within, keys[at]!, keys[at + 1]!)
    ) {
      at += KEY_NUMBERS;
    }
    if (at === first.at) return false;
    first.at = at;
    first.contentAt = keys[at - 1]!;
    this.#onRun(batch, from, first.contentAt);
    this.#drop(first);
    return true;
  }

  /** Lets go of batches of which nothing is left. */
  #drop(share: Share): void {
    for (let first = share.waiting[0]; first !== undefined; first = share.waiting[0]) {
      if (share.at < first.batch.keys.length) return;
      share.waiting.shift();
      share.at = 0;
      share.contentAt = 0;
      first.taken();
    }
  }
}

function isBefore(frame: number, within: number, otherFrame: number, otherWithin: number): boolean {
  return frame === otherFrame ? within < otherWithin : frame < otherFrame;
}
