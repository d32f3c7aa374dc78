import type { OperationValue } from '@bulkhead/model';
import { addTyped, countElements, elementsByName } from './constructed.ts';
import {
  addItem,
  errorNamed,
  type Gathered,
  gathered,
  Parameters,
  propertyObject,
  type Reader,
} from './gather.ts';
import { objectName, propertyName } from './names.ts';
import { propertyType } from './shapes.ts';
import { countValues, type Part, partsOf } from './tags.ts';

const INSTANCE_MASK = 0x3fffff;
const PRIORITY = /\/priority\/\d+$/;

/** Object, property and index under the context tags 0, 1 and 2: most services start so. */
export function readReference(
  from: Parameters,
  into: Gathered,
  priority: number | null = null,
): void {
  const id = from.numberOf(0);
  if (id === null) return;
  into.address = id & INSTANCE_MASK;
  into.object = propertyObject(objectName(id), from.numberOf(1), from.numberOf(2), priority);
}

/** The type of the property that a message names under the tags 0 and 1. */
function typeNamed(from: Parameters): string {
  return typeOf(from.objectOf(0), from.numberOf(1));
}

function typeOf(object: string, property: number | null): string {
  return property === null ? '' : propertyType(object, propertyName(property));
}

/** What a part says of a property of this type: its values, and those that have names by name. */
function readValue(
  from: Parameters,
  part: Part,
  type: string,
  into: Gathered,
  firstIndex = 1,
): void {
  const { bytes } = from;
  const { at, end } = part;
  into.values = addTyped(bytes, at, end, type, []);
  into.count = type === '' ? countValues(bytes, at, end) : countElements(bytes, at, end, type);
  into.count = Math.max(1, into.count);
  const { object } = into;
  into.items = elementsByName(bytes, at, end, type, firstIndex).map(({ name, values }) => ({
    object: object + name,
    count: values.length,
    values,
  }));
}

/** ReadProperty, clause 15.5: the values are those of the answer. */
export const readProperty: Reader = (request, answer, into) => {
  const asked = request ?? answer;
  if (asked !== null) readReference(asked, into);
  const value = answer?.tagged(3);
  if (answer === null || asked === null || value === undefined) return;
  readValue(answer, value, typeNamed(asked), into);
};

/** WriteProperty, clause 15.9, and the list services, clauses 15.1 and 15.2. */
export const writeProperty: Reader = (request, _, into) => {
  if (request === null) return;
  readReference(request, into, request.numberOf(4));
  const value = request.tagged(3);
  if (value !== undefined) readValue(request, value, typeNamed(request), into);
};

/** ReadRange, clause 15.8. */
export const readRange: Reader = (request, answer, into) => {
  const asked = request ?? answer;
  if (asked !== null) readReference(asked, into);
  if (answer === null) return;
  const data = answer.tagged(5);
  const sequence = answer.numberOf(6) ?? 1;
  if (data !== undefined) readValue(answer, data, typeNamed(answer), into, sequence);
  into.count = answer.numberOf(4) ?? 1;
};

/** ReadPropertyMultiple, clause 15.7: the answer tells what was read, and what was refused. */
export const readMultiple: Reader = (request, answer, into) => {
  const from = answer ?? request;
  if (from === null) return;
  let object = '';
  for (const part of from.parts) {
    if (part.tag === 0) {
      const id = from.number(part) ?? 0;
      into.address ??= id & INSTANCE_MASK;
      object = objectName(id);
    } else if (part.tag === 1) {
      const inner = partsOf(from.bytes, part.at, part.end);
      if (answer === null) addReferences(from, object, inner, into);
      else addResults(from, object, inner, into);
    }
  }
};

/** A list of properties, each with an index where it has one. */
function addReferences(
  from: Parameters,
  object: string,
  parts: readonly Part[],
  into: Gathered,
): void {
  parts.forEach((part, i) => {
    if (part.tag !== 0) return;
    const next = parts[i + 1];
    const index = next?.tag === 1 ? from.number(next) : null;
    addItem(into, propertyObject(object, from.number(part), index), []);
  });
}

/** Each property with its values, or with the error that stands for them. */
function addResults(
  from: Parameters,
  object: string,
  parts: readonly Part[],
  into: Gathered,
): void {
  let property: number | null = null;
  let index: number | null = null;
  for (const part of parts) {
    if (part.tag === 2) {
      property = from.number(part);
      index = null;
    } else if (part.tag === 3) index = from.number(part);
    else if (part.tag === 4 || part.tag === 5) {
      const { bytes } = from;
      const name = propertyObject(object, property, index);
      if (part.tag === 4) {
        addItem(into, name, addTyped(bytes, part.at, part.end, typeOf(object, property), []));
      } else addItem(into, name, [], errorNamed(bytes, partsOf(bytes, part.at, part.end)));
    }
  }
}

/** WritePropertyMultiple, clause 15.10. */
export const writeMultiple: Reader = (request, _, into) => {
  if (request === null) return;
  let object = '';
  for (const part of request.parts) {
    if (part.tag === 0) {
      const id = request.number(part) ?? 0;
      into.address ??= id & INSTANCE_MASK;
      object = objectName(id);
    } else if (part.tag === 1) {
      addPropertyValues(request, object, partsOf(request.bytes, part.at, part.end), into);
    }
  }
};

/**
 * Marks the property whose writing failed first, WritePropertyMultiple-Error of clause 21: those
 * before it were written, those behind it were not tried. `parts` are error and reference.
 */
export function markFailed(bytes: Uint8Array, parts: readonly Part[], into: Gathered): void {
  const [error, reference] = parts;
  if (error?.constructed !== true || reference?.constructed !== true) return;
  const found = gathered();
  readReference(new Parameters(bytes, partsOf(bytes, reference.at, reference.end)), found);
  const at = into.items.findIndex(({ object }) => object.replace(PRIORITY, '') === found.object);
  const failed = into.items[at];
  if (failed === undefined) return;
  const refusal = errorNamed(bytes, partsOf(bytes, error.at, error.end));
  into.items[at] = { ...failed, refusal };
}

/** BACnetPropertyValue: property, index, values, priority. Also in COV notifications. */
export function addPropertyValues(
  from: Parameters,
  object: string,
  parts: readonly Part[],
  into: Gathered,
): void {
  for (let i = 0; i < parts.length; i++) {
    if (parts[i]!.tag !== 0) continue;
    const property = from.number(parts[i]);
    let index: number | null = null;
    let priority: number | null = null;
    let values: OperationValue[] = [];
    for (; i + 1 < parts.length && parts[i + 1]!.tag !== 0; i++) {
      const part = parts[i + 1]!;
      if (part.tag === 1) index = from.number(part);
      else if (part.tag === 2) {
        values = addTyped(from.bytes, part.at, part.end, typeOf(object, property), []);
      } else if (part.tag === 3) priority = from.number(part);
    }
    addItem(into, propertyObject(object, property, index, priority), values);
  }
}
