import { assert } from './assert.ts';

/** What JSON can say. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

const DEPTH_MAX = 64;

/**
 * The one text of a JSON value: RFC 8785 (JCS). Members whose value is `undefined` are left out, as
 * `JSON.stringify` does. Breaks on what JSON cannot say: NaN, infinities, lone surrogates, cycles.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  assert(depth <= DEPTH_MAX, `canonical JSON nests at most ${DEPTH_MAX} deep`);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') {
    assert(value.isWellFormed(), 'canonical JSON holds no lone surrogate');
    return JSON.stringify(value);
  }
  if (typeof value === 'number') {
    assert(Number.isFinite(value), 'canonical JSON holds finite numbers only');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(',')}]`;
  assert(typeof value === 'object', `canonical JSON cannot hold a ${typeof value}`);
  // RFC 8785 §3.2.3: by UTF-16 code units, which is the order of `sort()` without a comparator.
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${write(key, depth)}:${write(member, depth + 1)}`);
  return `{${members.join(',')}}`;
}
