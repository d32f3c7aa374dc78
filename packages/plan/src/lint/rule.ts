import type { Finding } from '@bulkhead/model';
import type { Draft } from '../draft.ts';
import type { PartId } from '../parts.ts';
import type { Place } from '../yaml-text.ts';

/** What the checks may be told, beside the plan itself. They have no clock of their own. */
export interface LintOptions {
  /** `2026-11-22`: the day on which ages count. Without it, ages are not checked. */
  readonly today?: string;
  /** Regimes that exist. Without it, their names are not checked. */
  readonly regimes?: readonly string[];
}

/** One place where a rule is not kept. */
export interface Hit {
  readonly at: Place;
  readonly message: string;
  readonly fix: string;
}

/** One thing that a plan must or should be, beyond the shape of its files. */
export interface LintRule {
  /** Stable and documented. */
  readonly code: string;
  readonly title: string;
  /** An `error` means that the plan cannot be carried out as written. */
  readonly severity: Finding['severity'];
  /** Readiness: the part that suffers, and the points that each hit costs it. */
  readonly part: PartId;
  readonly points: number;
  check(draft: Draft, options: LintOptions): Iterable<Hit>;
}

export function defineRule(rule: LintRule): LintRule {
  return Object.freeze(rule);
}
