/**
 * Compares our operations with what Zeek, the ICSNPP parsers and Suricata expect of the same
 * captures. `BULKHEAD_BASELINES` names the folder of their expectations, `BULKHEAD_CORPUS` that of
 * the captures; protocols may be named as arguments; `--write` keeps the table in the repository.
 * Exit code 1: something is unexplained.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { CAPTURES } from './baselines/captures.ts';
import { noTally, type Tally, tallyUp } from './baselines/compare.ts';
import { read, type Reading } from './baselines/reading.ts';
import { READERS } from './baselines/readers.ts';

const TABLE = join(import.meta.dirname, '../packages/wire/testdata/baselines.json');
const SHOWN_MAX = Number(process.env['BULKHEAD_SHOWN'] ?? 5);
const CLAIM_CHARACTERS_MAX = 300;
const root = process.env['BULKHEAD_BASELINES'] ?? '';
const corpus = process.env['BULKHEAD_CORPUS'] ?? '';
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** One file of expectations: rows of a log, or lines of an output. */
interface Log {
  readonly file: string;
  /** `project/test`. */
  readonly test: string;
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
}

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/** Which files hold rows that say something of a protocol. */
const LOGS = /(?:\.log|\/output|compressed-output|test\.yaml)$/;
/** Files about Zeek itself, or about its connections. */
const OTHER_LOGS = /^(?:conn|conn-first|conn-second|files|weird-combined|analyzer_debug)\.log$/;

function logs(): Log[] {
  return files(root)
    .filter((file) => LOGS.test(file) && !OTHER_LOGS.test(basename(file)))
    .map((file) => {
      const project = relative(root, file).split('/')[0] ?? '';
      const text = readFileSync(file, 'utf8');
      return {
        file,
        test: `${project}/${basename(dirname(file))}`,
        name: basename(file),
        ...rowsOf(text),
      };
    });
}

/** Rows without the comments of Zeek; a yaml of Suricata is cut into its checks. */
function rowsOf(text: string): Pick<Log, 'rows'> {
  if (/^checks:/m.test(text)) {
    const checks = text.split(/^\s*- filter:$/m).slice(1);
    return { rows: checks.map((check) => check.split('\n').map((line) => line.trim())) };
  }
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return { rows: lines.map((line) => line.split('\t')) };
}

async function compareAll(
  all: readonly Log[],
  wanted: readonly string[],
): Promise<Map<string, Tally>> {
  const captures = files(corpus);
  const readings = new Map<string, Reading>();
  const tallies = new Map<string, Tally>();
  for (const { test, name, rows } of all) {
    const end = CAPTURES[test];
    const capture = captures.find((file) => end !== undefined && file.endsWith(`/${end}`));
    if (capture === undefined) continue;
    for (const reader of READERS) {
      if (!reader.log.test(name) || !(reader.test?.test(test) ?? true)) continue;
      if (wanted.length > 0 && !wanted.includes(reader.protocol)) continue;
      const reading = readings.get(capture) ?? (await read(capture));
      readings.set(capture, reading);
      const tally = tallies.get(reader.protocol) ?? noTally();
      tallies.set(reader.protocol, tally);
      const theirs = rows.flatMap((row) => reader.theirs(row) ?? []);
      tallyUp(tally, reader, { test, log: name }, theirs, reading.claims(reader));
    }
  }
  return tallies;
}

function table(tallies: ReadonlyMap<string, Tally>): void {
  print('protocol              rows   matched  explained  unexplained');
  for (const [protocol, { rows, matched, explained, unexplained, reasons, open }] of tallies) {
    print(
      protocol.padEnd(16) +
        String(rows).padStart(10) +
        String(matched).padStart(10) +
        String(explained).padStart(11) +
        String(unexplained).padStart(13),
    );
    for (const [why, count] of reasons) print(`    explained: ${count}: ${why}`);
    const shown = Map.groupBy(open, ({ test, log, side, claim }) => {
      return `${side}: ${test} ${log}: ${claim.slice(0, CLAIM_CHARACTERS_MAX)}`;
    });
    for (const [line, same] of [...shown].slice(0, SHOWN_MAX)) {
      print(`    ${same.length} ${line}`);
    }
  }
}

/** Rows of logs that no reader takes, or whose capture the corpus does not hold. */
function notRead(all: readonly Log[]): void {
  const counts = new Map<string, number>();
  for (const { test, name, rows } of all) {
    const reads = READERS.some(
      (reader) => reader.log.test(name) && (reader.test?.test(test) ?? true),
    );
    const known = CAPTURES[test] !== undefined;
    if (reads && known) continue;
    const key = known ? `${test.split('/')[0]} ${name}` : `${test}, whole`;
    counts.set(key, (counts.get(key) ?? 0) + rows.length);
  }
  for (const [key, count] of counts) print(`not read: ${String(count).padStart(6)} rows: ${key}`);
}

function keep(tallies: ReadonlyMap<string, Tally>, isWhole: boolean): void {
  const known =
    !isWhole && existsSync(TABLE) ? (JSON.parse(readFileSync(TABLE, 'utf8')) as object) : {};
  const rows = [...tallies].map(([protocol, { rows, matched, explained, unexplained }]) => [
    protocol,
    { rows, matched, explained, unexplained },
  ]);
  const all = { ...known, ...(Object.fromEntries(rows) as object) };
  writeFileSync(TABLE, `${JSON.stringify(all, null, 2)}\n`);
}

async function main(): Promise<void> {
  if (!existsSync(root) || !existsSync(corpus)) {
    print('Set BULKHEAD_BASELINES and BULKHEAD_CORPUS to folders. Nothing was compared.');
    return;
  }
  const all = logs();
  const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  const tallies = await compareAll(all, wanted);
  if (wanted.length === 0) notRead(all);
  table(tallies);
  if (process.argv.includes('--write')) keep(tallies, wanted.length === 0);
  if ([...tallies.values()].some(({ unexplained }) => unexplained > 0)) process.exitCode = 1;
}

await main();
