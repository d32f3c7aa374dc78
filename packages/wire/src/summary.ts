import type { Outcome, Verb } from '@bulkhead/model';

/** Where a capture stops making sense: what is before `offset` was understood and kept. */
export interface CaptureDamage {
  /** Stable, for example `not_a_capture`, `cut_in_packet`. */
  readonly code: string;
  /** Byte of the (unpacked) capture at which it shows. */
  readonly offset: number;
  readonly message: string;
}

/** How many operations one protocol had of one verb with one outcome. */
export interface OperationCount {
  readonly protocol: string;
  readonly verb: Verb;
  readonly outcome: Outcome;
  readonly count: number;
}

/** What was read of one capture. */
export interface CaptureSummary {
  readonly format: 'pcap' | 'pcapng' | 'unknown';
  readonly packets: number;
  /** Bytes of the capture that were read, unpacked. */
  readonly bytes: number;
  /** ISO 8601 with the capture's digits, UTC; null where no packet had a time. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  /** TCP segments that open, close or acknowledge: there is nothing in them to read. */
  readonly tcpWithoutData: number;
  /**
   * Packets, segments and PDUs that gave no operation, by reason. Every packet gives an operation,
   * is a part of a later one, is counted here, or has no data.
   */
  readonly skipped: Readonly<Record<string, number>>;
  /** Departures from the standards, by code. */
  readonly anomalies: Readonly<Record<string, number>>;
  readonly operationTotal: number;
  readonly operations: readonly OperationCount[];
  readonly damage: CaptureDamage | null;
}
