/** CRC-32 as zip files hold it, fed piece by piece. Finds accidents; proves nothing. */
export class Crc32 {
  #state = 0xffff_ffff;

  update(bytes: Uint8Array): this {
    let state = this.#state;
    for (const byte of bytes) state = TABLE[(state ^ byte) & 0xff]! ^ (state >>> 8);
    this.#state = state;
    return this;
  }

  /** As an unsigned 32-bit number. */
  value(): number {
    return (this.#state ^ 0xffff_ffff) >>> 0;
  }
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let state = byte;
  for (let bit = 0; bit < 8; bit++) state = state & 1 ? (state >>> 1) ^ 0xedb8_8320 : state >>> 1;
  return state;
});
