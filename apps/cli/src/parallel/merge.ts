import { type Batch, KEY_NUMBERS } from './messages.ts';

/** Text gathered before it is handed on. */
const WRITE_AT_CHARACTERS = 65_536;

interface Waiting {
  readonly batch: Batch;
  readonly taken: () => void;
}

/** What one share has given and nobody has taken yet. */
class Share {
  readonly waiting: Waiting[] = [];
  /** Operation of the first batch that is next, and where its line starts. */
  next = 0;
  textAt = 0;
  upToFrame = 0;
}

/** Lines of several shares, each in its own order -> all of them in the order of one reading. */
export class Merge {
  readonly #shares: readonly Share[];
  readonly #onText: (text: string) => void;
  #text = '';

  constructor(shares: number, onText: (text: string) => void) {
    this.#shares = Array.from({ length: shares }, () => new Share());
    this.#onText = onText;
  }

  /** Takes a batch; `taken` is called when nothing of it waits any more. */
  add(index: number, batch: Batch, taken: () => void): void {
    const share = this.#shares[index]!;
    share.waiting.push({ batch, taken });
    share.upToFrame = batch.upToFrame;
    this.#drop(share);
    for (let first = this.#first(); first !== null; first = this.#first()) this.#take(first);
    this.#flush(this.#shares.every(({ upToFrame }) => upToFrame === Number.POSITIVE_INFINITY));
  }

  /** The share whose next line is due; null where another share may still have an earlier one. */
  #first(): Share | null {
    let first: Share | null = null;
    let silentUpTo = Number.POSITIVE_INFINITY;
    for (const share of this.#shares) {
      if (share.waiting.length === 0) {
        // What it gives later is of later frames, or of the end of the capture.
        if (share.upToFrame < silentUpTo) silentUpTo = share.upToFrame;
      } else if (first === null || isBefore(share, first)) first = share;
    }
    if (first === null) return null;
    return frameOf(first) <= silentUpTo ? first : null;
  }

  #take(share: Share): void {
    const { batch } = share.waiting[0]!;
    const length = batch.keys[share.next * KEY_NUMBERS + 2]!;
    this.#text += batch.text.slice(share.textAt, share.textAt + length);
    share.textAt += length;
    share.next++;
    this.#drop(share);
    this.#flush(false);
  }

  /** Lets go of batches of which nothing is left. */
  #drop(share: Share): void {
    for (let first = share.waiting[0]; first !== undefined; first = share.waiting[0]) {
      if (share.next * KEY_NUMBERS < first.batch.keys.length) return;
      share.waiting.shift();
      share.next = 0;
      share.textAt = 0;
      first.taken();
    }
  }

  #flush(all: boolean): void {
    if (this.#text === '' || (!all && this.#text.length < WRITE_AT_CHARACTERS)) return;
    this.#onText(this.#text);
    this.#text = '';
  }
}

function keyOf(share: Share, number: number): number {
  return share.waiting[0]!.batch.keys[share.next * KEY_NUMBERS + number]!;
}

function frameOf(share: Share): number {
  return keyOf(share, 0);
}

function isBefore(one: Share, other: Share): boolean {
  if (frameOf(one) !== frameOf(other)) return frameOf(one) < frameOf(other);
  return keyOf(one, 1) < keyOf(other, 1);
}
