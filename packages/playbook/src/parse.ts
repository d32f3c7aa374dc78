import { digestName, utf8, type Json } from '@bulkhead/kernel';
import type { Finding } from '@bulkhead/model';
import { CacaoPlaybook } from './cacao.ts';
import { pointerOf, problem, type Check, type Problem } from './check/check.ts';
import { checkDocument } from './check/document.ts';
import { checkExtensions } from './check/extensions.ts';
import { checkGraph } from './check/graph.ts';
import { checkSteps } from './check/steps.ts';
import { checkVariables } from './check/variables.ts';
import { placeOf, readJson, type JsonReading } from './json.ts';
import { PLAYBOOK_FINDINGS_MAX } from './limits.ts';
import { planNamesOf, type PlanName } from './names.ts';
import { summarise, type Playbook } from './playbook.ts';

export interface ParsedPlaybook {
  /** Null where the text is not a CACAO 2.0 playbook; see `runnable` where it is one. */
  readonly playbook: Playbook | null;
  /** In the order of the file, at most `PLAYBOOK_FINDINGS_MAX`. */
  readonly findings: readonly Finding[];
  /** `sha256:` of the text in UTF-8. */
  readonly digest: string;
  /** Gates, roles, escalations, conduits and assets that the plan must have, with their places. */
  readonly names: readonly (PlanName & { readonly line: number; readonly column: number })[];
}

const CHECKS: readonly Check[] = [
  checkDocument,
  checkGraph,
  checkVariables,
  checkExtensions,
  checkSteps,
];

/**
 * Reads and checks one playbook. Never throws, whatever the text: what is wrong is a finding with
 * its place and what to do. A playbook with any error is not runnable.
 */
export function parsePlaybook(file: string, text: string): ParsedPlaybook {
  const digest = digestName(utf8(text.toWellFormed()));
  const reading = readJson(text);
  const { cacao, problems } = understood(reading.value);
  if (cacao !== null) problems.push(...CHECKS.flatMap((check) => check(cacao)));
  const at = (path: readonly PropertyKey[]): { line: number; column: number } =>
    placeOf(text, offsetOf(reading, path));
  const found: readonly Finding[] = [
    ...reading.problems.map(({ offset, message, fix }): Finding => {
      const place = placeOf(text, offset);
      return { code: 'not-json', severity: 'error', file, ...place, message, fix };
    }),
    ...problems.map(({ path, ...said }): Finding => ({ ...said, file, ...at(path) })),
  ];
  const findings = cut(file, found);
  if (cacao === null) return { playbook: null, findings, digest, names: [] };
  const { id, name, description = '' } = cacao;
  const runnable = found.every((finding) => finding.severity !== 'error');
  const playbook = { id, name, description, digest, runnable, steps: summarise(cacao), cacao };
  const names = planNamesOf(cacao).map((one) => ({ ...one, ...at(one.path) }));
  return { playbook, findings, digest, names };
}

function understood(value: Json | undefined): { cacao: CacaoPlaybook | null; problems: Problem[] } {
  if (value === undefined) return { cacao: null, problems: [] };
  const parsed = CacaoPlaybook.safeParse(value);
  if (parsed.success) return { cacao: parsed.data, problems: [] };
  const { issues } = parsed.error;
  const problems = issues.flatMap((issue) => problemsOf(issue, value));
  // Where only unknown members stand in the way, the rest is still worth checking.
  if (issues.every((issue) => issue.code === 'unrecognized_keys')) {
    const again = CacaoPlaybook.safeParse(without(value, issues));
    if (again.success) return { cacao: again.data, problems };
  }
  return { cacao: null, problems };
}

type Issue = NonNullable<ReturnType<typeof CacaoPlaybook.safeParse>['error']>['issues'][number];

function problemsOf(issue: Issue, root: Json): readonly Problem[] {
  const { path, message } = issue;
  if (issue.code === 'unrecognized_keys') {
    const fix = 'Remove it; what is not understood is not half obeyed.';
    return issue.keys.map((key) =>
      problem('unknown-property', [...path, key], `"${key}" is not a member of CACAO 2.0.`, fix),
    );
  }
  if (issue.code === 'invalid_union' && path.at(-1) === 'type') {
    const said = 'The type of this step is not one of CACAO 2.0.';
    return [problem('unknown-step', path, said, 'Use one of the eight step types.')];
  }
  const name = String(path.at(-1) ?? 'the file');
  if (path.length > 0 && at(root, path) === undefined) {
    const fix = 'Add it as CACAO 2.0 says.';
    return [problem('missing-property', path, `${name} is missing.`, fix)];
  }
  return [problem('bad-property', path, `${name}: ${message}.`, 'Write it as CACAO 2.0 says.')];
}

function at(root: Json, path: readonly PropertyKey[]): unknown {
  let value: unknown = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<PropertyKey, unknown>>)[key];
  }
  return value;
}

/** A copy of `root` without the members that the issues name. */
function without(root: Json, issues: readonly Issue[]): Json {
  const copy = structuredClone(root);
  for (const issue of issues) {
    const holder = at(copy, issue.path);
    if (issue.code !== 'unrecognized_keys' || typeof holder !== 'object' || holder === null)
      continue;
    for (const key of issue.keys) Reflect.deleteProperty(holder, key);
  }
  return copy;
}

/** The nearest place that the file has: of the value, or of what should hold it. */
function offsetOf(reading: JsonReading, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const offset = reading.offsets.get(pointerOf(path.slice(0, length)));
    if (offset !== undefined) return offset;
  }
  return 0;
}

function cut(file: string, found: readonly Finding[]): readonly Finding[] {
  const sorted = found.toSorted((a, b) => a.line - b.line || a.column - b.column);
  if (sorted.length <= PLAYBOOK_FINDINGS_MAX) return sorted;
  const kept = sorted.slice(0, PLAYBOOK_FINDINGS_MAX - 1);
  const message = `${sorted.length - kept.length} more findings are not shown.`;
  const fix = 'Correct those that are shown first.';
  const place = { file, line: 1, column: 1 };
  return [...kept, { code: 'too-many', severity: 'error', ...place, message, fix }];
}
