import { compileRules, type RuleSet } from '@bulkhead/detect';
import type { Finding, Plan, PlanText, Readiness } from '@bulkhead/model';
import { regimes } from '@bulkhead/obligations';
import { loadPlan } from '@bulkhead/plan';
import {
  OT_EXTENSION,
  parsePlaybook,
  StepExtension,
  type ParsedPlaybook,
} from '@bulkhead/playbook';
import type { z } from 'zod';

export interface CheckedPlan {
  /** Null where the plan itself has an error. */
  readonly plan: Plan | null;
  /** Of the plan, its playbooks and all rules, in the order of file, line and column. */
  readonly findings: readonly Finding[];
  readonly readiness: z.infer<typeof Readiness>;
  /** The shipped rules with those of the plan; rules with errors are left out and found. */
  readonly rules: RuleSet;
}

/**
 * Checks a plan as a whole: its files, its playbooks, its rules, and that they agree. `files` are
 * the texts of its folder; `rules` are those that it does not bring itself.
 */
export function checkPlan(
  files: ReadonlyMap<string, string>,
  rules: readonly PlanText[],
  today: string,
): CheckedPlan {
  const loaded = loadPlan(files, { today, regimes: regimes.map(({ id }) => id) });
  const { plan } = loaded;
  const compiled = compileRules([...rules, ...(plan?.rules ?? [])]);
  const playbooks = (plan?.playbooks ?? []).map(({ file, text }) => ({
    file,
    parsed: parsePlaybook(file, text),
  }));
  const findings = [
    ...loaded.findings,
    ...compiled.findings,
    ...playbooks.flatMap(({ parsed }) => parsed.findings),
    ...(plan === null
      ? []
      : playbooks.flatMap(({ file, parsed }) => unknownNames(file, parsed, plan))),
  ];
  return {
    plan,
    findings: findings.toSorted(byPlace),
    readiness: loaded.readiness,
    rules: compiled.rules,
  };
}

/** Gates, roles and conduits that a playbook names and the plan does not have. */
function unknownNames(file: string, parsed: ParsedPlaybook, plan: Plan): readonly Finding[] {
  if (parsed.playbook === null) return [];
  const has = {
    gate: new Set(plan.gates.map(({ id }) => id)),
    role: new Set(plan.roles.map(({ id }) => id)),
  };
  return Object.entries(parsed.playbook.cacao.workflow).flatMap(([stepId, step]) => {
    const extension = StepExtension.safeParse(step.step_extensions?.[OT_EXTENSION]).data;
    if (extension === undefined) return [];
    const named: readonly (readonly ['gate' | 'role', string | undefined])[] = [
      ['gate', extension.gate],
      ['role', extension.owner],
      ...extension.audience.map((role) => ['role', role] as const),
    ];
    return named.flatMap(([kind, id]) =>
      id === undefined || has[kind].has(id) ? [] : [unknownName(file, stepId, kind, id)],
    );
  });
}

function unknownName(file: string, stepId: string, kind: string, id: string): Finding {
  return {
    code: 'dangling-reference',
    severity: 'error',
    file,
    line: 1,
    column: 1,
    message: `Step ${stepId} names the ${kind} "${id}", which the plan does not have.`,
    fix: `Add the ${kind} to the plan, or name one that it has.`,
  };
}

function byPlace(a: Finding, b: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
