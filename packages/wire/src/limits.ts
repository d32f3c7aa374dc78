/** Bounds on what a dissector keeps in memory. Beyond each, the oldest goes and is counted. */
export interface WireLimits {
  /** TCP flows kept at a time. */
  readonly flowsMax: number;
  /** Bytes of incomplete PDUs and early segments kept for one direction of a flow. */
  readonly flowBytesMax: number;
  /** The same for all flows together. */
  readonly totalBytesMax: number;
  /** Requests that wait for an answer, on one flow. */
  readonly flowPendingMax: number;
  /** The same for all flows together. */
  readonly pendingMax: number;
  /** Capture time after which a request counts as not answered. */
  readonly responseTimeoutMs: number;
}

/** Holds memory below about 200 MB on any traffic. */
export const WIRE_LIMITS: WireLimits = {
  flowsMax: 65_536,
  flowBytesMax: 262_144,
  totalBytesMax: 67_108_864,
  flowPendingMax: 256,
  pendingMax: 65_536,
  responseTimeoutMs: 10_000,
};
