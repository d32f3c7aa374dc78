import type { Fact } from '@bulkhead/model';
import { momentOf } from './due.ts';

/** Before it, an instant is a slip of the pen. */
export const EARLIEST = '2000-01-01T00:00:00.000Z';
/** Statements of one fact that are looked at, the first ones; a person states a few. */
const STATEMENTS_MAX = 10_000;

/** A yes from which time can count. */
export interface Statement {
  readonly fromMs: number;
  /** The value where it is a date: the time that a request names. */
  readonly asked?: string;
}

/**
 * The statements of a fact from which time can count, in the order of the journal: its value is a
 * yes or a date, and its moment is neither before 2000 nor after it was said. A no with the very
 * same moment, said later, withdraws the yes; any other no changes nothing.
 */
export function countable(facts: readonly Fact[], name: string, timeZone: string): Statement[] {
  const found: Statement[] = [];
  for (const fact of facts.filter((each) => each.fact === name).slice(0, STATEMENTS_MAX)) {
    const fromMs = Date.parse(fact.trueSince);
    if (fact.value === false) {
      const withdrawn = found.findIndex((each) => each.fromMs === fromMs);
      if (withdrawn >= 0) found.splice(withdrawn, 1);
      continue;
    }
    if (!plausible(fact) || found.some((each) => each.fromMs === fromMs)) continue;
    if (fact.value === true) found.push({ fromMs });
    else if (momentOf(fact.value, timeZone) !== undefined)
      found.push({ fromMs, asked: fact.value });
  }
  return found;
}

/** Whether the newest statement of a fact is a yes. */
export function isSo(facts: readonly Fact[], name: string): boolean {
  return facts.findLast((each) => each.fact === name)?.value === true;
}

function plausible({ trueSince, statedAt }: Fact): boolean {
  const sinceMs = Date.parse(trueSince);
  return sinceMs >= Date.parse(EARLIEST) && sinceMs <= Date.parse(statedAt);
}
