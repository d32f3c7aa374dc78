import type { CaptureFile } from '@bulkhead/connect';
import type { CaptureSummary } from '@bulkhead/engine';

/** What a worker is told: which share of which file to read. */
export interface ShareOrder {
  readonly file: string;
  readonly index: number;
  readonly count: number;
  /** Whether the operations are wanted, or their counts alone. */
  readonly lines: boolean;
}

/** Numbers of one operation in `Batch.keys`: frame, place within it, characters of its line. */
export const KEY_NUMBERS = 3;

/** Operations of one share, in its order. */
export interface Batch {
  readonly kind: 'batch';
  readonly text: string;
  readonly keys: Float64Array;
  /** Every operation of this share up to this frame is in this batch or in those before it. */
  readonly upToFrame: number;
  readonly readBytes: number;
}

/** The last word of a worker. */
export interface Ended {
  readonly kind: 'ended';
  readonly summary: CaptureSummary;
  /** What was wrong with the packing of the file. */
  readonly damage: CaptureFile['damage'];
}

/** Batches that a worker may have on the way before it waits for one to be taken. */
export const BATCHES_MAX = 4;
