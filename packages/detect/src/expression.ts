import { unreachable } from '@bulkhead/kernel';
import type { Operation } from '@bulkhead/model';
import type { OperationContext } from './context.ts';

/** Decides on one operation. Allocates nothing and never throws. */
export type Predicate = (operation: Operation, context: OperationContext) => boolean;

/** Fields that rules are indexed by: a rule that pins one is tried only where it can match. */
export type PinField = 'protocol' | 'verb' | 'outcome' | 'service' | 'service_code' | 'technique';
export type Pin = ReadonlySet<string | number>;

/** What a detection says, before it is compiled. */
export type Expression =
  | {
      readonly kind: 'test';
      readonly test: Predicate;
      /** The only values of a field with which the test can hold. */
      readonly pin?: { readonly field: PinField; readonly values: Pin };
    }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] }
  | { readonly kind: 'not'; readonly part: Expression };

/** One closure for a whole expression. `and` of nothing holds, `or` of nothing does not. */
export function compile(expression: Expression): Predicate {
  switch (expression.kind) {
    case 'test':
      return expression.test;
    case 'not': {
      const inner = compile(expression.part);
      return (operation, context) => !inner(operation, context);
    }
    case 'and':
      return all(expression.parts.map(compile));
    case 'or':
      return any(expression.parts.map(compile));
    default:
      return unreachable(expression);
  }
}

function all(parts: readonly Predicate[]): Predicate {
  if (parts.length === 1) return parts[0]!;
  if (parts.length === 2) {
    const [a, b] = parts as [Predicate, Predicate];
    return (operation, context) => a(operation, context) && b(operation, context);
  }
  return (operation, context) => {
    for (const part of parts) if (!part(operation, context)) return false;
    return true;
  };
}

function any(parts: readonly Predicate[]): Predicate {
  if (parts.length === 1) return parts[0]!;
  return (operation, context) => {
    for (const part of parts) if (part(operation, context)) return true;
    return false;
  };
}

/**
 * The only values of `field` with which the expression can hold, or `undefined` where it may hold
 * with any. Sound, not complete: what stands under `not` pins nothing.
 */
export function pinOf(expression: Expression, field: PinField): Pin | undefined {
  switch (expression.kind) {
    case 'test':
      return expression.pin?.field === field ? expression.pin.values : undefined;
    case 'not':
      return undefined;
    case 'and': {
      let pin: Pin | undefined;
      for (const part of expression.parts) {
        const next = pinOf(part, field);
        if (next !== undefined) pin = pin === undefined ? next : both(pin, next);
      }
      return pin;
    }
    case 'or': {
      const pin = new Set<string | number>();
      for (const part of expression.parts) {
        const next = pinOf(part, field);
        if (next === undefined) return undefined;
        for (const value of next) pin.add(value);
      }
      return pin;
    }
    default:
      return unreachable(expression);
  }
}

function both(a: Pin, b: Pin): Pin {
  return new Set([...a].filter((value) => b.has(value)));
}
