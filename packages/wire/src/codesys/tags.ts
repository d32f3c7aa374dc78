import { textOf, unsigned32le, word16le } from '../bytes.ts';

/** Bit of the number of a tag that holds others. */
const HOLDS_OTHERS = 0x80;
/** Seven bits a byte, the lowest first; sizes are filled up to a length with empty ones. */
const NUMBER_BYTES_MAX = 5;
/** Tags of one service that are looked at. */
const TAGS_MAX = 64;

/** A tag that was found: its data is `bytes[at..end)`. Filled anew by each search. */
export class TagSearch {
  at = 0;
  end = 0;
  #number = 0;
  #next = 0;

  /** Looks for a tag among those in `bytes[at..end)`, without looking into them. */
  find(bytes: Uint8Array, at: number, end: number, wanted: number): boolean {
    for (let i = 0; i < TAGS_MAX && at < end; i++) {
      if (!this.#read(bytes, at, end)) return false;
      const number = this.#number;
      if (!this.#read(bytes, this.#next, end)) return false;
      this.at = this.#next;
      this.end = this.at + this.#number;
      if (this.end > end) return false;
      if (number === wanted) return true;
      at = this.end;
    }
    return false;
  }

  /** The same within a tag that holds others. */
  findWithin(bytes: Uint8Array, at: number, end: number, outer: number, wanted: number): boolean {
    return (
      (outer & HOLDS_OTHERS) !== 0 &&
      this.find(bytes, at, end, outer) &&
      this.find(bytes, this.at, this.end, wanted)
    );
  }

  /** A number of two bytes, or of four; -1 where the tag has another length. */
  number(bytes: Uint8Array): number {
    if (this.end - this.at === 2) return word16le(bytes, this.at);
    return this.end - this.at === 4 ? unsigned32le(bytes, this.at) : -1;
  }

  text(bytes: Uint8Array): string {
    return textOf(bytes, this.at, this.end);
  }

  #read(bytes: Uint8Array, at: number, end: number): boolean {
    let number = 0;
    for (let i = 0; i < NUMBER_BYTES_MAX && at + i < end; i++) {
      const byte = bytes[at + i]!;
      number += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) {
        this.#number = number;
        this.#next = at + i + 1;
        return true;
      }
    }
    return false;
  }
}
