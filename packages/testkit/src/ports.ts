import { Sha256, utf8, type Clock, type Random } from '@bulkhead/kernel';

/** A clock that stands still until it is moved. */
export class FakeClock implements Clock {
  #nowMs: number;

  constructor(startIso = '2026-03-14T03:00:00.000Z') {
    this.#nowMs = Date.parse(startIso);
  }

  nowMs(): number {
    return this.#nowMs;
  }

  advanceMs(durationMs: number): void {
    this.#nowMs += durationMs;
  }
}

/** The same bytes for the same seed, on every machine. */
export function seededRandom(seed: string): Random {
  let count = 0;
  return {
    bytes(sizeBytes) {
      const out = new Uint8Array(sizeBytes);
      for (let at = 0; at < sizeBytes; at += 32) {
        const block = new Sha256().update(utf8(`${seed}/${count++}`)).digest();
        out.set(block.subarray(0, Math.min(32, sizeBytes - at)), at);
      }
      return out;
    },
  };
}
