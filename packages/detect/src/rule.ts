import type { Severity } from '@bulkhead/model';
import type { Expression } from './expression.ts';
import type { Place } from './report.ts';

/** What a rule says of itself. */
export interface Rule {
  /** The rule's `id`; where it has none, its file and place in it. */
  readonly id: string;
  /** Plain words on what was seen. */
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  /** Live ATT&CK for ICS techniques, such as `T0858`. */
  readonly techniques: readonly string[];
  /** Every tag as written. */
  readonly tags: readonly string[];
  /** The file that it was read from. */
  readonly file: string;
  /** A single operation, or several within a time. */
  readonly kind: 'operation' | 'correlation';
  readonly status: string;
  readonly falsePositives: readonly string[];
  readonly references: readonly string[];
  /** Fields that help to judge a match, most telling first. */
  readonly fields: readonly string[];
}

/** A rule over single operations, ready to match. */
export interface OperationRule {
  readonly rule: Rule;
  readonly name: string | undefined;
  readonly at: Place;
  /** `operation` for every protocol. */
  readonly category: string;
  readonly expression: Expression;
  /** False for a rule that only feeds correlations (`generate: false`, the default). */
  readonly alerts: boolean;
}

export const CORRELATION_TYPES = ['event_count', 'value_count', 'temporal'] as const;
type CorrelationType = (typeof CORRELATION_TYPES)[number];

/** Limits on a count; all that are given must hold. */
export interface CountLimits {
  readonly gt?: number;
  readonly gte?: number;
  readonly lt?: number;
  readonly lte?: number;
  readonly eq?: number;
}

/** A rule over several operations within a time. */
export interface CorrelationRule {
  readonly rule: Rule;
  readonly type: CorrelationType;
  /** Ids of the rules that it counts, in the order written. */
  readonly counts: readonly string[];
  readonly groupBy: readonly string[];
  readonly timespanMs: number;
  readonly limits: CountLimits;
  /** The field whose distinct values are counted; for `value_count` alone. */
  readonly field: string | undefined;
}
