import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { SealedEntry } from '@bulkhead/engine';
import { openJournal } from '@bulkhead/store';
import { chainedNotes } from '@bulkhead/testkit';

const ROUNDS = 5;
const SINGLE_COUNT = 300;
const GROUP_COUNT = 20_000;
/** About the size of a usual entry: 600 bytes with its envelope. */
const TEXT = 'Set-point of the dosing pump is out of range. '.repeat(9);

/**
 * Durable entries a second, one at a time and in groups, beside the least that any store must do:
 * write the same bytes to a file and wait for `fdatasync`. At the end of the file that also makes
 * its new length durable; into a file that has its length, as a write-ahead log has, it does not.
 * All take turns, because the disk does not run at one speed. `BENCH_FOLDER` is where to write;
 * the default is the temporary folder.
 */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(process.env['BENCH_FOLDER'] ?? tmpdir(), 'bulkhead-bench-'));
  try {
    await measure(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(folder: string): Promise<void> {
  const journal = openJournal(join(folder, 'journal'));
  const append: number[] = [];
  const overwrite: number[] = [];
  const single: number[] = [];
  const group: number[] = [];
  const blocked: number[] = [];
  let last: SealedEntry | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    const alone = chainedNotes(SINGLE_COUNT, last, TEXT);
    append.push(...rawWrites(join(folder, 'append'), alone, 0));
    overwrite.push(...rawWrites(join(folder, 'overwrite'), alone, SINGLE_COUNT * 1_024));
    for (const entry of alone) {
      const start = performance.now();
      await journal.append([entry]);
      single.push(performance.now() - start);
    }
    const many = chainedNotes(GROUP_COUNT, alone.at(-1), TEXT);
    last = many.at(-1);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const start = performance.now();
    const calls = many.map((entry) => journal.append([entry]));
    delay.enable();
    await Promise.all(calls);
    group.push(GROUP_COUNT / ((performance.now() - start) / 1_000));
    delay.disable();
    blocked.push(delay.max / 1e6);
  }
  const start = performance.now();
  let read = 0;
  while (read < journal.length) read += journal.read(read, 1_000).length;
  const readRate = read / ((performance.now() - start) / 1_000);
  await journal.close();
  print([
    ['append + fdatasync', ...rateOf(append)],
    ['overwrite + fdatasync', ...rateOf(overwrite)],
    ['journal, one at a time', ...rateOf(single)],
    ['  against append', `${(median(single) / median(append)).toFixed(2)} x`, 'bar: 1.2 x'],
    ['  against overwrite', `${(median(single) / median(overwrite)).toFixed(2)} x`, ''],
    ['journal, group commit', '', `${perSecond(median(group))}, bar: 20,000/s`],
    ['  event loop held up, most', `${Math.max(...blocked).toFixed(1)} ms`, ''],
    ['journal, read and checked', '', perSecond(readRate)],
  ]);
}

/** Milliseconds of each write with its sync, into a file that already has `filledBytes`. */
function rawWrites(path: string, entries: readonly SealedEntry[], filledBytes: number): number[] {
  rmSync(path, { force: true });
  const file = openSync(path, 'w');
  try {
    if (filledBytes > 0) writeSync(file, new Uint8Array(filledBytes));
    fdatasyncSync(file);
    let at = 0;
    return entries.map(({ bytes }) => {
      const start = performance.now();
      at += writeSync(file, bytes, 0, bytes.length, at);
      fdatasyncSync(file);
      return performance.now() - start;
    });
  } finally {
    closeSync(file);
  }
}

function rateOf(timesMs: readonly number[]): [string, string] {
  return [`${median(timesMs).toFixed(3)} ms`, perSecond(1_000 / median(timesMs))];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function perSecond(rate: number): string {
  return `${Math.round(rate).toLocaleString('en')}/s`;
}

function print(rows: readonly (readonly [string, string, string])[]): void {
  for (const [what, time, rate] of rows) {
    process.stdout.write(`${what.padEnd(28)}${time.padStart(12)}   ${rate}\n`);
  }
}

if (import.meta.main) await run();
