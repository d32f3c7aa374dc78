import { setTimeout as wait } from 'node:timers/promises';
import { InputFailed } from '../contract.ts';
import { addCounts, type CaptureCounts, NO_COUNTS } from './live-capture-counts.ts';
import type { LiveCapture } from './live-capture.ts';
import { type PacketRecords, PcapRecords } from './pcap-records.ts';

const WAIT_MS_MIN = 500;
const WAIT_MS_MAX = 30_000;
/** After this long a capture counts as well, and the next wait is short again. */
const WELL_MS = 60_000;
/** What another attempt does not change. */
const FINAL = new Set(['bad_filter', 'no_such_user']);
/** The same, where it is the first thing that happens. */
const FINAL_AT_FIRST = new Set(['tcpdump_missing', 'no_permission', 'no_such_interface']);

export interface RestartsOptions {
  readonly open: () => LiveCapture;
  /** The capture ended and is begun again after so long. */
  readonly onRestart: (reason: string, waitMs: number) => void;
  /** The shortest wait; half a second unless told. */
  readonly waitMsMin?: number;
}

/** A live capture that is begun again whenever it ends by itself. */
export interface RestartingCapture {
  /** Whole packets; those of a capture that broke off in the middle of one end before it. */
  readonly records: AsyncIterable<PacketRecords>;
  readonly restarts: number;
  counts(): CaptureCounts;
  askCounts(): void;
  /** Ends `records` after what was captured so far. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Keeps a capture going. Fails only where it could not begin at all, or where the filter or the
 * user makes no sense. Whatever ends it later, it is tried again, after waits that double up to
 * half a minute.
 */
export function restartingCapture(options: RestartsOptions): RestartingCapture {
  const { open, onRestart, waitMsMin = WAIT_MS_MIN } = options;
  const stop = new AbortController();
  let current: LiveCapture | null = null;
  let before = NO_COUNTS;
  let restarts = 0;
  let begun = false;
  const counts = (): CaptureCounts => addCounts(before, current?.counts() ?? NO_COUNTS);

  const oneRun = async function* (): AsyncGenerator<PacketRecords, string> {
    const records = new PcapRecords();
    current = open();
    if (stop.signal.aborted) await current.close();
    let reason = 'it ended';
    try {
      for await (const chunk of current.chunks) {
        begun = true;
        const whole = records.push(chunk);
        if (whole !== null) yield whole;
        if (records.damage !== null) reason = records.damage;
        if (records.damage !== null) break;
      }
    } catch (error) {
      if (!(error instanceof InputFailed)) throw error;
      const final = FINAL.has(error.code) || (!begun && FINAL_AT_FIRST.has(error.code));
      if (final && !stop.signal.aborted) throw error;
      reason = error.message;
    } finally {
      await current.close();
      before = counts();
      current = null;
    }
    return reason;
  };

  const records = async function* (): AsyncGenerator<PacketRecords> {
    let waitMs = waitMsMin;
    while (!stop.signal.aborted) {
      const sinceMs = performance.now();
      const reason = yield* oneRun();
      if (stop.signal.aborted) return;
      if (performance.now() - sinceMs > WELL_MS) waitMs = waitMsMin;
      restarts++;
      onRestart(reason, waitMs);
      await wait(waitMs, undefined, { signal: stop.signal }).catch(() => {});
      waitMs = Math.min(waitMs * 2, WAIT_MS_MAX);
    }
  };

  return {
    records: records(),
    get restarts() {
      return restarts;
    },
    counts,
    askCounts: () => current?.askCounts(),
    close: async () => {
      stop.abort();
      await current?.close();
    },
  };
}
