import { CROSSING_PROTOCOLS, type Operation } from '@bulkhead/model';
import type { OperationContext } from './context.ts';
import { ANY_CROSSING, ANY_PROTOCOL } from './operation-rule.ts';
import type { CorrelationRule, OperationRule, Rule } from './rule.ts';

/** Rules with one protocol, verb and outcome in common, narrowed once more by service. */
interface Bucket {
  readonly open: OperationRule[];
  /** Rules that an operation without techniques need not meet. */
  readonly ofTechniques: OperationRule[];
  readonly byCode: Map<number, OperationRule[]>;
  readonly byService: Map<string, OperationRule[]>;
}

/** Compiled rules, indexed so that an operation meets only those that could match it. */
export class RuleSet {
  /** Rules that raise alerts, in the order of their files. */
  readonly rules: readonly Rule[];
  /** Correlations over the rules, for `createMatcher`. */
  readonly correlations: readonly CorrelationRule[];
  readonly #operationRules: readonly OperationRule[];
  /** By protocol, then verb, then outcome. */
  readonly #buckets = new Map<string, Map<string, Map<string, Bucket>>>();

  constructor(
    operationRules: readonly OperationRule[],
    correlations: readonly CorrelationRule[],
    rules: readonly Rule[],
  ) {
    this.#operationRules = operationRules;
    this.correlations = correlations;
    this.rules = rules;
  }

  /** Tells of every rule over single operations that matches; correlations need a matcher. */
  match(operation: Operation, context: OperationContext, onMatch: (rule: Rule) => void): void {
    this.forEachMatch(operation, context, (found) => {
      if (found.alerts) onMatch(found.rule);
    });
  }

  /** The same, with rules that only feed correlations. */
  forEachMatch(
    operation: Operation,
    context: OperationContext,
    onMatch: (rule: OperationRule) => void,
  ): void {
    const { protocol, verb, outcome } = operation;
    const bucket =
      this.#buckets.get(protocol)?.get(verb)?.get(outcome) ??
      this.#addBucket(protocol, verb, outcome);
    for (const rule of bucket.open) if (rule.test(operation, context)) onMatch(rule);
    const { ofTechniques } = bucket;
    if (ofTechniques.length > 0 && operation.techniques.length > 0) {
      for (const rule of ofTechniques) if (rule.test(operation, context)) onMatch(rule);
    }
    if (bucket.byCode.size === 0 && bucket.byService.size === 0) return;
    const { code, name } = operation.service;
    const byCode = bucket.byCode.get(code);
    if (byCode) for (const rule of byCode) if (rule.test(operation, context)) onMatch(rule);
    if (bucket.byService.size === 0) return;
    const byService = bucket.byService.get(name.toLowerCase());
    if (byService) for (const rule of byService) if (rule.test(operation, context)) onMatch(rule);
  }

  /** Made when first seen: few protocols, verbs and outcomes exist, whatever the traffic. */
  #addBucket(protocol: string, verb: string, outcome: string): Bucket {
    const made = this.#makeBucket(protocol, verb, outcome);
    const verbs = this.#buckets.get(protocol) ?? new Map<string, Map<string, Bucket>>();
    const outcomes = verbs.get(verb) ?? new Map<string, Bucket>();
    // Operations are built by our own code; the limits hold should that ever change.
    if (this.#buckets.size < PROTOCOLS_MAX) this.#buckets.set(protocol, verbs);
    if (verbs.size < WORDS_MAX) verbs.set(verb, outcomes);
    if (outcomes.size < WORDS_MAX) outcomes.set(outcome, made);
    return made;
  }

  #makeBucket(protocol: string, verb: string, outcome: string): Bucket {
    const bucket: Bucket = { open: [], ofTechniques: [], byCode: new Map(), byService: new Map() };
    const any = CROSSINGS.has(protocol) ? ANY_CROSSING : ANY_PROTOCOL;
    for (const rule of this.#operationRules) {
      if (rule.category !== protocol && rule.category !== any) continue;
      if (rule.protocols !== undefined && !rule.protocols.has(protocol.toLowerCase())) continue;
      if (rule.verbs !== undefined && !rule.verbs.has(verb)) continue;
      if (rule.outcomes !== undefined && !rule.outcomes.has(outcome)) continue;
      if (rule.serviceCodes !== undefined) {
        for (const code of rule.serviceCodes) put(bucket.byCode, Number(code), rule);
      } else if (rule.services !== undefined) {
        for (const name of rule.services) put(bucket.byService, String(name), rule);
      } else if (rule.needsTechnique) bucket.ofTechniques.push(rule);
      else bucket.open.push(rule);
    }
    return bucket;
  }
}

/** More protocols than exist, and more verbs or outcomes. */
const PROTOCOLS_MAX = 256;
const WORDS_MAX = 32;
const CROSSINGS: ReadonlySet<string> = new Set(CROSSING_PROTOCOLS);

function put<K>(map: Map<K, OperationRule[]>, key: K, rule: OperationRule): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [rule]);
  else list.push(rule);
}
