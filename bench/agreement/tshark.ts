import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cells } from '../oracles/oracle.ts';

const OUTPUT_BYTES_MAX = 1_073_741_824;
/** No field holds these: ASCII's own separators of records and units. */
const CELL = '\u001e';
const VALUE = '\u001f';
/** What tshark said before of the same file, because a whole comparison takes it minutes. */
const KEPT = join(tmpdir(), 'bulkhead-tshark');

/** The chosen fields of the frames that `filter` keeps, by frame number; null on failure. */
export function tsharkFields(
  file: string,
  filter: string,
  fields: readonly string[],
  options: readonly string[] = [],
): Map<number, Cells> | null {
  const told = output(file, [
    ...options,
    ...(filter === '' ? [] : ['-Y', filter]),
    '-T',
    'fields',
    '-E',
    `separator=${CELL}`,
    '-E',
    `aggregator=${VALUE}`,
    ...['frame.number', ...fields].flatMap((field) => ['-e', field]),
  ]);
  if (told === null) return null;
  const rows = new Map<number, Cells>();
  for (const line of told.split('\n')) {
    if (line === '') continue;
    const [frame = '', ...cells] = line.split(CELL);
    rows.set(
      Number(frame),
      cells.map((cell) => (cell === '' ? [] : cell.split(VALUE))),
    );
  }
  return rows;
}

function output(file: string, options: readonly string[]): string | null {
  const { size, mtimeMs } = statSync(file);
  const asked = JSON.stringify([file, size, mtimeMs, options]);
  const kept = join(KEPT, createHash('sha256').update(asked).digest('hex'));
  if (existsSync(kept)) return readFileSync(kept, 'utf8');
  const ran = spawnSync('tshark', ['-n', '-r', file, ...options], {
    encoding: 'utf8',
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  // Of a file that ends amid a packet it tells what it could, which may be nothing.
  const isCut = ran.error === undefined && ran.stderr.includes('cut short');
  if (ran.error !== undefined || (ran.status !== 0 && ran.stdout === '' && !isCut)) {
    process.stderr.write(`tshark: ${ran.error?.message ?? ran.stderr.slice(0, 500)}\n`);
    return null;
  }
  mkdirSync(KEPT, { recursive: true });
  writeFileSync(`${kept}.${process.pid}`, ran.stdout);
  renameSync(`${kept}.${process.pid}`, kept);
  return ran.stdout;
}

/** Names of all protocols that tshark sees in a file. */
export function tsharkProtocols(file: string): Set<string> {
  const rows = tsharkFields(file, '', ['frame.protocols']);
  const chains = new Set([...(rows?.values() ?? [])].map((cells) => cells[0]?.[0] ?? ''));
  return new Set([...chains].flatMap((chain) => chain.split(':')));
}
