import type { Impact } from '@bulkhead/model';
import type { CacaoPlaybook } from './cacao.ts';
import { StepExtension } from './extension.ts';
import { OT_EXTENSION } from './extension.ts';

/** One step as a view lists it. */
export interface StepSummary {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly type: string;
  /** These three are null for steps that do nothing in the world. */
  readonly impact: Impact | null;
  readonly action: string | null;
  readonly gate: string | null;
  /** The plan's escalation while the step waits for people. */
  readonly escalation: string | null;
}

/** A playbook that was understood. Only `parsePlaybook` makes one. */
export interface Playbook {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Of the file's text; a run records it. */
  readonly digest: string;
  /** False where any finding is an error: such a playbook is shown and never run. */
  readonly runnable: boolean;
  /** In the order of the file. */
  readonly steps: readonly StepSummary[];
  /** The CACAO object. */
  readonly cacao: CacaoPlaybook;
}

/** The OT extension of a step, or undefined where it has none that is understood. */
export function stepExtension(playbook: CacaoPlaybook, stepId: string): StepExtension | undefined {
  const given = playbook.workflow[stepId]?.step_extensions?.[OT_EXTENSION];
  const parsed = StepExtension.safeParse(given);
  return parsed.success ? parsed.data : undefined;
}

/** The steps of a playbook, for views. */
export function summarise(cacao: CacaoPlaybook): readonly StepSummary[] {
  return Object.entries(cacao.workflow).map(([id, step]) => {
    const extension = stepExtension(cacao, id);
    return {
      id,
      name: extension?.title ?? step.name ?? id,
      description: step.description ?? '',
      type: step.type,
      impact: extension?.impact ?? null,
      action: extension?.action ?? null,
      gate: extension?.gate ?? null,
      escalation: extension?.escalation ?? null,
    };
  });
}
