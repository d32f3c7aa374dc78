/** Bounds on what a dissector keeps in memory. Beyond each, the oldest goes and is counted. */
export interface WireLimits {
  /** TCP flows kept at a time; each takes about 1.5 kB by itself. */
  readonly flowsMax: number;
  /** Bytes kept of one flow: early segments, unfinished PDUs and waiting requests of both ends. */
  readonly flowBytesMax: number;
  /** The same for all flows together, the objects around the bytes included. */
  readonly totalBytesMax: number;
  /** Requests that wait for an answer, on one flow. */
  readonly flowPendingMax: number;
  /** The same for all flows together. */
  readonly pendingMax: number;
  /** Capture time after which a request counts as not answered. */
  readonly responseTimeoutMs: number;
}

/**
 * Holds what is kept below about 170 MB on any traffic: `memory.test.ts` measures it. The process
 * takes more while garbage waits to be collected: docs/reference/benchmarks.md.
 */
export const WIRE_LIMITS: WireLimits = {
  flowsMax: 65_536,
  flowBytesMax: 262_144,
  totalBytesMax: 67_108_864,
  flowPendingMax: 256,
  pendingMax: 65_536,
  responseTimeoutMs: 10_000,
};
