/**
 * `npm run fuzz [-- protocol ...]`: changed messages of every protocol's goldens, until
 * `BULKHEAD_FUZZ` inputs (a million unless told) have been tried of each. Prints a line a protocol.
 * `BULKHEAD_FUZZ_SEED` begins elsewhere; `BULKHEAD_FUZZ_TABLE` names a file that sums up runs.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { protocols } from '../protocols.gen.ts';
import { fuzz, type FuzzTotals } from './fuzz.ts';

const INPUTS = Number(process.env['BULKHEAD_FUZZ'] ?? 1_000_000);
const SEED = Number(process.env['BULKHEAD_FUZZ_SEED'] ?? 1);
const TABLE = process.env['BULKHEAD_FUZZ_TABLE'];
/** Inputs of one dissector; the next begins empty, with another seed. */
const ROUND_INPUTS = 250_000;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

type Sums = Record<string, { inputs: number; operations: number }>;

function keep({ protocol, inputs, operations }: FuzzTotals): void {
  if (TABLE === undefined) return;
  const sums = (existsSync(TABLE) ? JSON.parse(readFileSync(TABLE, 'utf8')) : {}) as Sums;
  const known = sums[protocol] ?? { inputs: 0, operations: 0 };
  sums[protocol] = {
    inputs: known.inputs + inputs,
    operations: known.operations + operations,
  };
  const sorted = Object.fromEntries(Object.entries(sums).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(TABLE, `${JSON.stringify(sorted, null, 2)}\n`);
}

const wanted = process.argv.slice(2);
for (const { name } of protocols) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  let inputs = 0;
  let operations = 0;
  let seconds = 0;
  let slowestMs = 0;
  for (let round = 0; inputs < INPUTS; round++) {
    const totals = fuzz(name, Math.min(ROUND_INPUTS, INPUTS - inputs), SEED * 7_919 + round);
    inputs += totals.inputs;
    operations += totals.operations;
    seconds += totals.seconds;
    slowestMs = Math.max(slowestMs, totals.slowestMs);
    keep(totals);
  }
  const megabytes = Math.round(process.memoryUsage().rss / 1e6);
  print(
    `${name.padEnd(18)}${inputs.toLocaleString('en').padStart(12)} inputs` +
      `${operations.toLocaleString('en').padStart(14)} operations` +
      `${Math.round(inputs / seconds)
        .toLocaleString('en')
        .padStart(10)} inputs/s` +
      `  slowest mean ${slowestMs.toFixed(2)} ms  ${megabytes} MB`,
  );
}
