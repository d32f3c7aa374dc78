import type { BaselineReader, Reason } from './reader.ts';

/** A claim that one side makes more often than the other. */
export interface Open {
  readonly test: string;
  readonly log: string;
  readonly side: Reason['side'];
  readonly claim: string;
}

/** What came of one protocol. */
export interface Tally {
  /** Rows of the logs that were read. */
  rows: number;
  /** Rows that our operations say too. */
  matched: number;
  /** Claims of either side alone, with a reason. */
  explained: number;
  /** Claims of either side alone, without one. */
  unexplained: number;
  readonly reasons: Map<string, number>;
  readonly open: Open[];
}

export function noTally(): Tally {
  return { rows: 0, matched: 0, explained: 0, unexplained: 0, reasons: new Map(), open: [] };
}

/** Times and small decimals are masked in the logs; the same is done to our claims. */
const MASKED = /(?:0\.000000)|(?:\d{9,10}\.\d{2,8})/g;
const MASK = 'XXXXXXXXXX.XXXXXX';

/** Adds what the rows of one log and our claims about its capture have in common. */
export function tallyUp(
  tally: Tally,
  reader: BaselineReader,
  where: { readonly test: string; readonly log: string },
  rows: readonly string[],
  ours: readonly string[],
): void {
  const left = new Map<string, number>();
  for (const claim of ours) bump(left, claim.replace(MASKED, MASK), 1);
  tally.rows += rows.length;
  for (const row of rows) {
    const count = left.get(row) ?? 0;
    if (count > 0) {
      tally.matched++;
      left.set(row, count - 1);
    } else decide(tally, reader, { ...where, side: 'theirs', claim: row });
  }
  for (const [claim, count] of left) {
    for (let i = 0; i < count; i++) decide(tally, reader, { ...where, side: 'ours', claim });
  }
}

function decide(tally: Tally, reader: BaselineReader, open: Open): void {
  const reason = reader.reasons?.find(
    ({ side, claim, test }) =>
      side === open.side && claim.test(open.claim) && (test?.test(open.test) ?? true),
  );
  if (reason === undefined) {
    tally.unexplained++;
    tally.open.push(open);
    return;
  }
  tally.explained++;
  bump(tally.reasons, reason.why, 1);
}

function bump(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
