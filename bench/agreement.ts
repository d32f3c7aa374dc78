/**
 * Compares our operations with tshark's reading of every capture of a folder, frame by frame, for
 * each protocol that has an oracle. `BULKHEAD_CORPUS` names the folder; protocols may be named as
 * arguments; `--write` keeps the table in the repository. `BULKHEAD_SHOWN` says how many frames are
 * printed of each reason, `Infinity` for all. Exit code 1: something is unexplained.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { compare, type Compared, type Reasons, type Tally } from './agreement/compare.ts';
import { readOurs } from './agreement/ours.ts';
import { tsharkProtocols } from './agreement/tshark.ts';
import type { Oracle } from './oracles/oracle.ts';

const ORACLES = join(import.meta.dirname, 'oracles');
const TABLE = join(import.meta.dirname, '../packages/wire/testdata/agreement.json');
const SHOWN_MAX = Number(process.env['BULKHEAD_SHOWN'] ?? 5);
/** Frames of each reason that the table names. */
const KEPT_MAX = 16;
const root = process.env['BULKHEAD_CORPUS'] ?? '';
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** One frame on which the two readings differ. */
interface Place {
  readonly file: string;
  readonly frame: number;
}

type Places = Map<string, Place[]>;

interface Row extends Tally {
  readonly oracle: Oracle;
  readonly name: string;
  captures: number;
  readonly reasons: Places;
  readonly unshown: Places;
}

function captures(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(pcap|pcapng|cap|ntar)(\.gz)?$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

async function oracles(wanted: readonly string[]): Promise<Row[]> {
  const rows: Row[] = [];
  const files = readdirSync(ORACLES).filter((file) => file.endsWith('.ts'));
  for (const file of files.toSorted()) {
    if (file === 'oracle.ts') continue;
    const exported = (await import(join(ORACLES, file))) as Record<string, Oracle>;
    for (const oracle of Object.values(exported)) {
      const name = oracle.protocols[0]!;
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      const none = { messages: 0, agree: 0, repeated: 0, explained: 0, unexplained: 0 };
      rows.push({ oracle, name, captures: 0, reasons: new Map(), unshown: new Map(), ...none });
    }
  }
  return rows;
}

/** They carry much else, so that seeing them says nothing. */
const CARRIERS: ReadonlySet<string> = new Set(['eth', 'ip', 'ipv6', 'tcp', 'udp']);

/** Whether a file can hold frames that the filter keeps: it names one of the protocols seen. */
function mayHold(oracle: Oracle, seen: ReadonlySet<string>): boolean {
  const words = oracle.filter.replaceAll(/!\w+/g, '').match(/[a-z_][a-z0-9_-]*/gi) ?? [];
  return words.some((word) => seen.has(word) && !CARRIERS.has(word));
}

function addTo(row: Row, file: string, found: Compared): void {
  row.captures++;
  row.messages += found.messages;
  row.agree += found.agree;
  row.repeated += found.repeated;
  row.explained += found.explained;
  row.unexplained += found.unexplained;
  addPlaces(row.reasons, file, found.reasons);
  addPlaces(row.unshown, file, found.unshown);
}

function addPlaces(places: Places, file: string, reasons: Reasons): void {
  for (const [reason, frames] of reasons) {
    const found = frames.map((frame) => ({ file, frame }));
    places.set(reason, [...(places.get(reason) ?? []), ...found]);
  }
}

function table(rows: readonly Row[]): void {
  print(
    'protocol               captures   messages      agree   repeated  explained' +
      '  unexplained   agreement',
  );
  for (const row of rows) {
    const { messages, agree, repeated, explained, unexplained } = row;
    const counts = [agree, repeated, explained].map((count) => String(count).padStart(11)).join('');
    const share = messages === 0 ? '-' : `${((100 * agree) / messages).toFixed(3)} %`;
    print(
      row.name.padEnd(20) +
        String(row.captures).padStart(11) +
        String(messages).padStart(11) +
        counts +
        String(unexplained).padStart(13) +
        share.padStart(12),
    );
    listed('explained', row.reasons);
    listed('not shown by tshark', row.unshown);
  }
}

function listed(heading: string, found: Places): void {
  for (const [reason, places] of found) {
    print(`    ${heading}: ${places.length}: ${reason}`);
    for (const place of places.slice(0, SHOWN_MAX)) print(`        ${placeText(place)}`);
  }
}

function keep(rows: readonly Row[], whole: boolean): void {
  const known =
    !whole && existsSync(TABLE)
      ? (JSON.parse(readFileSync(TABLE, 'utf8')) as Record<string, unknown>)
      : {};
  for (const { name, oracle: _, reasons, unshown, ...tally } of rows) {
    known[name] = { ...tally, reasons: counted(reasons), unshown: counted(unshown) };
  }
  writeFileSync(TABLE, `${JSON.stringify(known, null, 2)}\n`);
}

function counted(found: Places): unknown[] {
  return [...found].map(([reason, places]) => {
    return { reason, count: places.length, example: placesText(places) };
  });
}

/** `a.pcap frame 5, 19, b.pcap frame 3`: so many of the first. */
function placesText(places: readonly Place[]): string {
  const frames = new Map<string, number[]>();
  for (const { file, frame } of places.slice(0, KEPT_MAX)) {
    frames.set(file, [...(frames.get(file) ?? []), frame]);
  }
  return [...frames]
    .map(([file, of]) => `${relative(root, file)} frame ${of.join(', ')}`)
    .join(', ');
}

function placeText({ file, frame }: Place): string {
  return `${relative(root, file)} frame ${frame}`;
}

async function main(): Promise<void> {
  if (!existsSync(root)) {
    print('No corpus: set BULKHEAD_CORPUS to a folder of captures. Nothing was compared.');
    return;
  }
  execFileSync('tshark', ['--version'], { stdio: 'ignore' });
  const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  const rows = await oracles(wanted);
  for (const file of captures(root)) {
    const holds = tsharkProtocols(file);
    const ours = await readOurs(
      file,
      rows.map(({ oracle }) => oracle),
    );
    for (const row of rows) {
      if (ours.claims.get(row.oracle)!.size === 0 && !mayHold(row.oracle, holds)) continue;
      const found = compare(file, row.oracle, ours);
      if (found === null || found.messages === 0) continue;
      addTo(row, file, found);
      if (found.unexplained === 0) continue;
      print(`${relative(root, file)}: ${row.name}: ${found.unexplained} unexplained`);
      for (const one of found.open.slice(0, SHOWN_MAX)) print(`    ${JSON.stringify(one)}`);
    }
  }
  table(rows);
  if (process.argv.includes('--write')) keep(rows, wanted.length === 0);
  if (rows.some(({ unexplained }) => unexplained > 0)) process.exitCode = 1;
}

await main();
