import { RENDERED_TEXT_MAX, VARIABLE_VALUE_MAX } from './limits.ts';

/** Where `__name__:value` stands in a text. Names as CACAO 2.0 §10.18 has them. */
const REFERENCE = /(__[a-zA-Z_][a-zA-Z0-9_-]{0,199}?__):value/g;
// A value must not add lines or control sequences to a printed work order or a message.
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** Values by variable name; null is "not known". */
export type Values = Readonly<Record<string, string | null>>;

/** Names of the variables that a text refers to. */
export function referencesIn(text: string): readonly string[] {
  return [...text.matchAll(REFERENCE)].map((match) => match[1]!);
}

/**
 * Puts values for `__name__:value`, once: a value that looks like a reference stays as it is. Each
 * value becomes one line of at most `VARIABLE_VALUE_MAX` characters. `unknown` gathers the names
 * that have no value; they read "(not known)".
 */
export function renderText(
  text: string,
  values: Values,
): { readonly text: string; readonly unknown: readonly string[] } {
  const unknown: string[] = [];
  const rendered = text.replaceAll(REFERENCE, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : null;
    if (value === null || value === undefined) {
      unknown.push(name);
      return '(not known)';
    }
    return shorten(value.replaceAll(CONTROL, ' ').toWellFormed(), VARIABLE_VALUE_MAX);
  });
  return { text: shorten(rendered, RENDERED_TEXT_MAX), unknown };
}

function shorten(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).toWellFormed()}…`;
}

/** Does `value` fit a variable of `type`? Types that are not listed hold any text. */
export function fitsType(type: string, value: string): boolean {
  const pattern = PATTERNS[type];
  return pattern === undefined || pattern.test(value);
}

const PATTERNS: Readonly<Record<string, RegExp | undefined>> = {
  bool: /^(?:true|false)$/,
  integer: /^-?\d{1,15}$/,
  long: /^-?\d{1,19}$/,
  float: /^-?\d{1,15}(?:\.\d{1,15})?(?:[eE][+-]?\d{1,2})?$/,
  hexstring: /^(?:[0-9a-fA-F]{2})*$/,
  'ipv4-addr':
    /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\/(?:[12]?\d|3[0-2]))?$/,
  'ipv6-addr': /^[0-9a-fA-F:.]{2,45}(?:\/(?:\d|[1-9]\d|1[01]\d|12[0-8]))?$/,
  'mac-addr': /^[0-9a-fA-F]{2}(?:[:-][0-9a-fA-F]{2}){5}$/,
  'md5-hash': /^[0-9a-fA-F]{32}$/,
  'sha256-hash': /^[0-9a-fA-F]{64}$/,
  uuid: /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/,
};
