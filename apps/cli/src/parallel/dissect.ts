import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { CaptureFile } from '@bulkhead/connect';
import type { CaptureSummary } from '@bulkhead/engine';
import { Merge } from './merge.ts';
import type { Batch, Ended, ShareOrder } from './messages.ts';

/** Below this, starting threads costs more than they save. */
export const PARALLEL_BYTES_MIN = 64 * 1024 * 1024;
/** Every thread reads the whole file, so that many more would only wait for the disk. */
const SHARES_MAX = 16;

/** What came of a capture that was read in shares. */
export interface DissectedInShares {
  readonly summary: CaptureSummary;
  /** What was wrong with the packing of the file. */
  readonly damage: CaptureFile['damage'];
}

/** Shares that a file is worth by its size: one means that it is read in this thread. */
export function sharesFor(file: string): number {
  const stat = file === '-' ? undefined : statSync(file, { throwIfNoEntry: false });
  if (stat?.isFile() !== true || stat.size < PARALLEL_BYTES_MIN) return 1;
  return Math.min(SHARES_MAX, availableParallelism());
}

/**
 * Reads a capture on several cores: each thread reads the packets between the ends that are its
 * share. `onText` gets the operations as JSON lines in the order that one thread would give, as
 * long as no limit of `WIRE_LIMITS` is reached, which hold for each share by itself.
 */
export async function dissectInShares(
  file: string,
  shares: number,
  onText: ((text: string) => void) | null,
  onProgress: (readBytes: number) => void,
): Promise<DissectedInShares> {
  const merge = new Merge(shares, onText ?? (() => {}));
  const ends = await Promise.all(
    Array.from({ length: shares }, (_, index) => {
      const workerData: ShareOrder = { file, index, count: shares, lines: onText !== null };
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData });
      return new Promise<Ended>((resolve, reject) => {
        worker.once('error', reject);
        worker.once('exit', (code) => reject(new Error(`a reading thread ended with ${code}`)));
        worker.on('message', (message: Batch | Ended) => {
          if (message.kind === 'ended') return resolve(message);
          merge.add(index, message, () => worker.postMessage('taken', []));
          onProgress(message.readBytes);
        });
      });
    }),
  );
  return { summary: sum(ends.map(({ summary }) => summary)), damage: ends[0]!.damage };
}

/** Counts of all shares; what is said of the file is what the first says. */
function sum(summaries: readonly CaptureSummary[]): CaptureSummary {
  const operations = new Map<string, CaptureSummary['operations'][number]>();
  for (const one of summaries.flatMap((summary) => summary.operations)) {
    const key = `${one.protocol} ${one.verb} ${one.outcome}`;
    const count = one.count + (operations.get(key)?.count ?? 0);
    operations.set(key, { ...one, count });
  }
  return {
    ...summaries[0]!,
    tcpWithoutData: summaries.reduce((all, { tcpWithoutData }) => all + tcpWithoutData, 0),
    skipped: total(summaries.map(({ skipped }) => skipped)),
    anomalies: total(summaries.map(({ anomalies }) => anomalies)),
    operationTotal: summaries.reduce((all, { operationTotal }) => all + operationTotal, 0),
    operations: [...operations.values()],
  };
}

function total(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const out: Record<string, number> = {};
  for (const one of counts) {
    for (const [key, count] of Object.entries(one)) out[key] = (out[key] ?? 0) + count;
  }
  return out;
}
