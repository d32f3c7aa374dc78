import { type Operation, OPERATION_ITEMS_MAX, type OperationValue } from '@bulkhead/model';
import { textOf, unsigned32le, word16le } from '../bytes.ts';
import type { Exchange } from '../flow/flow.ts';
import { attributeBytes, attributeValues } from './attribute-types.ts';
import { answerDataAt, requestDataAt } from './message.ts';
import { pathText } from './path.ts';
import { CLASS } from './services.ts';
import { typeName } from './typed.ts';

type Items = NonNullable<Operation['items']>;

/** Attributes of a symbol, 1756-PM020. */
const SYMBOL = { name: 1, type: 2, dimensions: 8 } as const;
/** Info, type and offset of a member of a template. */
const MEMBER_BYTES = 8;
/** Members of one type; Logix allows fewer. */
const MEMBERS_MAX = 512;

/**
 * The tags that a Get Instance Attribute List answered with: by name their type, with dimensions
 * where asked for, and their instance. Each entry is an instance, then the attributes as asked.
 */
export function listedTags(exchange: Exchange): Items | undefined {
  const { request, requestBytes, response: bytes, responseEnd: end } = exchange;
  const listAt = requestDataAt(request, 0);
  const scope = /^tag\/[^/]*/.exec(pathText(request, 2, Math.min(requestBytes, listAt)))?.[0];
  const count = listAt + 2 <= requestBytes ? word16le(request, listAt) : 0;
  const out: Items[number][] = [];
  let at = answerDataAt(exchange);
  while (at + 4 <= end && out.length < OPERATION_ITEMS_MAX) {
    const instance = unsigned32le(bytes, at);
    at += 4;
    let name = '';
    let type = '';
    let dimensions = '';
    for (let i = 0; i < count && listAt + 4 + i * 2 <= requestBytes; i++) {
      const attribute = word16le(request, listAt + 2 + i * 2);
      const length = attributeBytes(CLASS.symbol, attribute, bytes, at, end);
      if (length < 0) return out.length > 0 ? out : undefined;
      const values = attributeValues(CLASS.symbol, attribute, bytes, at, end);
      if (attribute === SYMBOL.name) name = String(values[0]);
      else if (attribute === SYMBOL.type) type = typeName(Number(values[0]));
      else if (attribute === SYMBOL.dimensions) dimensions = dimensionsText(values);
      at += length;
    }
    const before = scope === undefined ? 'tag/' : `${scope}.`;
    const object = name === '' ? `class/107/instance/${instance}` : before + name;
    const values = type === '' ? [instance] : [type + dimensions, instance];
    out.push({ object: object.slice(0, 256), count: 1, values });
  }
  return out.length > 0 ? out : undefined;
}

/** `[10,4]`; a dimension of 0 is none. */
function dimensionsText(sizes: readonly OperationValue[]): string {
  const used = sizes.filter((size) => size !== 0);
  return used.length === 0 ? '' : `[${used.join()}]`;
}

/**
 * The members of a structure by name, with type and offset: as many entries as there are names
 * behind the name of the structure, which ends at a semicolon. Undefined for a part of a template.
 */
export function templateMembers(bytes: Uint8Array, at: number, end: number): Items | undefined {
  for (let count = 1; count <= MEMBERS_MAX; count++) {
    const namesAt = at + count * MEMBER_BYTES;
    if (namesAt >= end) return undefined;
    const names = namesFrom(bytes, namesAt, end, count + 1);
    const [title, ...members] = names;
    if (title === undefined || members.length !== count) continue;
    const structure = title.split(';')[0];
    return members.slice(0, OPERATION_ITEMS_MAX).map((member, i) => {
      const entry = at + i * MEMBER_BYTES;
      const info = word16le(bytes, entry);
      const elements = info > 1 ? `[${info}]` : '';
      const type = word16le(bytes, entry + 2);
      // A Boolean's info is its bit, that of an array its size.
      const text = typeName(type) + ((type & ARRAY) === 0 ? '' : elements);
      const values = [text, unsigned32le(bytes, entry + 4)];
      return { object: `template/${structure}/${member}`.slice(0, 256), count: 1, values };
    });
  }
  return undefined;
}

const ARRAY = 0x6000;

/** Names that end in zero and fill `bytes[at..end)` but for zeros; none where they do not. */
function namesFrom(bytes: Uint8Array, at: number, end: number, max: number): string[] {
  const out: string[] = [];
  let from = at;
  for (let i = at; i < end; i++) {
    const octet = bytes[i]!;
    if (octet === 0) {
      if (i > from) out.push(textOf(bytes, from, i));
      else if (out.length < max) return [];
      from = i + 1;
      if (out.length > max) return [];
    } else if (octet < 0x20 || octet > 0x7e) return [];
  }
  return out.length === max && out[0]!.includes(';') && from === end ? out : [];
}
