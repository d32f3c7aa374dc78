import type { Operation } from '@bulkhead/model';
import type { OperationContext } from './context.ts';
import type { Counting } from './counting.ts';
import { compile, type Expression, fieldsOf, NEVER, type Predicate, settle } from './expression.ts';
import { Facts } from './facts.ts';
import { fieldOf, type FieldName, type Shared } from './fields.ts';
import type { OperationRule } from './rule.ts';
import { isFor } from './rule-set.ts';
import type { Seat } from './silence.ts';

/** Cases remembered, and services of all kinds; beyond it the memory starts anew. */
export const CASES_MAX = 50_000;

/** What is known of the operations of one kind, of one service, of one case. */
const OF_KIND: readonly Shared[] = ['kind'];
const OF_SERVICE: readonly Shared[] = ['kind', 'service'];
const OF_CASE: readonly Shared[] = ['kind', 'service', 'ends'];

/** A rule that operations may match, and what is still open about it. */
class Candidate {
  readonly rule: OperationRule;
  readonly rest: Expression;
  /** What the rest reads, by how many operations share it. */
  readonly reads: ReadonlySet<Shared | undefined>;
  #test: Predicate | undefined;

  constructor(rule: OperationRule, rest: Expression) {
    this.rule = rule;
    this.rest = rest;
    this.reads = new Set(fieldsOf(rest).map((name) => fieldOf(name).shared));
  }

  holds(facts: Facts): boolean {
    return (this.#test ??= compile(this.rest))(facts);
  }
}

/** All operations of one kind that ask for one service and imply the same techniques. */
interface Service {
  readonly candidates: readonly Candidate[];
}

/** All operations of one protocol, verb and outcome, either without anomalies or with some. */
interface Kind extends Service {
  /** By code, then name, since a protocol may give one number several meanings; by techniques. */
  readonly services: Map<number, Map<string, Map<string, Service>>>;
}

/** Operations that ask for one service, of one kind, between the same two ends. */
export interface Case extends Service, Seat {
  /** What matches of each candidate feed. */
  readonly countings: (readonly Counting[] | undefined)[];
}

/**
 * Two ends, the one that asks and the one that is asked, with what the plan says of them. A
 * matcher's caller has one for each pair of addresses, in which the matcher keeps what it worked
 * out for them.
 */
export class Ends {
  readonly context: OperationContext;
  readonly cases = new Map<Service, Case>();
  /** The memory of cases that these belong to. */
  generation = 0;

  constructor(context: OperationContext) {
    this.context = context;
  }
}

/**
 * Which rules an operation may match. What rules say of fields that many operations share is worked
 * out once for all of them: first for those of one kind, then for those that ask for one service,
 * then for those between the same ends. What is left are tests of what each operation has for
 * itself, and most often nothing.
 */
export class Cases {
  readonly #all: readonly Candidate[];
  /** By protocol, then verb, then outcome, then whether there are anomalies. */
  readonly #kinds = new Map<string, Map<string, Map<string, Map<boolean, Kind>>>>();
  readonly #facts = new Facts();
  #total = 0;
  #generation = 0;

  constructor(rules: readonly OperationRule[]) {
    this.#all = rules.map((rule) => new Candidate(rule, rule.expression));
  }

  find(operation: Operation, ends: Ends): Case {
    const { protocol, verb, outcome, service, techniques } = operation;
    const kind = this.#kinds.get(protocol)?.get(verb)?.get(outcome)?.get(isOdd(operation));
    const named = kind?.services.get(service.code)?.get(service.name);
    const asked = named?.get(textOf(techniques));
    if (asked === undefined || ends.generation !== this.#generation) {
      return this.#add(operation, ends);
    }
    return ends.cases.get(asked) ?? this.#add(operation, ends);
  }

  #add(operation: Operation, ends: Ends): Case {
    if (this.#total >= CASES_MAX) {
      this.#kinds.clear();
      this.#generation += 1;
      this.#total = 0;
    }
    if (ends.generation !== this.#generation) {
      ends.cases.clear();
      ends.generation = this.#generation;
    }
    this.#total += 1;
    // After an answer nothing is unanswered; requests without one have a count each.
    const isAnswered = operation.outcome === 'ok' || operation.outcome === 'refused';
    this.#facts.begin(operation, ends.context, isAnswered ? 0 : undefined);
    const service = this.#service(operation);
    const candidates = this.#narrow(service.candidates, OF_CASE);
    const made: Case = { candidates, countings: [], server: undefined };
    ends.cases.set(service, made);
    return made;
  }

  #service(operation: Operation): Service {
    const { code, name } = operation.service;
    const { services, candidates } = this.#kind(operation);
    const byName = getOrAdd(services, code, () => new Map());
    const byTechniques = getOrAdd(byName, name, () => new Map());
    return getOrAdd(byTechniques, textOf(operation.techniques), () => ({
      candidates: this.#narrow(candidates, OF_SERVICE),
    }));
  }

  #kind(operation: Operation): Kind {
    const { protocol, verb, outcome } = operation;
    const verbs = getOrAdd(this.#kinds, protocol, () => new Map());
    const outcomes = getOrAdd(verbs, verb, () => new Map());
    const kinds = getOrAdd(outcomes, outcome, () => new Map());
    return getOrAdd(kinds, isOdd(operation), () => {
      const all = this.#all.filter(({ rule }) => isFor(rule, protocol));
      return { candidates: this.#narrow(all, OF_KIND), services: new Map() };
    });
  }

  /** Candidates that can still hold once the fields are known that these operations share. */
  #narrow(candidates: readonly Candidate[], known: readonly Shared[]): Candidate[] {
    const { operation } = this.#facts;
    const isKnown = (name: FieldName): boolean => {
      if (name === 'unanswered') return operation.outcome !== 'no-response';
      if (name === 'anomaly') return !isOdd(operation);
      const { shared } = fieldOf(name);
      return shared !== undefined && known.includes(shared);
    };
    const learned = known.at(-1);
    return candidates.flatMap((candidate) => {
      // `unanswered` and `anomaly` are of one operation each, or known with the kind.
      if (learned !== 'kind' && !candidate.reads.has(learned)) return candidate;
      const rest = settle(candidate.rest, isKnown, this.#facts);
      if (rest === NEVER) return [];
      return rest === candidate.rest ? candidate : new Candidate(candidate.rule, rest);
    });
  }
}

function isOdd({ anomalies }: Operation): boolean {
  return anomalies.length > 0;
}

/** One text for the same techniques: there is none of most operations, and one of most others. */
function textOf(techniques: readonly string[]): string {
  return techniques.length > 1 ? techniques.join(' ') : (techniques[0] ?? '');
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
