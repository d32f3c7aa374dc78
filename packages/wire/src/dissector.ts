import type { Operation } from '@bulkhead/model';
import { WIRE_LIMITS, type WireLimits } from './limits.ts';
import type { CaptureSummary } from './summary.ts';

export interface DissectorOptions {
  /**
   * Takes each operation as it completes. The object is used again for the next one: read it
   * during the call, or keep `copyOperation(operation)`.
   */
  readonly onOperation: (operation: Operation) => void;
  readonly limits?: Partial<WireLimits>;
}

/** Bytes of a capture in any pieces -> operations. Total on any bytes; never throws on input. */
export class CaptureDissector {
  readonly limits: WireLimits;
  #bytes = 0;

  constructor(options: DissectorOptions) {
    this.limits = { ...WIRE_LIMITS, ...options.limits };
  }

  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
  }

  /** Ends the capture: requests still waiting are emitted as `no-response`. */
  end(): CaptureSummary {
    return this.summary();
  }

  /** Live mode: emits requests that were not answered by `timeMs` since 1970. */
  advanceTo(_timeMs: number): void {}

  summary(): CaptureSummary {
    return {
      format: 'unknown',
      packets: 0,
      bytes: this.#bytes,
      firstAt: null,
      lastAt: null,
      skipped: {},
      anomalies: {},
      operationTotal: 0,
      operations: [],
      damage: null,
    };
  }
}
