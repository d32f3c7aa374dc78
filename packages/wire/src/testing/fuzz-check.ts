import {
  OPERATION_ANOMALIES_MAX,
  OPERATION_CAUSE_CHARACTERS_MAX,
  OPERATION_ITEMS_MAX,
  OPERATION_OBJECT_CHARACTERS_MAX,
  OPERATION_TECHNIQUES_MAX,
  OPERATION_VALUES_MAX,
  Operation,
  type OperationValue,
  type Sighting,
  SIGHTING_VALUE_CHARACTERS_MAX,
} from '@bulkhead/model';
import { copyOperation } from '../copy-operation.ts';

/** As the model has it: `Anomaly`. */
const ANOMALY_CODE_CHARACTERS_MAX = 64;

/** Reads all that a protocol says of an operation, each once, and holds it to the model. */
export function readWhole(operation: Operation): void {
  if (!isWithin(operation))
    throw new Error(`an operation is beyond the model: ${shown(operation)}`);
}

/** The same by the model's own schema, for what `JSON.stringify` makes of it. */
export function readAsJson(operation: Operation): void {
  const text = JSON.stringify(operation);
  const told = Operation.safeParse(JSON.parse(text));
  if (!told.success) throw new Error(`${told.error.message} of ${shown(operation)}`);
}

export function checkSighting({ value, field }: Sighting): void {
  if (value.length > SIGHTING_VALUE_CHARACTERS_MAX) throw new Error(`${field} is too long`);
}

function isWithin(operation: Operation): boolean {
  const { object, values, items, techniques, count, anomalies, cause } = operation;
  return (
    object.length <= OPERATION_OBJECT_CHARACTERS_MAX &&
    areValues(values) &&
    (items === undefined || areItems(items)) &&
    (cause === undefined || cause.length <= OPERATION_CAUSE_CHARACTERS_MAX) &&
    anomalies.length <= OPERATION_ANOMALIES_MAX &&
    anomalies.every(isPlaced) &&
    techniques.length <= OPERATION_TECHNIQUES_MAX &&
    Number.isSafeInteger(count) &&
    count >= 0 &&
    isWholeOrNull(operation.address) &&
    isWholeOrNull(operation.unit) &&
    isNamed(operation.refusal) &&
    isNamed(operation.service)
  );
}

function isPlaced({ code, offset }: Operation['anomalies'][number]): boolean {
  return code.length <= ANOMALY_CODE_CHARACTERS_MAX && Number.isSafeInteger(offset) && offset >= 0;
}

function isWholeOrNull(value: number | null): boolean {
  return value === null || Number.isSafeInteger(value);
}

function isNamed(code: Operation['refusal']): boolean {
  return code === null || (Number.isSafeInteger(code.code) && code.name !== '');
}

function areItems(items: NonNullable<Operation['items']>): boolean {
  if (items.length > OPERATION_ITEMS_MAX) return false;
  for (const { object, values, count, refusal } of items) {
    if (
      object.length > OPERATION_OBJECT_CHARACTERS_MAX ||
      !(Number.isSafeInteger(count) && count >= 0)
    )
      return false;
    if (!areValues(values) || !isNamed(refusal ?? null)) return false;
  }
  return true;
}

/** What is no finite number cannot be written as JSON. */
function areValues(values: readonly OperationValue[]): boolean {
  if (values.length > OPERATION_VALUES_MAX) return false;
  for (const value of values) {
    if (typeof value === 'number' && !Number.isFinite(value)) return false;
  }
  return true;
}

function shown(operation: Operation): string {
  return JSON.stringify(copyOperation(operation)).slice(0, 2_000);
}
