import { stepsOf, own } from './check/check.ts';
import type { CacaoPlaybook } from './cacao.ts';
import { OT_EXTENSION, PlaybookExtension, TargetExtension } from './extension.ts';
import { stepExtension } from './playbook.ts';

/** Something that a playbook names and the plan must have. */
export interface PlanName {
  readonly kind: 'gate' | 'role' | 'escalation' | 'conduit' | 'asset';
  readonly id: string;
  /** Where it is named, from the root of the file. */
  readonly path: readonly PropertyKey[];
}

/** All names of the plan in a playbook's OT extensions, in the order of steps and targets. */
export function planNamesOf(playbook: CacaoPlaybook): readonly PlanName[] {
  const names: PlanName[] = [];
  for (const [stepId] of stepsOf(playbook)) {
    const extension = stepExtension(playbook, stepId);
    if (extension === undefined) continue;
    const path = ['workflow', stepId, 'step_extensions', OT_EXTENSION];
    const { gate, owner, escalation, audience } = extension;
    if (gate !== undefined) names.push({ kind: 'gate', id: gate, path: [...path, 'gate'] });
    if (owner !== undefined) names.push({ kind: 'role', id: owner, path: [...path, 'owner'] });
    if (escalation !== undefined) {
      names.push({ kind: 'escalation', id: escalation, path: [...path, 'escalation'] });
    }
    audience.forEach((id, index) => {
      names.push({ kind: 'role', id, path: [...path, 'audience', index] });
    });
  }
  const fits = PlaybookExtension.safeParse(own(playbook.playbook_extensions, OT_EXTENSION)).data;
  (fits?.conduits ?? []).forEach((id, index) => {
    const path = ['playbook_extensions', OT_EXTENSION, 'conduits', index];
    names.push({ kind: 'conduit', id, path });
  });
  for (const [targetId, target] of Object.entries(playbook.target_definitions ?? {})) {
    const given = own(target.agent_target_extensions, OT_EXTENSION);
    const asset = TargetExtension.safeParse(given).data?.asset;
    const path = ['target_definitions', targetId, 'agent_target_extensions', OT_EXTENSION, 'asset'];
    if (asset !== undefined) names.push({ kind: 'asset', id: asset, path });
  }
  return names;
}
