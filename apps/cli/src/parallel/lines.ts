import type { Batch } from './messages.ts';

/** Bytes gathered before they are written: one write a line would be slower than the reading. */
export const WRITE_AT_BYTES = 262_144;

/** Puts ranges of lines together and hands them on in pieces that are worth a write. */
export class LineOutput {
  readonly #onBytes: (bytes: Uint8Array) => void;
  readonly #room = new Uint8Array(WRITE_AT_BYTES);
  #filled = 0;

  /** The bytes handed on are valid during the call. */
  constructor(onBytes: (bytes: Uint8Array) => void) {
    this.#onBytes = onBytes;
  }

  /** Takes lines of one batch, from one byte to another. */
  take({ lines }: Batch, from: number, to: number): void {
    const bytes = lines!.subarray(from, to);
    if (this.#filled + bytes.length > this.#room.length) this.flush();
    if (bytes.length > this.#room.length) return this.#onBytes(bytes);
    this.#room.set(bytes, this.#filled);
    this.#filled += bytes.length;
  }

  flush(): void {
    if (this.#filled > 0) this.#onBytes(this.#room.subarray(0, this.#filled));
    this.#filled = 0;
  }
}
