import type { CacaoPlaybook } from '../cacao.ts';
import { missingForImpact, OT_EXTENSION, StepExtension, TargetExtension } from '../extension.ts';

/** §7.1: agents that are people, who alone can carry out a `manual` command. */
export const PEOPLE = ['group', 'individual', 'organization', 'location', 'sector'] as const;

/**
 * Why an action step must not run, or null. The one place of the rule: the checker asks it of every
 * step, and a run asks again before each `ask` and each `perform`.
 */
export function stepProblem(playbook: CacaoPlaybook, stepId: string): string | null {
  const step = playbook.workflow[stepId];
  if (step?.type !== 'action') return 'Only an action step can act.';
  const unknown = step.commands.find((command) => command.type !== 'manual');
  const given = step.step_extensions?.[OT_EXTENSION];
  const targets = (step.targets ?? []).map((id) => [id, targetPlace(playbook, id)] as const);
  const guarded = targets.find(([, place]) => place === 'protected');
  if (guarded !== undefined && unknown !== undefined) {
    return `A ${unknown.type} command would be sent to ${guarded[0]}, which is at Purdue level 0 or 1 or a safety system.`;
  }
  if (unknown !== undefined) return `Bulkhead carries out no ${unknown.type} commands.`;
  if (given === undefined) return 'The step does not say what it may do to the plant.';
  const parsed = StepExtension.safeParse(given);
  if (!parsed.success) return `The OT extension is not understood: ${issueText(parsed.error)}.`;
  const extension = parsed.data;
  const missing = missingForImpact(extension);
  if (missing.length > 0) {
    return `A step with impact ${extension.impact} needs ${missing.join(', ')}.`;
  }
  if (guarded !== undefined && extension.action !== 'field-work-order') {
    return `${guarded[0]} is at Purdue level 0 or 1 or a safety system; only a person may act there.`;
  }
  const acts = extension.impact === 'contain' || extension.impact === 'process';
  if (acts && extension.action === 'notice') return 'A notice cannot contain anything.';
  return null;
}

function issueText(error: { issues: readonly { path: PropertyKey[]; message: string }[] }): string {
  const issue = error.issues[0];
  return issue === undefined ? 'unknown' : `${issue.path.join('.')} ${issue.message}`.trim();
}

/** Where a target stands; `unknown` where it carries no OT extension that is understood. */
export function targetPlace(
  playbook: CacaoPlaybook,
  targetId: string,
): 'protected' | 'open' | 'unknown' {
  const target = playbook.target_definitions?.[targetId] ?? playbook.agent_definitions?.[targetId];
  const given = target?.agent_target_extensions?.[OT_EXTENSION];
  if (given === undefined) return 'unknown';
  const parsed = TargetExtension.safeParse(given);
  // What is not understood is treated as the worst it could be.
  if (!parsed.success) return 'protected';
  return parsed.data.safety || parsed.data.purdue_level <= 1 ? 'protected' : 'open';
}
