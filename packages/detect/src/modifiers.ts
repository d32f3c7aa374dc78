import { RE2JS } from 're2js';
import type { OperationValue } from '@bulkhead/model';
import { cidrTest } from './cidr.ts';
import type { Field, Test } from './fields.ts';
import { equalTest, literalOf, patternTest, readPattern, textOf, widen } from './pattern.ts';
import { suggest } from './suggest.ts';
import type { Scalar } from './yaml-tree.ts';

/** Characters of one regular expression. */
const REGEX_CHARS_MAX = 1_000;

/** Modifiers that change another one's reading rather than compare. */
interface Options {
  readonly cased: boolean;
  /** Flags of `re`, among `i`, `m` and `s`. */
  readonly flags: string;
}

/** A test, or why the value does not suit. */
export type Made = { readonly test: Test } | { readonly wrong: string };

/** Makes a test of one value of a rule. */
export type Matcher = (expected: Scalar, field: Field, options: Options) => Made;

const wrong = (words: string): Made => ({ wrong: words });

/** Without a modifier: the whole value, with wildcards. */
export const equals: Matcher = (expected, field, { cased }) => {
  if (expected === null) return wrong('`null` cannot stand in a list; give it its own selection');
  if (typeof expected === 'boolean') {
    if (field.values !== undefined) return wrong(closed(field, String(expected)));
    const text = String(expected);
    return { test: (actual) => actual === expected || textOf(actual).toLowerCase() === text };
  }
  if (typeof expected === 'number') return number(expected, field);
  const placeholder = /^%[A-Za-z_][\w-]*%$/.test(expected);
  if (placeholder) return wrong(`\`${expected}\` is a placeholder, and none is ever filled in`);
  const pattern = readPattern(expected);
  const literal = literalOf(pattern);
  if (literal === undefined) {
    const test = patternTest(pattern, cased);
    if (field.values?.some(test) === false) return wrong(closed(field, expected));
    return { test };
  }
  if (field.type === 'number') return number(literal.trim() === '' ? NaN : Number(literal), field);
  if (field.values !== undefined) {
    const exact = field.values.find((one) => one === (cased ? literal : literal.toLowerCase()));
    if (exact === undefined) return wrong(closed(field, literal));
    // A closed list is always in its own spelling, so the operation's text needs no folding.
    return { test: (actual) => actual === exact };
  }
  return { test: equalTest(literal, cased) };
};

function number(expected: number, field: Field): Made {
  if (!Number.isFinite(expected)) return wrong('a number is needed here');
  if (field.values !== undefined) return wrong(closed(field, String(expected)));
  if (field.type === 'number') return { test: (actual) => actual === expected };
  const text = equalTest(String(expected), true);
  return {
    test: (actual) => (typeof actual === 'number' ? actual === expected : text(actual)),
  };
}

function closed(field: Field, given: string): string {
  // Older YAML reads a bare yes or no as a flag, so a flag here is nearly always one of them.
  const meant = given === 'true' ? 'yes' : given === 'false' ? 'no' : given;
  const near = suggest(meant, field.values ?? []);
  const hint = near === undefined ? '' : `; did you mean '${near}'?`;
  return `\`${given}\` is none of ${field.values?.join(', ')}${hint}`;
}

function wildcards(before: boolean, after: boolean): Matcher {
  return (expected, field, { cased }) => {
    if (typeof expected !== 'string' && typeof expected !== 'number') {
      return wrong('a text is needed here');
    }
    const pattern = widen(readPattern(String(expected)), before, after);
    const test = patternTest(pattern, cased);
    if (field.values?.some(test) === false) return wrong(closed(field, String(expected)));
    return { test };
  };
}

function compare(holds: (actual: number, expected: number) => boolean): Matcher {
  return (expected, field) => {
    if (field.type === 'text' || field.type === 'address') {
      return wrong('this field is text; only numbers can be compared');
    }
    const limit = typeof expected === 'string' ? numberOf(expected) : expected;
    if (typeof limit !== 'number' || !Number.isFinite(limit)) {
      return wrong('a number is needed here');
    }
    return { test: (actual) => typeof actual === 'number' && holds(actual, limit) };
  };
}

function numberOf(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}

const regex: Matcher = (expected, _field, { flags }) => {
  if (typeof expected !== 'string') return wrong('a regular expression is a text');
  if (expected.length > REGEX_CHARS_MAX) {
    return wrong(`a regular expression has at most ${REGEX_CHARS_MAX} characters`);
  }
  let bits = 0;
  if (flags.includes('i')) bits |= RE2JS.CASE_INSENSITIVE;
  if (flags.includes('m')) bits |= RE2JS.MULTILINE;
  if (flags.includes('s')) bits |= RE2JS.DOTALL;
  try {
    const compiled = RE2JS.compile(expected, bits);
    return { test: (actual: OperationValue) => compiled.matcher(textOf(actual)).find() };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'it cannot be read';
    return wrong(`the regular expression is not understood: ${why.slice(0, 200)}`);
  }
};

const cidr: Matcher = (expected, field) => {
  if (field.type !== 'address') return wrong('only an address can lie in a network');
  const test = typeof expected === 'string' ? cidrTest(expected) : undefined;
  if (test === undefined) return wrong('a network such as 10.0.0.0/8 or fd00::/8 is needed here');
  return { test };
};

/** Modifiers that say how a value is compared. A field takes at most one of them. */
export const MATCHERS: Readonly<Record<string, Matcher>> = {
  contains: wildcards(true, true),
  startswith: wildcards(false, true),
  endswith: wildcards(true, false),
  re: regex,
  cidr,
  lt: compare((actual, limit) => actual < limit),
  lte: compare((actual, limit) => actual <= limit),
  gt: compare((actual, limit) => actual > limit),
  gte: compare((actual, limit) => actual >= limit),
};

/** Modifiers that are read by the selection itself. */
const SELECTION_MODIFIERS = ['all', 'neq', 'cased', 'exists', 'fieldref'] as const;
export const REGEX_FLAGS = ['i', 'm', 's'] as const;

/** Every modifier that a rule may use. */
export const MODIFIERS: readonly string[] = [
  ...Object.keys(MATCHERS),
  ...SELECTION_MODIFIERS,
  ...REGEX_FLAGS,
];

/** Modifiers of Sigma 2.1 that mean nothing on operations, or are not built: refused by name. */
export const REFUSED_MODIFIERS: ReadonlySet<string> = new Set([
  'windash',
  'base64',
  'base64offset',
  'utf16le',
  'utf16be',
  'utf16',
  'wide',
  'minute',
  'hour',
  'day',
  'week',
  'month',
  'year',
  'expand',
]);
