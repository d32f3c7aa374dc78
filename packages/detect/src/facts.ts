import type { Operation } from '@bulkhead/model';
import { NO_CONTEXT, type OperationContext } from './context.ts';
import { type Field, type FieldName, FIELDS, type FieldValue, type Test } from './fields.ts';

const NAMES = Object.keys(FIELDS);
const ALL: readonly Field[] = Object.values(FIELDS);

/** The number of a field, by which `Facts` knows it. */
export function placeOf(name: FieldName): number {
  return NAMES.indexOf(name);
}

/**
 * One operation as rules see it: each field is read at most once, and only when a rule asks for it.
 * The same object serves all operations, one after the other.
 */
export class Facts {
  operation!: Operation;
  readonly context: { -readonly [K in keyof OperationContext]: OperationContext[K] } = {
    ...NO_CONTEXT,
  };
  readonly #values: FieldValue[] = ALL.map(() => undefined);
  /** The turn in which each field was read. */
  readonly #readIn = new Float64Array(ALL.length);
  #turn = 0;
  #atMs: number | undefined;

  /** Goes on to another operation. */
  begin(operation: Operation, context: OperationContext, unanswered: number | undefined): void {
    this.operation = operation;
    const own = this.context;
    own.client = context.client;
    own.server = context.server;
    own.permitted = context.permitted;
    own.unanswered = unanswered;
    this.#turn += 1;
    this.#atMs = undefined;
  }

  /** Milliseconds since 1970; not a number where the time cannot be read. */
  get atMs(): number {
    return (this.#atMs ??= Date.parse(this.operation.time));
  }

  /** Whether any value of a field passes; false where the field is absent. */
  some(place: number, test: Test): boolean {
    const value = this.#tested(place);
    if (value === undefined) return false;
    if (typeof value !== 'object') return test(value);
    for (const one of value) if (test(one)) return true;
    return false;
  }

  #tested(place: number): FieldValue {
    if (this.#readIn[place] === this.#turn) return this.#values[place];
    const field = ALL[place]!;
    const value = field.tested?.(this.operation) ?? field.read(this.operation, this.context);
    this.#readIn[place] = this.#turn;
    return (this.#values[place] = value);
  }
}
