import { berText, Tlv } from '../osi/ber.ts';

/** Kinds of filters by their tags, RFC 4511 §4.5.1. */
const FILTER = {
  and: 0xa0,
  or: 0xa1,
  not: 0xa2,
  equal: 0xa3,
  substrings: 0xa4,
  atLeast: 0xa5,
  atMost: 0xa6,
  present: 0x87,
  approximate: 0xa8,
  extensible: 0xa9,
} as const;
const JOINS: Readonly<Record<number, string>> = {
  [FILTER.and]: '&',
  [FILTER.or]: '|',
  [FILTER.not]: '!',
};
const MARKS: Readonly<Record<number, string>> = {
  [FILTER.equal]: '=',
  [FILTER.atLeast]: '>=',
  [FILTER.atMost]: '<=',
  [FILTER.approximate]: '~=',
};
const DEPTH_MAX = 8;
const PARTS_MAX = 16;
const CHARACTERS_MAX = 200;

/** A filter as RFC 4515 writes it, shortened; empty where there is none that can be read. */
export function filterText(bytes: Uint8Array, at: number, end: number): string {
  return textOf(bytes, at, end, 0).slice(0, CHARACTERS_MAX);
}

function textOf(bytes: Uint8Array, at: number, end: number, depth: number): string {
  const value = new Tlv();
  if (depth > DEPTH_MAX || !value.take(bytes, at, end) || value.beyond) return '';
  const { lead } = value;
  const join = JOINS[lead];
  if (join !== undefined) {
    let parts = '';
    let next = value.at;
    for (let i = 0; i < PARTS_MAX && next < value.end && parts.length < CHARACTERS_MAX; i++) {
      const part = new Tlv();
      if (!part.take(bytes, next, value.end)) break;
      parts += textOf(bytes, next, part.next, depth + 1);
      next = part.next;
    }
    return `(${join}${parts})`;
  }
  if (lead === FILTER.present) return `(${berText(bytes, value.at, value.end)}=*)`;
  if (lead === FILTER.extensible) return `(${extensible(bytes, value)})`;
  const name = new Tlv();
  if (!name.takeIn(bytes, value)) return '';
  const attribute = berText(bytes, name.at, name.end);
  if (lead === FILTER.substrings) return `(${attribute}=*…*)`;
  const mark = MARKS[lead];
  if (mark === undefined || !value.take(bytes, name.next, value.end)) return '';
  return `(${attribute}${mark}${berText(bytes, value.at, value.end)})`;
}

/** Rule, attribute and value, each under a number of its own. */
function extensible(bytes: Uint8Array, outer: Tlv): string {
  const parts = ['', '', ''];
  const part = new Tlv();
  let next = outer.at;
  for (let i = 0; i < 4 && part.take(bytes, next, outer.end); i++, next = part.next) {
    if (part.number >= 1 && part.number <= 3) {
      parts[part.number - 1] = berText(bytes, part.at, part.end);
    }
  }
  const [rule, attribute, value] = parts;
  return `${attribute}:${rule}:=${value}`;
}
