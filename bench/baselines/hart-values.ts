import type { Operation } from '@bulkhead/model';
import { type Cells, roundedNumber } from './reader.ts';

/** What the log of universal commands and our operation both say of one command. */
interface Telling {
  /** Cell that only this command fills, and the cells that are compared. */
  readonly cell: number;
  readonly cells: readonly number[];
  /** Where the same stand among our values. */
  readonly values: readonly number[];
}

/** Commands that are compared. */
const TELLINGS: Readonly<Record<number, Telling>> = {
  // Preambles, revisions of HART, device and software, identifier.
  0: { cell: 7, cells: [9, 10, 11, 12, 23], values: [2, 3, 4, 5, 8] },
  1: { cell: 37, cells: [38], values: [1] },
  2: { cell: 39, cells: [39, 40], values: [0, 1] },
  3: { cell: 41, cells: [41, 43, 45], values: [0, 2, 4] },
  12: { cell: 169, cells: [169], values: [0] },
  13: { cell: 170, cells: [170, 171], values: [0, 1] },
  17: { cell: 189, cells: [189], values: [0] },
  18: { cell: 190, cells: [190, 191], values: [0, 1] },
  20: { cell: 194, cells: [194], values: [0] },
  22: { cell: 226, cells: [226], values: [0] },
};

/** The requests of these have data too, which the answers repeat. */
const WRITES = new Set([17, 18, 22]);

/** Values of a command, from one row. */
export function universalRow(cells: Cells): string | null {
  for (const [command, { cell, cells: told }] of Object.entries(TELLINGS)) {
    if ((cells[cell] ?? '-') === '-') continue;
    return [command, ...told.map((one) => plain(cells[one] ?? ''))].join(' | ');
  }
  return null;
}

export function universalClaims({ service, values, frames, refusal }: Operation): string[] {
  const telling = TELLINGS[service.code];
  if (telling === undefined) return [];
  const told = telling.values.map((at) => {
    const value = values[at] ?? '';
    return plain(service.code === 0 && at === 8 ? `${Number(`0x${value}`)}` : `${value}`);
  });
  const claim = [service.code, ...told].join(' | ');
  return [
    ...(frames.request !== null && WRITES.has(service.code) ? [claim] : []),
    ...(frames.response !== null && refusal === null ? [claim] : []),
  ];
}

/** Texts without what fills them up; what is no number in our words. */
function plain(text: string): string {
  const bare = text.replace(/(?:\\x00)+$/, '').trimEnd();
  if (bare === 'nan') return 'NaN';
  return roundedNumber(bare.replace(/XXXXXXXXXX\.XXXXXX$/, '0.000000'));
}
