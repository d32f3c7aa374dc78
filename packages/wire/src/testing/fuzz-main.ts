/**
 * `npm run fuzz [-- protocol ...]`: changed messages of every protocol's goldens, until
 * `BULKHEAD_FUZZ` inputs (a million unless told) have been tried of each; goes round the protocols
 * and prints a line a round.
 *
 * - `BULKHEAD_FUZZ_ROUND`: inputs of one round, on one dissector; the next begins empty, with
 *   another seed. `BULKHEAD_FUZZ_SEED` begins elsewhere.
 * - `BULKHEAD_FUZZ_TABLE`: a file that sums up runs, also of several processes. The inputs that it
 *   has of a protocol count, and the protocol that has fewest comes first.
 * - `BULKHEAD_FUZZ_CORPUS`: a folder of inputs that reach code which the goldens do not;
 *   `npm run fuzz:learn` finds them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { protocols } from '../protocols.gen.ts';
import { Corpus } from './fuzz-corpus.ts';
import { addToTable, type FuzzTable, NOTHING, readTable } from './fuzz-table.ts';
import { Fuzzer, type FuzzTotals, PausedError } from './fuzz.ts';

const INPUTS = Number(process.env['BULKHEAD_FUZZ'] ?? 1_000_000);
const ROUND_INPUTS = Number(process.env['BULKHEAD_FUZZ_ROUND'] ?? 250_000);
const SEED = Number(process.env['BULKHEAD_FUZZ_SEED'] ?? 1);
const TABLE = process.env['BULKHEAD_FUZZ_TABLE'];
const CORPUS = process.env['BULKHEAD_FUZZ_CORPUS'];
/** Bytes of memory in use after a round, its dissector included, that would be growth. */
const IN_USE_BYTES_MAX = 134_217_728;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const wanted = process.argv.slice(2);
const names = protocols
  .map(({ name }) => name)
  .filter((name) => wanted.length === 0 || wanted.includes(name));
const done: FuzzTable = {};

function nextOf(table: FuzzTable): string | undefined {
  const tried = (name: string): number => table[name]?.inputs ?? 0;
  const open = names.filter((name) => tried(name) < INPUTS);
  return open.toSorted((a, b) => tried(a) - tried(b))[0];
}

function corpusOf(name: string): Corpus {
  const corpus = new Corpus(name);
  const path = CORPUS === undefined ? '' : join(CORPUS, `${name}.txt`);
  if (path === '' || !existsSync(path)) return corpus;
  corpus.addText(readFileSync(path, 'utf8'));
  corpus.choose();
  return corpus;
}

function round(name: string, inputs: number, seed: number): void {
  const fuzzer = new Fuzzer(corpusOf(name), seed);
  const before = process.cpuUsage();
  const totals = fuzzer.run(inputs);
  const { user, system } = process.cpuUsage(before);
  collectGarbage();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const inUse = heapUsed + arrayBuffers;
  if (inUse > IN_USE_BYTES_MAX) throw new Error(`${name}: ${inUse} bytes in use after a round`);
  fuzzer.close();
  const { operations, read } = totals;
  if (TABLE !== undefined) addToTable(TABLE, name, { inputs, operations, read });
  done[name] = { ...NOTHING, inputs: inputs + (done[name]?.inputs ?? 0) };
  print(name, totals, (user + system) / 1e6, inUse, rss);
}

function print(
  name: string,
  { inputs, operations, read, kept, seconds, slowestMs }: FuzzTotals,
  cpuSeconds: number,
  inUse: number,
  rss: number,
): void {
  const columns: readonly (readonly [value: number, width: number, unit: string])[] = [
    [inputs, 10, 'inputs'],
    [operations, 11, 'operations'],
    [read, 11, 'read'],
    [kept, 6, 'kept'],
    [inputs / seconds, 9, '/s'],
    [inputs / cpuSeconds, 9, '/s of processor'],
    [slowestMs, 5, 'ms slowest'],
    [inUse / 1e6, 5, 'MB in use'],
    [rss / 1e6, 5, 'MB resident'],
  ];
  const texts = columns.map(
    ([value, width, unit]) => `${Math.round(value).toLocaleString('en').padStart(width)} ${unit}`,
  );
  process.stdout.write(`${name.padEnd(16)}${texts.join('')}\n`);
}

for (let seed = SEED * 7_919; ; seed++) {
  const table = TABLE === undefined ? done : readTable(TABLE);
  const name = nextOf(table);
  if (name === undefined) break;
  try {
    round(name, Math.min(ROUND_INPUTS, INPUTS - (table[name]?.inputs ?? 0)), seed);
  } catch (error) {
    if (!(error instanceof PausedError)) throw error;
  }
}
