/**
 * `bulkhead operations` and `bulkhead assets` on one core and on all of them, in turns, on a file:
 * that of `BULKHEAD_BENCH_FILE`, or polling made here. One core is what `taskset` leaves.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCapture } from './wire.ts';

const PACKETS = Number(process.env['BULKHEAD_BENCH_PACKETS'] ?? 1_500_000);
const RUNS = Number(process.env['BULKHEAD_BENCH_RUNS'] ?? 5);
const MAIN = join(import.meta.dirname, '../apps/cli/src/main.ts');
const COMMANDS: readonly (readonly string[])[] = [
  ['operations'],
  ['operations', '--summary'],
  ['assets'],
];
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Seconds that a command takes, with its output thrown away. */
function secondsOf(onOneCore: boolean, command: readonly string[], file: string): number {
  const words = [process.execPath, MAIN, ...command, file];
  const [program, ...args] = onOneCore ? ['taskset', '-c', '0', ...words] : words;
  const start = performance.now();
  const ran = spawnSync(program!, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (ran.status !== 0) throw new Error(`${words.join(' ')} ended with ${ran.status}`);
  return (performance.now() - start) / 1_000;
}

function compare(command: readonly string[], file: string): void {
  const best = { one: Infinity, all: Infinity };
  // Both take turns, because a shared machine does not run at one speed.
  for (let run = 0; run < RUNS; run++) {
    best.one = Math.min(best.one, secondsOf(true, command, file));
    best.all = Math.min(best.all, secondsOf(false, command, file));
  }
  const figures = [best.one, best.all].map((seconds) => `${seconds.toFixed(1)} s`.padStart(8));
  const ratio = (best.one / best.all).toFixed(2);
  print(`${command.join(' ').padEnd(22)}${figures.join('')}  ${ratio} times as fast`);
}

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-bench-'));
  try {
    const given = process.env['BULKHEAD_BENCH_FILE'];
    const file = given ?? join(folder, 'polling.pcap');
    if (given === undefined) makeCapture(file, PACKETS);
    const megabytes = (statSync(file).size / 1e6).toFixed(0);
    const load = loadavg()[0]!.toFixed(1);
    print(`${file}: ${megabytes} MB; best of ${RUNS} runs, one core and ${availableParallelism()}`);
    print(`load of the machine at the start: ${load}`);
    for (const command of COMMANDS) compare(command, file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) main();
