import type { Finding } from '@bulkhead/model';
import type { z } from 'zod';
import { ISSUES_PER_ITEM_MAX } from './limits.ts';
import { didYouMean } from './suggest.ts';
import type { YamlText } from './yaml-text.ts';

/** What `schema` says against the value at `path` of a file, each at the place that is wrong. */
export function schemaFindings(
  text: YamlText,
  path: readonly PropertyKey[],
  schema: z.ZodType,
  issues: readonly z.core.$ZodIssue[],
): Finding[] {
  return issues.slice(0, ISSUES_PER_ITEM_MAX).flatMap((issue): Finding[] => {
    const at = [...path, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(schema, issue.path);
      return issue.keys
        .slice(0, ISSUES_PER_ITEM_MAX)
        .map((key) => unknownKey(text, at, key, known));
    }
    const field = issue.path.map(String).join('.');
    if (valueAt(text.value, at) === undefined) {
      const message = `"${field}" is missing.`;
      return [finding('missing-key', text.place(at), message, `Add "${field}": ${hint(issue)}.`)];
    }
    const message = `${field === '' ? 'This' : `"${field}"`} is not right: ${hint(issue)}.`;
    return [
      finding('wrong-value', text.place(at), message, 'Write a value of the kind asked for.'),
    ];
  });
}

/** A key that the plan does not know, with the nearest that it does. */
export function unknownKey(
  text: YamlText,
  path: readonly PropertyKey[],
  key: string,
  known: readonly string[],
): Finding {
  const message = `The key "${key.slice(0, 80)}" is not known here.${didYouMean(key, known)}`;
  const fix = `Known keys: ${known.join(', ')}.`;
  return finding('unknown-key', text.keyPlace(path, key), message, fix);
}

function finding(
  code: string,
  place: { file: string; line: number; column: number },
  message: string,
  fix: string,
): Finding {
  return { code, severity: 'error', ...place, message, fix };
}

function hint(issue: z.core.$ZodIssue): string {
  return issue.message
    .replace(/^Invalid (input|option): /, '')
    .replace(/, received undefined$/, '')
    .replace(/\.$/, '');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Object.hasOwn(at, key) ? (at as Record<PropertyKey, unknown>)[key] : undefined;
  }
  return at;
}

/** The keys that `schema` knows at `path`, looking through optional, default and readonly. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at = unwrapped(schema);
  for (const key of path) {
    const { def } = at;
    const next: unknown =
      'shape' in def
        ? (def.shape as Record<PropertyKey, unknown>)[key]
        : 'element' in def
          ? def.element
          : undefined;
    if (next === undefined) return [];
    at = unwrapped(next as z.ZodType);
  }
  const { def } = at;
  return 'shape' in def ? Object.keys(def.shape as object) : [];
}

function unwrapped(schema: z.ZodType): z.ZodType {
  let at = schema;
  while ('innerType' in at.def) at = at.def.innerType as z.ZodType;
  return at;
}
