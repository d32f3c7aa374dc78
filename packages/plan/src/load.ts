import type { Finding, Plan } from '@bulkhead/model';
import { planDigest } from './digest.ts';
import type { Draft } from './draft.ts';
import { FINDINGS_MAX } from './limits.ts';
import { lint } from './lint.ts';
import type { LintOptions } from './lint/rule.ts';
import { readFiles } from './read.ts';
import { type Readiness, readinessOf } from './readiness.ts';

export interface LoadedPlan {
  /** Null only where a finding is an `error`. */
  readonly plan: Plan | null;
  /** In the order of file, line and column; at most `FINDINGS_MAX` and one more. */
  readonly findings: readonly Finding[];
  readonly readiness: Readiness;
}

/**
 * A plan from the texts of its files, keyed by path relative to the plan's folder with `/`. Any
 * text gives findings with file, line and column, never a throw; the work is bounded by the limits
 * of `limits.ts`. The caller decodes bytes and names files that are not UTF-8.
 */
export function loadPlan(
  files: ReadonlyMap<string, string>,
  options: LintOptions = {},
): LoadedPlan {
  const { draft, findings: found } = readFiles(files);
  const broken = found.some(isError);
  // The rules ask how the parts fit; with parts missing they would only repeat one fault.
  if (!broken) found.push(...lint(draft, options));
  const readiness = readinessOf(found);
  const findings = shown(found);
  const plan = found.some(isError) || !draft.head ? null : planOf(draft, planDigest(files));
  return { plan, findings, readiness };
}

function isError(finding: Finding): boolean {
  return finding.severity === 'error';
}

/** Errors survive the limit first, so that the reason why there is no plan is always shown. */
function shown(findings: readonly Finding[]): readonly Finding[] {
  const byWeight = [...findings.filter(isError), ...findings.filter((each) => !isError(each))];
  const kept = byWeight.slice(0, FINDINGS_MAX).toSorted(byPlace);
  const left = findings.length - kept.length;
  if (left === 0) return kept;
  const message = `${left} more findings are not shown.`;
  const fix = 'Mend the ones that are shown, then check again.';
  const place = { file: 'plan.yaml', line: 1, column: 1 };
  return [...kept, { code: 'too-many-findings', severity: 'note', ...place, message, fix }];
}

function byPlace(a: Finding, b: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : 1);
}

function planOf(draft: Draft, digest: string): Plan {
  return Object.freeze({
    ...draft.head!,
    digest,
    ...draft.lists,
    playbooks: draft.playbooks,
    rules: draft.rules,
  });
}
