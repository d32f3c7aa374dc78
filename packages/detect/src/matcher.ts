import { unreachable } from '@bulkhead/kernel';
import type { Operation } from '@bulkhead/model';
import type { OperationContext } from './context.ts';
import { fieldOf, isFieldName, type FieldValue } from './fields.ts';
import { textOf } from './pattern.ts';
import type { CorrelationRule, OperationRule, Rule } from './rule.ts';
import type { RuleSet } from './rule-set.ts';
import { Silence } from './silence.ts';
import { Windows } from './window.ts';

/**
 * Told of a match. `frames` are those of the earlier operations that a correlation counted, oldest
 * first and with the last one's own; empty for a rule over a single operation.
 */
export type OnMatch = (rule: Rule, frames: readonly number[]) => void;

const NO_FRAMES: readonly number[] = [];

interface Counting {
  readonly correlation: CorrelationRule;
  readonly windows: Windows;
}

/** Rules with the memory that correlations need. The same operations give the same matches. */
export class Matcher {
  readonly #rules: RuleSet;
  /** By the id of the rule that is counted. */
  readonly #counting = new Map<string, Counting[]>();
  readonly #windows: Windows[] = [];
  readonly #silence = new Silence();
  /** One object for all operations, so that none is made for each. */
  readonly #live: { -readonly [K in keyof OperationContext]: OperationContext[K] } = {
    client: null,
    server: null,
    permitted: null,
    unanswered: undefined,
  };
  #sequence = 0;
  #operation: Operation | undefined;
  #onMatch: OnMatch | undefined;
  /** Of the operation at hand; read from its text only when a correlation counts it. */
  #atMs: number | undefined;

  constructor(rules: RuleSet) {
    this.#rules = rules;
    for (const correlation of rules.correlations) {
      const windows = new Windows(correlation.timespanMs, correlation.limits);
      this.#windows.push(windows);
      for (const id of correlation.counts) {
        const list = this.#counting.get(id);
        if (list === undefined) this.#counting.set(id, [{ correlation, windows }]);
        else list.push({ correlation, windows });
      }
    }
  }

  /** Groups that correlations forgot for want of room. */
  get shed(): number {
    return this.#windows.reduce((sum, windows) => sum + windows.shed, 0);
  }

  /** Tells of every rule that this operation makes match. The operation is not kept. */
  match(operation: Operation, context: OperationContext, onMatch: OnMatch): void {
    // Held in fields for the length of the call, so that no closure is made per operation.
    this.#operation = operation;
    this.#onMatch = onMatch;
    const live = this.#live;
    live.client = context.client;
    live.server = context.server;
    live.permitted = context.permitted;
    live.unanswered = this.#silence.after(operation);
    this.#rules.forEachMatch(operation, live, this.#seen);
    this.#operation = this.#onMatch = this.#atMs = undefined;
  }

  readonly #seen = (found: OperationRule): void => {
    if (found.alerts) this.#onMatch!(found.rule, NO_FRAMES);
    const counting = this.#counting.get(found.rule.id);
    if (counting !== undefined) for (const one of counting) this.#count(one, found);
  };

  #count({ correlation, windows }: Counting, found: OperationRule): void {
    const operation = this.#operation!;
    const group = correlation.groupBy.map((name) => this.#text(name)).join('\n');
    this.#atMs ??= Date.parse(operation.time);
    const frame = operation.frames.request ?? operation.frames.response ?? 0;
    for (const thing of this.#things(correlation, found)) {
      const frames = windows.add(group, thing, this.#atMs, frame);
      if (frames !== undefined) this.#onMatch!(correlation.rule, frames);
    }
  }

  /** What is counted: the operation itself, its values of a field, or the rule that it matched. */
  #things(correlation: CorrelationRule, found: OperationRule): readonly (string | number)[] {
    switch (correlation.type) {
      case 'event_count':
        this.#sequence += 1;
        return [this.#sequence];
      case 'temporal':
        return [found.rule.id];
      case 'value_count': {
        const value = this.#read(correlation.field ?? '');
        if (value === undefined) return [];
        return typeof value === 'object' ? value.map(textOf) : [textOf(value)];
      }
      default:
        return unreachable(correlation.type);
    }
  }

  #read(name: string): FieldValue {
    if (!isFieldName(name)) return undefined;
    return fieldOf(name).read(this.#operation!, this.#live);
  }

  #text(name: string): string {
    const value = this.#read(name);
    if (value === undefined) return '';
    return typeof value === 'object' ? value.map(textOf).join(',') : textOf(value);
  }
}

/** A matcher with empty memory. One for each stream of operations that is in order of time. */
export function createMatcher(rules: RuleSet): Matcher {
  return new Matcher(rules);
}
