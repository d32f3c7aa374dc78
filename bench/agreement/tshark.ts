import { spawnSync } from 'node:child_process';
import type { Cells } from '../oracles/oracle.ts';

const OUTPUT_BYTES_MAX = 1_073_741_824;
/** No field holds these: ASCII's own separators of records and units. */
const CELL = '\u001e';
const VALUE = '\u001f';

/** The chosen fields of the frames that `filter` keeps, by frame number; null on failure. */
export function tsharkFields(
  file: string,
  filter: string,
  fields: readonly string[],
  options: readonly string[] = [],
): Map<number, Cells> | null {
  const ran = spawnSync(
    'tshark',
    [
      '-n',
      '-r',
      file,
      ...options,
      ...(filter === '' ? [] : ['-Y', filter]),
      '-T',
      'fields',
      '-E',
      `separator=${CELL}`,
      '-E',
      `aggregator=${VALUE}`,
      ...['frame.number', ...fields].flatMap((field) => ['-e', field]),
    ],
    { encoding: 'utf8', maxBuffer: OUTPUT_BYTES_MAX },
  );
  if (ran.error !== undefined || (ran.status !== 0 && ran.stdout === '')) {
    process.stderr.write(`tshark: ${ran.error?.message ?? ran.stderr.slice(0, 500)}\n`);
    return null;
  }
  const rows = new Map<number, Cells>();
  for (const line of ran.stdout.split('\n')) {
    if (line === '') continue;
    const [frame = '', ...cells] = line.split(CELL);
    rows.set(
      Number(frame),
      cells.map((cell) => (cell === '' ? [] : cell.split(VALUE))),
    );
  }
  return rows;
}

/** Names of all protocols that tshark sees in a file. */
export function tsharkProtocols(file: string): Set<string> {
  const rows = tsharkFields(file, '', ['frame.protocols']);
  const chains = new Set([...(rows?.values() ?? [])].map((cells) => cells[0]?.[0] ?? ''));
  return new Set([...chains].flatMap((chain) => chain.split(':')));
}
