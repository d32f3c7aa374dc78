import type { Operation } from '@bulkhead/model';
import { Cases, type Ends } from './cases.ts';
import { type Correlation, Counting } from './counting.ts';
import { Facts } from './facts.ts';
import type { OperationRule, Rule } from './rule.ts';
import type { RuleSet } from './rule-set.ts';
import { Silence } from './silence.ts';
import { Windows } from './window.ts';

/**
 * Told of a match. `frames` are those of the earlier operations that a correlation counted, oldest
 * first and with the last one's own; empty for a rule over a single operation. `atMs` is when the
 * operation was, in milliseconds since 1970.
 */
export type OnMatch = (rule: Rule, frames: readonly number[], atMs: number) => void;

const NO_FRAMES: readonly number[] = [];

/** Rules with the memory that correlations need. The same operations give the same matches. */
export class Matcher {
  readonly #cases: Cases;
  readonly #silence = new Silence();
  readonly #correlations: readonly Correlation[];
  readonly #facts = new Facts();

  constructor(rules: RuleSet) {
    this.#cases = new Cases(rules.operationRules);
    this.#correlations = rules.correlations.map((rule) => ({
      rule,
      windows: new Windows(rule.timespanMs, rule.limits),
    }));
  }

  /** Groups that correlations forgot for want of room. */
  get shed(): number {
    return this.#correlations.reduce((sum, { windows }) => sum + windows.shed, 0);
  }

  /** Tells of every rule that this operation makes match. The operation is not kept. */
  match(operation: Operation, ends: Ends, onMatch: OnMatch): void {
    const found = this.#cases.find(operation, ends);
    const unanswered = this.#silence.after(operation, found);
    const { candidates } = found;
    if (candidates.length === 0) return;
    const facts = this.#facts;
    facts.begin(operation, ends.context, unanswered);
    for (let i = 0; i < candidates.length; i++) {
      const candidate = candidates[i]!;
      if (!candidate.holds(facts)) continue;
      if (candidate.rule.alerts) onMatch(candidate.rule.rule, NO_FRAMES, facts.atMs);
      for (const counting of (found.countings[i] ??= this.#countings(candidate.rule))) {
        const frames = counting.count(facts);
        if (frames !== undefined) onMatch(counting.correlation.rule, frames, facts.atMs);
      }
    }
  }

  #countings(counted: OperationRule): readonly Counting[] {
    return this.#correlations
      .filter(({ rule }) => rule.counts.includes(counted.rule.id))
      .map((correlation) => new Counting(correlation, counted, this.#facts));
  }
}

/** A matcher with empty memory. One for each stream of operations that is in order of time. */
export function createMatcher(rules: RuleSet): Matcher {
  return new Matcher(rules);
}
