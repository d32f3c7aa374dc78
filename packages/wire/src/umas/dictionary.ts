import { type Operation, OPERATION_ITEMS_MAX } from '@bulkhead/model';
import { textOf, unsigned32le, word16le } from '../bytes.ts';
import type { Exchange } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { answerDataAt, UMAS } from './message.ts';

type Item = NonNullable<Operation['items']>[number];

/**
 * What a request for the dictionary asks for, as Apache PLC4X describes it: with this block all
 * variables, with another the members of the type that has its number; and the types by name.
 */
const RECORD = { variables: 0xdd02, types: 0xdd03 } as const;
const ALL_BLOCKS = 0xffff;

/** Variables kept of one connection, and of all. */
const VARIABLES_MAX = 1_024;
const VARIABLES_TOTAL_MAX = 16_384;

/** Types of the controller by number; those from 26 on belong to the project. */
const TYPES: Readonly<Record<number, string>> = {
  1: 'BOOL',
  4: 'INT',
  5: 'UINT',
  6: 'DINT',
  7: 'UDINT',
  8: 'REAL',
  9: 'STRING',
  10: 'TIME',
  14: 'DATE',
  15: 'TOD',
  16: 'DATE_AND_TIME',
  21: 'BYTE',
  22: 'WORD',
  23: 'DWORD',
  25: 'EBOOL',
};

/** A variable that the dictionary names. */
export interface Variable {
  readonly name: string;
  readonly type: string;
}

/** The variables that one connection was told of, by block and place. */
export class Dictionary {
  readonly variables = new Map<number, Variable>();
}

/** How many variables all connections keep. */
class Total {
  variables = 0;
}

/** A record of an answer: numbers, then a name that ends in zero. */
interface Entry {
  readonly at: number;
  readonly name: string;
}

/** What the answer to a request for the dictionary holds; each record starts with so many bytes. */
function entriesOf(
  bytes: Uint8Array,
  countAt: number,
  fixedBytes: number,
  end: number,
  max: number,
): Entry[] {
  const out: Entry[] = [];
  const count = countAt + 2 <= end ? Math.min(max, word16le(bytes, countAt)) : 0;
  for (let at = countAt + 2; out.length < count && at + fixedBytes < end;) {
    const zero = bytes.indexOf(0, at + fixedBytes);
    const nameEnd = zero < 0 ? end : Math.min(zero, end);
    out.push({ at, name: textOf(bytes, at + fixedBytes, nameEnd) });
    at = nameEnd + 1;
  }
  return out;
}

function typeName(number: number): string {
  return TYPES[number] ?? `type/${number}`;
}

function placeKey(block: number, offset: number): number {
  return block * 0x100000000 + offset;
}

/** Keeps the variables that an answer names, for what reads and writes them later. */
export function keepVariables(
  context: PduContext,
  exchange: Exchange,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const { request, requestBytes } = exchange;
  const data = UMAS.data;
  const asksAll =
    data + 9 <= requestBytes &&
    word16le(request, data) === RECORD.variables &&
    word16le(request, data + 7) === ALL_BLOCKS;
  if (!asksAll) return;
  const total = context.common(Total);
  const { variables } = context.state(Dictionary);
  for (const entry of entriesOf(bytes, at + 5, 10, end, VARIABLES_MAX)) {
    const key = placeKey(word16le(bytes, entry.at + 2), unsigned32le(bytes, entry.at + 4));
    if (!variables.has(key)) {
      if (variables.size >= VARIABLES_MAX || total.variables >= VARIABLES_TOTAL_MAX) {
        context.skips.shed++;
        continue;
      }
      total.variables++;
    }
    variables.set(key, { name: entry.name, type: typeName(word16le(bytes, entry.at)) });
  }
}

/** The connection is over: there is room for the variables of others. */
export function forgetVariables(context: PduContext): void {
  const known = context.kept();
  if (!(known instanceof Dictionary)) return;
  context.common(Total).variables -= known.variables.size;
  known.variables.clear();
}

/** The variable at a place, where this connection was told of it. */
export function variableAt(
  { flow, protocol }: Exchange,
  block: number,
  offset: number,
): Variable | undefined {
  const known = flow.states[protocol];
  return known instanceof Dictionary ? known.variables.get(placeKey(block, offset)) : undefined;
}

/** What the dictionary was asked for: `variables`, `type/30`, `types`. */
export function dictionaryObject({ request, requestBytes: end }: Exchange): string {
  const data = UMAS.data;
  if (data + 9 > end) return 'dictionary';
  if (word16le(request, data) === RECORD.types) return 'types';
  if (word16le(request, data) !== RECORD.variables) return 'dictionary';
  const block = word16le(request, data + 7);
  return block === ALL_BLOCKS ? 'variables' : `type/${block}`;
}

/** Variables with type and place, members of a type, or types with their sizes. */
export function dictionaryItems(exchange: Exchange): Item[] {
  const { response: bytes, responseEnd: end } = exchange;
  const at = answerDataAt(exchange);
  const object = dictionaryObject(exchange);
  const max = OPERATION_ITEMS_MAX;
  if (object === 'variables') {
    return entriesOf(bytes, at + 5, 10, end, max).map(({ at: from, name }) => {
      const block = `block/${word16le(bytes, from + 2)}/${unsigned32le(bytes, from + 4)}`;
      return item(`variable/${name}`, [typeName(word16le(bytes, from)), block]);
    });
  }
  if (object === 'types') {
    return entriesOf(bytes, at + 4, 7, end, max).map(({ at: from, name }) =>
      item(`type/${name}`, [word16le(bytes, from)]),
    );
  }
  return entriesOf(bytes, at + 5, 8, end, max).map(({ at: from, name }) =>
    item(`${object}/${name}`, [typeName(word16le(bytes, from)), word16le(bytes, from + 2)]),
  );
}

function item(object: string, values: Item['values']): Item {
  return { object, count: 1, values };
}
