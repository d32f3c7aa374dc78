import type { CacaoPlaybook } from '../cacao.ts';
import { missingForImpact, OT_EXTENSION, StepExtension, TargetExtension } from '../extension.ts';
import { own } from './check.ts';

const PROTECTED = 'at Purdue level 0 or 1, or a safety system';

export interface StepProblem {
  readonly code: 'protected-target' | 'not-runnable' | 'bad-extension' | 'unsafe-step';
  readonly message: string;
  readonly fix: string;
}

/**
 * Why an action step must not run, or null. The one place of the rule: the checker asks it of every
 * step, and a run asks again before each `ask` and each `perform`.
 */
export function stepProblem(playbook: CacaoPlaybook, stepId: string): StepProblem | null {
  const step = own(playbook.workflow, stepId);
  if (step?.type !== 'action') return refuse('not-runnable', 'Only an action step can act.', '');
  const machine = step.commands.find((command) => command.type !== 'manual');
  const guarded = (step.targets ?? []).find((id) => targetPlace(playbook, id) === 'protected');
  if (guarded !== undefined && machine !== undefined) {
    const message = `A ${machine.type} command would be sent to ${guarded}, which is ${PROTECTED}.`;
    return refuse('protected-target', message, 'Let a person act: a manual command.');
  }
  if (machine !== undefined) {
    const message = `Bulkhead carries out no ${machine.type} commands.`;
    return refuse('not-runnable', message, 'Write what a person does as a manual command.');
  }
  const given = step.step_extensions?.[OT_EXTENSION];
  if (given === undefined) {
    const message = 'The step does not say what it may do to the plant.';
    return refuse('not-runnable', message, 'Give it the OT extension with impact and action.');
  }
  const parsed = StepExtension.safeParse(given);
  if (!parsed.success) {
    return refuse('bad-extension', 'The OT extension is not understood.', 'Correct its members.');
  }
  return unsafe(parsed.data, guarded);
}

function unsafe(extension: StepExtension, guarded: string | undefined): StepProblem | null {
  const { impact, action } = extension;
  const missing = missingForImpact(extension);
  if (missing.length > 0) {
    const message = `A step with impact ${impact} needs ${missing.join(', ')}.`;
    return refuse('unsafe-step', message, 'Add them to its OT extension.');
  }
  if (guarded !== undefined && action !== 'field-work-order') {
    const message = `${guarded} is ${PROTECTED}; only a person acts there.`;
    return refuse('protected-target', message, 'Make it a field-work-order, or drop the target.');
  }
  if (action === 'notice' && impact !== 'notify' && impact !== 'observe') {
    const message = `A notice cannot have impact ${impact}.`;
    return refuse('unsafe-step', message, 'Make it a field-work-order.');
  }
  return null;
}

function refuse(code: StepProblem['code'], message: string, fix: string): StepProblem {
  return { code, message, fix };
}

/** Where a target stands; `unknown` where it carries no OT extension. */
export function targetPlace(
  playbook: CacaoPlaybook,
  targetId: string,
): 'protected' | 'open' | 'unknown' {
  const target = own(playbook.target_definitions, targetId);
  const given = target?.agent_target_extensions?.[OT_EXTENSION];
  if (given === undefined) return 'unknown';
  const parsed = TargetExtension.safeParse(given);
  // What is not understood is treated as the worst that it could be.
  if (!parsed.success) return 'protected';
  return parsed.data.safety || parsed.data.purdue_level <= 1 ? 'protected' : 'open';
}
