/**
 * Our own code is wrong. The unit of work stops and nothing is saved; a person reads the report.
 */
export class InvariantBroken extends Error {
  override readonly name = 'InvariantBroken';
}

/** Stops the unit of work when *our* code is wrong. Never call it on input from outside. */
export function assert(condition: unknown, invariant: string): asserts condition {
  if (!condition) throw new InvariantBroken(invariant);
}

/** Closes a `switch` over a union: adding a member without a case no longer compiles. */
export function unreachable(value: never): never {
  throw new InvariantBroken(`unreachable: ${JSON.stringify(value)}`);
}
