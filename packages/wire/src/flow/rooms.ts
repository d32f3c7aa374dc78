/** Rooms kept for the next time, and the largest of them. */
const KEPT_MAX = 32;
const KEPT_BYTES_MAX = 4_096;

/**
 * Memory for PDUs that come in pieces, used again. What is let go stays as it is until `release`,
 * as somebody may still be reading it.
 */
export class Rooms {
  readonly #free: Uint8Array[] = [];
  readonly #letGo: Uint8Array[] = [];

  /** Room for at least `bytes`. */
  take(bytes: number): Uint8Array {
    const last = this.#free.length - 1;
    if (last >= 0 && this.#free[last]!.length >= bytes) return this.#free.pop()!;
    return new Uint8Array(bytes);
  }

  letGo(room: Uint8Array): void {
    const { length } = room;
    if (length > 0 && length <= KEPT_BYTES_MAX && this.#letGo.length < KEPT_MAX) {
      this.#letGo.push(room);
    }
  }

  /** Nobody reads what was let go any more. */
  release(): void {
    while (this.#letGo.length > 0) {
      const room = this.#letGo.pop()!;
      if (this.#free.length < KEPT_MAX) this.#free.push(room);
    }
  }
}
