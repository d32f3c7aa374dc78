import { Failure } from './failure.ts';
import { REQUESTS_MAX } from './limits.ts';

/** Counts what the server has in hand, and knows when its writes are done. */
export interface Workload {
  /** Takes a request in hand, or throws `overloaded`. */
  begin(): void;
  end(): void;
  failed(): void;
  /** A write that must be finished before the process may stop. */
  follow<T>(write: Promise<T>): Promise<T>;
  /** Resolves when every followed write has ended. */
  settled(): Promise<void>;
  counts(): {
    readonly requests: number;
    readonly requestsShed: number;
    /** Writes that are not durable yet. */
    readonly writes: number;
    readonly failures: number;
  };
}

export function makeWorkload(): Workload {
  const writes = new Set<Promise<unknown>>();
  let requests = 0;
  let requestsShed = 0;
  let failures = 0;
  return {
    begin() {
      if (requests >= REQUESTS_MAX) {
        requestsShed++;
        throw new Failure('overloaded', undefined, 1);
      }
      requests++;
    },
    end() {
      requests--;
    },
    failed() {
      failures++;
    },
    async follow(write) {
      writes.add(write);
      try {
        return await write;
      } finally {
        writes.delete(write);
      }
    },
    async settled() {
      while (writes.size > 0) await Promise.allSettled(writes);
    },
    counts: () => ({ requests, requestsShed, writes: writes.size, failures }),
  };
}
