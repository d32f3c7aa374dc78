import { unreachable } from '@bulkhead/kernel';
import type { Facts } from './facts.ts';
import { fieldOf, type FieldValue, isFieldName } from './fields.ts';
import { textOf } from './pattern.ts';
import type { CorrelationRule, OperationRule } from './rule.ts';
import type { Group, Thing, Windows } from './window.ts';

/** A rule over several operations with its memory. */
export interface Correlation {
  readonly rule: CorrelationRule;
  readonly windows: Windows;
}

/**
 * How matches of one rule feed a correlation, for operations that share protocol, service and ends:
 * what they have in common of group and value is read once.
 */
export class Counting {
  readonly correlation: CorrelationRule;
  readonly #windows: Windows;
  readonly #isOneGroup: boolean;
  readonly #counted: OperationRule;
  #group: Group | undefined;
  /** What all of them count; undefined where each counts something of its own. */
  readonly #things: readonly (Thing | undefined)[] | undefined;

  constructor({ rule, windows }: Correlation, counted: OperationRule, facts: Facts) {
    this.correlation = rule;
    this.#counted = counted;
    this.#windows = windows;
    this.#isOneGroup = rule.groupBy.every(isShared);
    const isOneThing = rule.type !== 'value_count' || isShared(rule.field ?? '');
    this.#things = isOneThing ? thingsOf(rule, counted, facts) : undefined;
  }

  /** Counts the operation; the frames that show it where the correlation now matches. */
  count(facts: Facts): readonly number[] | undefined {
    const group = this.#groupOf(facts);
    const { request, response } = facts.operation.frames;
    const frame = request ?? response ?? 0;
    let shown: readonly number[] | undefined;
    for (const thing of this.#things ?? thingsOf(this.correlation, this.#counted, facts)) {
      shown = this.#windows.add(group, thing, facts.atMs, frame) ?? shown;
    }
    return shown;
  }

  #groupOf(facts: Facts): Group {
    const known = this.#group;
    if (known !== undefined && !known.forgotten) return known;
    const key = this.correlation.groupBy.map((name) => keyOf(name, facts)).join('\n');
    const group = this.#windows.group(key);
    if (this.#isOneGroup) this.#group = group;
    return group;
  }
}

/** What is counted: the operation itself, the rule that it matched, or its values of a field. */
function thingsOf(
  { type, field = '' }: CorrelationRule,
  counted: OperationRule,
  facts: Facts,
): readonly (Thing | undefined)[] {
  switch (type) {
    case 'event_count':
      return EACH_FOR_ITSELF;
    case 'temporal':
      return [counted.rule.id];
    case 'value_count': {
      const value = read(field, facts);
      if (value === undefined) return NOTHING;
      return typeof value === 'object' ? value.map(textOf) : [textOf(value)];
    }
    default:
      return unreachable(type);
  }
}

const EACH_FOR_ITSELF = [undefined];
const NOTHING: readonly Thing[] = [];

function keyOf(name: string, facts: Facts): string {
  const value = read(name, facts);
  if (value === undefined) return '';
  return typeof value === 'object' ? value.map(textOf).join(',') : textOf(value);
}

function read(name: string, { operation, context }: Facts): FieldValue {
  return isFieldName(name) ? fieldOf(name).read(operation, context) : undefined;
}

function isShared(name: string): boolean {
  return isFieldName(name) && fieldOf(name).shared !== undefined;
}
