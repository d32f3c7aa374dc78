/** Bytes that are taken at a time: each has a table of its own ("slicing by 4"). */
const SLICE_BYTES = 4;

/** CRC-32 as zip files hold it, fed piece by piece. Finds accidents; proves nothing. */
export class Crc32 {
  #state = -1;

  update(bytes: Uint8Array): this {
    let state = this.#state;
    const slicesEnd = bytes.length - (bytes.length % SLICE_BYTES);
    let at = 0;
    for (; at < slicesEnd; at += SLICE_BYTES) {
      state ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
      state =
        FOURTH[state & 0xff]! ^
        THIRD[(state >>> 8) & 0xff]! ^
        SECOND[(state >>> 16) & 0xff]! ^
        FIRST[state >>> 24]!;
    }
    for (; at < bytes.length; at++) state = FIRST[(state ^ bytes[at]!) & 0xff]! ^ (state >>> 8);
    this.#state = state;
    return this;
  }

  /** As an unsigned 32-bit number. */
  value(): number {
    return ~this.#state >>> 0;
  }
}

/** What a byte makes of an empty state. */
const FIRST = Int32Array.from({ length: 256 }, (_, byte) => {
  let state = byte;
  for (let bit = 0; bit < 8; bit++) state = state & 1 ? (state >>> 1) ^ 0xedb8_8320 : state >>> 1;
  return state;
});
/** The same with so many zero bytes behind it. */
const SECOND = FIRST.map(followedByZero);
const THIRD = SECOND.map(followedByZero);
const FOURTH = THIRD.map(followedByZero);

function followedByZero(state: number): number {
  return FIRST[state & 0xff]! ^ (state >>> 8);
}
