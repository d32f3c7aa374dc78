import type { Operation } from '@bulkhead/model';
import type { OperationContext } from './context.ts';
import { ANY_PROTOCOL } from './operation-rule.ts';
import type { CorrelationRule, OperationRule, Rule } from './rule.ts';

/** Rules with one protocol and verb in common, narrowed once more by service. */
interface Bucket {
  readonly open: OperationRule[];
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
  readonly #buckets = new Map<string, Map<string, Bucket>>();

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
    const bucket = this.#bucketOf(operation.protocol, operation.verb);
    for (const rule of bucket.open) if (rule.test(operation, context)) onMatch(rule);
    if (bucket.byCode.size === 0 && bucket.byService.size === 0) return;
    const { code, name } = operation.service;
    const byCode = bucket.byCode.get(code);
    if (byCode) for (const rule of byCode) if (rule.test(operation, context)) onMatch(rule);
    if (bucket.byService.size === 0) return;
    const byService = bucket.byService.get(name.toLowerCase());
    if (byService) for (const rule of byService) if (rule.test(operation, context)) onMatch(rule);
  }

  /** Made when a protocol and verb are first seen: few of either exist, whatever the traffic. */
  #bucketOf(protocol: string, verb: string): Bucket {
    let verbs = this.#buckets.get(protocol);
    if (verbs === undefined) {
      verbs = new Map();
      // A name that no rule asks for shares one entry, so that hostile names cannot fill memory.
      const asked = this.#operationRules.some((rule) => rule.category === protocol);
      if (!asked && protocol !== ANY_PROTOCOL) return this.#bucketOf(ANY_PROTOCOL, verb);
      this.#buckets.set(protocol, verbs);
    }
    const found = verbs.get(verb);
    if (found !== undefined) return found;
    const made = this.#makeBucket(protocol, verb);
    if (verbs.size < VERBS_MAX) verbs.set(verb, made);
    return made;
  }

  #makeBucket(protocol: string, verb: string): Bucket {
    const bucket: Bucket = { open: [], byCode: new Map(), byService: new Map() };
    for (const rule of this.#operationRules) {
      if (rule.category !== protocol && rule.category !== ANY_PROTOCOL) continue;
      if (rule.verbs !== undefined && !rule.verbs.has(verb)) continue;
      if (rule.serviceCodes !== undefined) {
        for (const code of rule.serviceCodes) put(bucket.byCode, Number(code), rule);
      } else if (rule.services !== undefined) {
        for (const name of rule.services) put(bucket.byService, String(name), rule);
      } else bucket.open.push(rule);
    }
    return bucket;
  }
}

/** More than the verbs that exist; operations are built by our own code. */
const VERBS_MAX = 64;

function put<K>(map: Map<K, OperationRule[]>, key: K, rule: OperationRule): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [rule]);
  else list.push(rule);
}
