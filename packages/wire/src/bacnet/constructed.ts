import { toHex } from '@bulkhead/kernel';
import { OPERATION_ITEMS_MAX, OPERATION_VALUES_MAX, type OperationValue } from '@bulkhead/model';
import { nameIn } from './codes.ts';
import { propertyName } from './names.ts';
import { type Shape, shapeOf } from './shapes.ts';
import { addValues, applicationValue, numberAt, type Part, partsOf } from './tags.ts';

/** Application tags of the types that are one value, clause 20.2.1.4. */
const PRIMITIVES: Readonly<Record<string, number>> = {
  null: 0,
  boolean: 1,
  unsigned: 2,
  signed: 3,
  real: 4,
  double: 5,
  octets: 6,
  text: 7,
  bits: 8,
  enumerated: 9,
  date: 10,
  time: 11,
  object: 12,
};
const BOOLEAN = 1;

/** An element of a list by its index, or a member by its name, as they follow the property's. */
export interface Element {
  readonly name: string;
  readonly values: OperationValue[];
}

/** Types that are shown as one value: their values by context tag, or in their order. */
const JOINED: Readonly<Record<string, (values: ReadonlyMap<number, string>) => string>> = {
  'date-time': (values) => [...values.values()].join(' '),
  'date-range': (values) => [...values.values()].join('..'),
  address: (values) => [...values.values()].join(':'),
  error: (values) => `error/${nameIn('errorCode', Number(values.get(1) ?? 0))}`,
  'object-reference': (values) => path(values.get(0), values.get(1)),
  'property-reference': (values) => path(values.get(0)) + index(values.get(1)),
  reference: (values) => path(values.get(3), values.get(0), values.get(1)) + index(values.get(2)),
};

function path(...names: readonly (string | undefined)[]): string {
  return names.filter((name) => name !== undefined).join('/');
}

function index(value: string | undefined): string {
  return value === undefined ? '' : `[${value}]`;
}

function baseOf(type: string): string {
  return type.endsWith('*') ? type.slice(0, -1) : type;
}

/** Adds the values of `bytes[at..end)`, which are of this type. */
export function addTyped(
  bytes: Uint8Array,
  at: number,
  end: number,
  type: string,
  into: OperationValue[],
): OperationValue[] {
  const base = baseOf(type);
  const shape = shapeOf(base);
  if (shape === undefined) return addValues(bytes, at, end, into);
  for (const parts of elementsOf(partsOf(bytes, at, end), shape, type !== base)) {
    if (into.length >= OPERATION_VALUES_MAX) break;
    addElement(bytes, parts, base, shape, into);
  }
  return into;
}

/** The parts of each element of a list; all as one where it is none. */
function elementsOf(parts: readonly Part[], shape: Shape, list: boolean): (readonly Part[])[] {
  if (!list) return [parts];
  const out: Part[][] = [];
  let last = -1;
  for (const part of parts) {
    const newest = out.at(-1);
    const starts =
      newest === undefined ||
      (shape.size > 0 ? newest.length >= shape.size : part.context && part.tag <= last);
    if (starts) out.push([part]);
    else newest.push(part);
    if (part.context) last = part.tag;
  }
  return out;
}

function addElement(
  bytes: Uint8Array,
  parts: readonly Part[],
  type: string,
  shape: Shape,
  into: OperationValue[],
): void {
  const join = JOINED[type];
  if (join === undefined) {
    for (const part of parts) addMember(bytes, part, shape, into);
    return;
  }
  const values = new Map<number, string>();
  parts.forEach((part, place) => {
    const value = addMember(bytes, part, shape, []).join(' ');
    values.set(part.context ? part.tag : place, value);
  });
  into.push(join(values));
}

function addMember(
  bytes: Uint8Array,
  part: Part,
  shape: Shape,
  into: OperationValue[],
): OperationValue[] {
  const { at, end, context, constructed, tag, bit } = part;
  if (into.length >= OPERATION_VALUES_MAX) return into;
  const type = context ? (shape.members.get(tag)?.type ?? 'any') : 'any';
  if (constructed) return addTyped(bytes, at, end, type, into);
  into.push(
    context ? contextValue(bytes, at, end, type) : applicationValue(bytes, tag, bit, at, end),
  );
  return into;
}

/** Bytes shown of a value whose type is not known. */
const BYTES_SHOWN_MAX = 64;

/** A value whose type its place tells; a Boolean has a byte here, clause 20.2.3. */
function contextValue(bytes: Uint8Array, at: number, end: number, type: string): OperationValue {
  if (type === 'property') return propertyName(numberAt(bytes, at, end));
  const tag = PRIMITIVES[type];
  if (tag === undefined) return toHex(bytes.subarray(at, Math.min(end, at + BYTES_SHOWN_MAX)));
  const bit = tag === BOOLEAN ? numberAt(bytes, at, end) : 0;
  return applicationValue(bytes, tag, bit, at, end);
}

/**
 * The elements of a list, `[1]`, or the members of a structure, `/out-of-range/high-limit`. Lists
 * of one element, or whose elements are one value each, say it all by their values.
 */
export function elementsByName(
  bytes: Uint8Array,
  at: number,
  end: number,
  type: string,
  firstIndex = 1,
): Element[] {
  const base = baseOf(type);
  const shape = shapeOf(base);
  if (shape === undefined) return [];
  if (type === base) return addNamed(bytes, partsOf(bytes, at, end), base, '', []);
  const elements = elementsOf(partsOf(bytes, at, end), shape, true)
    .slice(0, OPERATION_ITEMS_MAX)
    .map((parts, i): Element => {
      const values: OperationValue[] = [];
      addElement(bytes, parts, base, shape, values);
      return { name: `[${firstIndex + i}]`, values };
    });
  return elements.length > 1 && elements.some(({ values }) => values.length > 1) ? elements : [];
}

/** How many elements a list of this type has; a structure is one. */
export function countElements(bytes: Uint8Array, at: number, end: number, type: string): number {
  const shape = shapeOf(baseOf(type));
  if (shape === undefined) return 1;
  return Math.max(1, elementsOf(partsOf(bytes, at, end), shape, type.endsWith('*')).length);
}

/** Members of a structure, and of structures in it; what is one value has no name of its own. */
function addNamed(
  bytes: Uint8Array,
  parts: readonly Part[],
  type: string,
  name: string,
  into: Element[],
): Element[] {
  const shape = shapeOf(type);
  if (shape === undefined || type in JOINED) return into;
  for (const part of parts) {
    const member = part.context ? shape.members.get(part.tag) : undefined;
    if (member === undefined || into.length >= OPERATION_ITEMS_MAX) continue;
    const inner = shapeOf(member.type);
    const isChoice = shape.size === 1 && (inner === undefined || member.type in JOINED);
    const path = isChoice ? name : `${name}/${member.name}`;
    if (part.constructed && inner !== undefined && !(member.type in JOINED)) {
      addNamed(bytes, partsOf(bytes, part.at, part.end), member.type, path, into);
    } else if (path !== '') {
      into.push({ name: path, values: addMember(bytes, part, shape, []) });
    }
  }
  return into;
}
