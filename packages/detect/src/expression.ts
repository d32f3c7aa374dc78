import { unreachable } from '@bulkhead/kernel';
import type { Facts } from './facts.ts';
import { fieldOf, type FieldName } from './fields.ts';

/** Decides on one operation. Allocates nothing and never throws. */
export type Predicate = (facts: Facts) => boolean;

/** What a detection says, before it is compiled. */
export type Expression =
  | {
      readonly kind: 'test';
      /** All that the test reads. */
      readonly fields: readonly FieldName[];
      readonly test: Predicate;
    }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] }
  | { readonly kind: 'not'; readonly part: Expression };

export const ALWAYS: Expression = { kind: 'and', parts: [] };
export const NEVER: Expression = { kind: 'or', parts: [] };

/**
 * What is left of an expression for all operations that have the known fields in common with the
 * one at hand: their tests are replaced by what they say. The same object where nothing is.
 */
export function settle(
  expression: Expression,
  isKnown: (name: FieldName) => boolean,
  facts: Facts,
): Expression {
  switch (expression.kind) {
    case 'test':
      if (!expression.fields.every(isKnown)) return expression;
      return expression.test(facts) ? ALWAYS : NEVER;
    case 'not': {
      const part = settle(expression.part, isKnown, facts);
      if (part === ALWAYS) return NEVER;
      if (part === NEVER) return ALWAYS;
      return part === expression.part ? expression : { kind: 'not', part };
    }
    case 'and':
      return join('and', expression, isKnown, facts);
    case 'or':
      return join('or', expression, isKnown, facts);
    default:
      return unreachable(expression);
  }
}

function join(
  kind: 'and' | 'or',
  expression: Expression & { readonly parts: readonly Expression[] },
  isKnown: (name: FieldName) => boolean,
  facts: Facts,
): Expression {
  const [neutral, deciding] = kind === 'and' ? [ALWAYS, NEVER] : [NEVER, ALWAYS];
  const parts: Expression[] = [];
  for (const part of expression.parts) {
    const settled = settle(part, isKnown, facts);
    if (settled === deciding) return deciding;
    if (settled !== neutral) parts.push(settled);
  }
  if (parts.length === 0) return neutral;
  if (parts.length === 1) return parts[0]!;
  const isSame = parts.length === expression.parts.length;
  return isSame && parts.every((part, i) => part === expression.parts[i])
    ? expression
    : { kind, parts };
}

/** One closure for a whole expression; what costs least to read is tried first. */
export function compile(expression: Expression): Predicate {
  switch (expression.kind) {
    case 'test':
      return expression.test;
    case 'not': {
      const inner = compile(expression.part);
      return (facts) => !inner(facts);
    }
    case 'and':
      return all(cheapestFirst(expression.parts).map(compile));
    case 'or':
      return any(cheapestFirst(expression.parts).map(compile));
    default:
      return unreachable(expression);
  }
}

function all(parts: readonly Predicate[]): Predicate {
  if (parts.length === 1) return parts[0]!;
  if (parts.length === 2) {
    const [a, b] = parts as [Predicate, Predicate];
    return (facts) => a(facts) && b(facts);
  }
  return (facts) => {
    for (const part of parts) if (!part(facts)) return false;
    return true;
  };
}

function any(parts: readonly Predicate[]): Predicate {
  if (parts.length === 1) return parts[0]!;
  return (facts) => {
    for (const part of parts) if (part(facts)) return true;
    return false;
  };
}

function cheapestFirst(parts: readonly Expression[]): readonly Expression[] {
  return parts.toSorted((a, b) => textsIn(a) - textsIn(b));
}

/** Fields that are more than a number: most of them are made from bytes when they are read. */
function textsIn(expression: Expression): number {
  return fieldsOf(expression).filter((name) => fieldOf(name).type !== 'number').length;
}

/** Every field that an expression reads, as often as it does. */
export function fieldsOf(expression: Expression): readonly FieldName[] {
  switch (expression.kind) {
    case 'test':
      return expression.fields;
    case 'not':
      return fieldsOf(expression.part);
    default:
      return expression.parts.flatMap(fieldsOf);
  }
}
