import { CROSSING_PROTOCOLS, type Operation } from '@bulkhead/model';
import type { OperationContext } from './context.ts';
import { compile } from './expression.ts';
import { Facts } from './facts.ts';
import { ANY_CROSSING, ANY_PROTOCOL } from './operation-rule.ts';
import type { CorrelationRule, OperationRule, Rule } from './rule.ts';

/** Compiled rules. `createMatcher` is the fast way to hold them against many operations. */
export class RuleSet {
  /** Rules that raise alerts, in the order of their files. */
  readonly rules: readonly Rule[];
  readonly operationRules: readonly OperationRule[];
  readonly correlations: readonly CorrelationRule[];

  constructor(
    operationRules: readonly OperationRule[],
    correlations: readonly CorrelationRule[],
    rules: readonly Rule[],
  ) {
    this.operationRules = operationRules;
    this.correlations = correlations;
    this.rules = rules;
  }

  /** Every rule over single operations that matches: each is tried, with nothing remembered. */
  matches(operation: Operation, context: OperationContext): readonly OperationRule[] {
    const facts = new Facts();
    facts.begin(operation, context, context.unanswered);
    return this.operationRules.filter(
      (rule) => isFor(rule, operation.protocol) && compile(rule.expression)(facts),
    );
  }
}

const CROSSINGS: ReadonlySet<string> = new Set(CROSSING_PROTOCOLS);

/** Whether a rule's log source is this protocol, or all protocols of its side. */
export function isFor({ category }: OperationRule, protocol: string): boolean {
  return (
    category === protocol || category === (CROSSINGS.has(protocol) ? ANY_CROSSING : ANY_PROTOCOL)
  );
}
