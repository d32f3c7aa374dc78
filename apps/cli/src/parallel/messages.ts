import type { CaptureSummary, DeviceNews } from '@bulkhead/engine/reading';

/** What is asked of a capture: counts alone, operations as lines of JSON, or devices. */
export type Wanted = 'counts' | 'lines' | 'devices';

/** What a thread is told when it starts. */
export interface ShareOrder {
  readonly index: number;
  readonly count: number;
  readonly wanted: Wanted;
  /** The capture's bytes as they come, for all threads. */
  readonly bytes: SharedArrayBuffer;
}

/** What a thread is told then. */
export type ToWorker =
  /** Pieces of the capture lie in the shared bytes from `at`, each behind the one before. */
  | { readonly kind: 'read'; readonly at: number; readonly pieces: readonly number[] }
  /** Nothing of these lines waits any more: their memory may be used again. */
  | { readonly kind: 'taken'; readonly room: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'end' };

/** Numbers of one entry in `Batch.keys`: frame, place within it, where its content ends. */
export const KEY_NUMBERS = 3;

/** What one share has of one read, in its order: entries with `lines` or `news` as content. */
export interface Batch {
  readonly kind: 'batch';
  readonly keys: Float64Array<ArrayBuffer>;
  readonly lines: Uint8Array<ArrayBuffer> | null;
  readonly news: readonly DeviceNews[];
  /** Every entry of this share up to this frame is in this batch or in those before it. */
  readonly upToFrame: number;
  /** Nothing more of the capture is understood. */
  readonly isDamaged: boolean;
}

/** The last word of a thread. */
export interface Ended {
  readonly kind: 'ended';
  readonly summary: CaptureSummary;
}
