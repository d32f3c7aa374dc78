import type { OperationValue } from '@bulkhead/model';
import type { Test } from './fields.ts';

const ANY = { wildcard: '*' } as const;
const ONE = { wildcard: '?' } as const;

/** A Sigma string: literal text between wildcards. */
type Pattern = readonly (string | typeof ANY | typeof ONE)[];

/**
 * Reads `*` and `?` as wildcards unless a backslash stands before them. A backslash before anything
 * else, but a backslash, is itself (Sigma rules 2.1, "Escape Character").
 */
export function readPattern(text: string): Pattern {
  const pattern: (string | typeof ANY | typeof ONE)[] = [];
  let literal = '';
  const flush = () => {
    if (literal !== '') pattern.push(literal);
    literal = '';
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    const next = text[i + 1];
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      literal += next;
      i += 1;
    } else if (char === '*') {
      flush();
      if (pattern.at(-1) !== ANY) pattern.push(ANY);
    } else if (char === '?') {
      flush();
      pattern.push(ONE);
    } else literal += char;
  }
  flush();
  return pattern;
}

/** The text of a pattern without wildcards, or `undefined` where it has one. */
export function literalOf(pattern: Pattern): string | undefined {
  if (pattern.length === 0) return '';
  const [only] = pattern;
  return pattern.length === 1 && typeof only === 'string' ? only : undefined;
}

/** `contains`, `startswith` and `endswith` are wildcards at the ends. */
export function widen(pattern: Pattern, before: boolean, after: boolean): Pattern {
  const start = before && pattern[0] !== ANY ? [ANY] : [];
  const end = after && pattern.at(-1) !== ANY ? [ANY] : [];
  return [...start, ...pattern, ...end];
}

export function textOf(value: OperationValue): string {
  return typeof value === 'string' ? value : String(value);
}

/** Holds for values that match the whole pattern; without `cased`, upper and lower case are one. */
export function patternTest(pattern: Pattern, cased: boolean): Test {
  const folded = cased
    ? pattern
    : pattern.map((part) => (typeof part === 'string' ? part.toLowerCase() : part));
  const read = cased ? textOf : (value: OperationValue) => textOf(value).toLowerCase();
  const [a, b, c] = folded;
  if (folded.length === 1 && a === ANY) return () => true;
  if (folded.length === 2 && typeof a === 'string' && b === ANY) {
    return (actual) => read(actual).startsWith(a);
  }
  if (folded.length === 2 && a === ANY && typeof b === 'string') {
    return (actual) => read(actual).endsWith(b);
  }
  if (folded.length === 3 && a === ANY && typeof b === 'string' && c === ANY) {
    return (actual) => read(actual).includes(b);
  }
  const literal = literalOf(folded);
  if (literal !== undefined) return equalTest(literal, cased);
  const units: Pattern = folded.flatMap((part): Pattern =>
    typeof part === 'string' ? part.split('') : [part],
  );
  return (actual) => glob(units, read(actual));
}

/** Holds for values whose text is `wanted`. */
export function equalTest(wanted: string, cased: boolean): Test {
  if (cased) return (actual) => textOf(actual) === wanted;
  const folded = wanted.toLowerCase();
  // Folding changes the length only of characters outside ASCII, which then cannot equal it.
  const isAscii = /^[\0-\x7f]*$/.test(folded);
  return (actual) => {
    if (actual === folded) return true;
    const text = textOf(actual);
    if (isAscii && text.length !== folded.length) return false;
    return text.toLowerCase() === folded;
  };
}

/** Matches with one point of return, so that a hostile text costs at most pattern times text. */
function glob(units: Pattern, text: string): boolean {
  let at = 0;
  let unit = 0;
  let starAt = -1;
  let starUnit = -1;
  while (at < text.length) {
    const wanted = units[unit];
    if (wanted === ANY) {
      starUnit = unit;
      starAt = at;
      unit += 1;
    } else if (wanted !== undefined && (wanted === ONE || wanted === text[at])) {
      unit += 1;
      at += 1;
    } else if (starUnit >= 0) {
      unit = starUnit + 1;
      starAt += 1;
      at = starAt;
    } else return false;
  }
  while (units[unit] === ANY) unit += 1;
  return unit === units.length;
}
