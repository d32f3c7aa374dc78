import {
  type Operation,
  OPERATION_ITEMS_MAX,
  OPERATION_VALUES_MAX,
  type OperationValue,
} from '@bulkhead/model';
import { nameIn } from './codes.ts';
import { objectName, propertyName } from './names.ts';
import { addValues, applicationValue, characterString, numberAt, type Part } from './tags.ts';

type Item = NonNullable<Operation['items']>[number];
type Refusal = NonNullable<Operation['refusal']>;

/** What a request and its answer tell about objects and values. */
export interface Gathered {
  object: string;
  address: number | null;
  count: number;
  values: OperationValue[];
  items: Item[];
}

/** Reads one service: its request and its answer, each null where it was not seen. */
export type Reader = (
  request: Parameters | null,
  answer: Parameters | null,
  into: Gathered,
) => void;

export function gathered(): Gathered {
  return { object: '', address: null, count: 1, values: [], items: [] };
}

/** The parameters of one message on their first level. */
export class Parameters {
  readonly bytes: Uint8Array;
  readonly parts: readonly Part[];

  constructor(bytes: Uint8Array, parts: readonly Part[]) {
    this.bytes = bytes;
    this.parts = parts;
  }

  /** The first part with this context tag. */
  tagged(tag: number): Part | undefined {
    return this.parts.find((part) => part.context && part.tag === tag);
  }

  /** Unsigned number or enumeration of a part; null where there is none. */
  number(part: Part | undefined): number | null {
    return part === undefined || part.constructed ? null : numberAt(this.bytes, part.at, part.end);
  }

  /** The number under a context tag. */
  numberOf(tag: number): number | null {
    return this.number(this.tagged(tag));
  }

  /** The object under a context tag; empty where there is none. */
  objectOf(tag: number): string {
    const id = this.numberOf(tag);
    return id === null ? '' : objectName(id);
  }

  textOf(tag: number): string {
    const part = this.tagged(tag);
    return part === undefined ? '' : characterString(this.bytes, part.at, part.end);
  }

  /** The value of an application-tagged part. */
  value(part: Part | undefined): OperationValue {
    if (part === undefined || part.constructed) return '';
    return applicationValue(this.bytes, part.tag, part.bit, part.at, part.end);
  }

  /** All values in a part. */
  values(part: Part | undefined): OperationValue[] {
    return part === undefined ? [] : addValues(this.bytes, part.at, part.end, []);
  }

  /** All values of the message. */
  all(): OperationValue[] {
    const out: OperationValue[] = [];
    for (const part of this.parts) {
      if (part.constructed) addValues(this.bytes, part.at, part.end, out);
      else if (part.context) out.push(numberAt(this.bytes, part.at, part.end));
      else out.push(this.value(part));
      if (out.length >= OPERATION_VALUES_MAX) break;
    }
    return out.slice(0, OPERATION_VALUES_MAX);
  }
}

/** `analog-output/1/present-value[2]/priority/8`: object, property, index and priority. */
export function propertyObject(
  object: string,
  property: number | null,
  index: number | null,
  priority: number | null = null,
): string {
  const name = property === null ? '' : `/${propertyName(property)}`;
  const element = index === null ? '' : `[${index}]`;
  return object + name + element + (priority === null ? '' : `/priority/${priority}`);
}

/** Class and code of an error, clause 21; `parts` are those of its SEQUENCE. */
export function errorNamed(bytes: Uint8Array, parts: readonly Part[]): Refusal {
  const number = (part: Part | undefined): number =>
    part === undefined || part.constructed ? 0 : numberAt(bytes, part.at, part.end);
  const code = number(parts[1]);
  return { code, name: `${nameIn('errorClass', number(parts[0]))}/${nameIn('errorCode', code)}` };
}

/** Adds an object to those of a message that names several; the first stands for all. */
export function addItem(
  into: Gathered,
  object: string,
  values: OperationValue[],
  refusal?: Refusal,
): void {
  into.count = into.items.length === 0 ? 1 : into.count + 1;
  if (into.items.length < OPERATION_ITEMS_MAX) {
    const count = Math.max(1, values.length);
    into.items.push({ object, count, values, ...(refusal === undefined ? {} : { refusal }) });
  }
  if (into.items.length === 1) {
    into.object = object;
    into.values = values;
  }
}
