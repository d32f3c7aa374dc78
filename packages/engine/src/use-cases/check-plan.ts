import { compileRules, type RuleSet } from '@bulkhead/detect';
import type { Finding, Plan, PlanText, Readiness } from '@bulkhead/model';
import { regimes } from '@bulkhead/obligations';
import { loadPlan } from '@bulkhead/plan';
import {
  OT_EXTENSION,
  parsePlaybook,
  TargetExtension,
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
      : playbooks.flatMap(({ file, parsed }) => disagreements(file, parsed, plan))),
  ];
  return {
    plan,
    findings: findings.toSorted(byPlace),
    readiness: loaded.readiness,
    rules: compiled.rules,
  };
}

/**
 * What a playbook names and the plan does not have, and targets that it makes higher than they are.
 */
function disagreements(file: string, parsed: ParsedPlaybook, plan: Plan): readonly Finding[] {
  const has: Readonly<Record<string, ReadonlySet<string>>> = {
    gate: new Set(plan.gates.map(({ id }) => id)),
    role: new Set(plan.roles.map(({ id }) => id)),
    escalation: new Set(plan.escalations.map(({ id }) => id)),
    conduit: new Set(plan.conduits.map(({ id }) => id)),
    asset: new Set(plan.assets.map(({ id }) => id)),
  };
  const unknown = parsed.names
    .filter(({ kind, id }) => !has[kind]!.has(id))
    .map(({ kind, id, line, column }): Finding => {
      const message = `The playbook names the ${kind} "${id}", which the plan does not have.`;
      const fix = `Add the ${kind} to the plan, or name one that it has.`;
      return { code: 'dangling-reference', severity: 'error', file, line, column, message, fix };
    });
  return [...unknown, ...wrongLevels(file, parsed, plan)];
}

/** What may be sent to a target follows from its level, so the plan's word counts. */
function wrongLevels(file: string, parsed: ParsedPlaybook, plan: Plan): readonly Finding[] {
  const targets = parsed.playbook?.cacao.target_definitions ?? {};
  return Object.values(targets).flatMap((target): readonly Finding[] => {
    const said = TargetExtension.safeParse(target.agent_target_extensions?.[OT_EXTENSION]).data;
    const asset = plan.assets.find(({ id }) => id === said?.asset);
    const safety = plan.zones.find(({ id }) => id === asset?.zone)?.safety ?? false;
    if (said === undefined || asset === undefined) return [];
    if (said.purdue_level === asset.level && said.safety === safety) return [];
    const place = parsed.names.find(({ kind, id }) => kind === 'asset' && id === asset.id);
    return [
      {
        code: 'target-level',
        severity: 'error',
        file,
        line: place?.line ?? 1,
        column: place?.column ?? 1,
        message:
          `The playbook puts ${asset.id} at level ${said.purdue_level}` +
          `${said.safety ? ', safety' : ''}; the plan has it at level ${asset.level}` +
          `${safety ? ', safety' : ''}.`,
        fix: 'Write the level and the safety mark that the plan gives.',
      },
    ];
  });
}

function byPlace(a: Finding, b: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
