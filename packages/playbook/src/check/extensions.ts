import type { CacaoPlaybook } from '../cacao.ts';
import { OT_EXTENSION, PlaybookExtension, StepExtension, TargetExtension } from '../extension.ts';
import { own, problem, stepsOf, type Problem } from './check.ts';

type Payloads = Readonly<Record<string, unknown>> | undefined;
interface Schema {
  safeParse(value: unknown):
    | { success: true }
    | {
        success: false;
        error: { issues: readonly { path: PropertyKey[]; message: string }[] };
      };
}

/** Extensions are defined, ours is of a version that we know, and its members are understood. */
export function checkExtensions(playbook: CacaoPlaybook): readonly Problem[] {
  const problems = [
    ...payloads(playbook, ['playbook_extensions'], playbook.playbook_extensions, PlaybookExtension),
  ];
  for (const [id, step] of stepsOf(playbook)) {
    const path = ['workflow', id, 'step_extensions'];
    problems.push(...payloads(playbook, path, step.step_extensions, StepExtension));
  }
  for (const name of ['agent_definitions', 'target_definitions'] as const) {
    for (const [id, one] of Object.entries(playbook[name] ?? {})) {
      const path = [name, id, 'agent_target_extensions'];
      problems.push(...payloads(playbook, path, one.agent_target_extensions, TargetExtension));
    }
  }
  const version = own(playbook.extension_definitions, OT_EXTENSION)?.['version'];
  const known = typeof version === 'string' && version.startsWith('1.');
  if (version !== undefined && !known) {
    const path = ['extension_definitions', OT_EXTENSION, 'version'];
    const message = `Version ${JSON.stringify(version)} of the OT extension is not known here.`;
    problems.push(problem('bad-extension', path, message, 'Use version 1.0.0.'));
  }
  return problems;
}

function payloads(
  playbook: CacaoPlaybook,
  path: readonly PropertyKey[],
  given: Payloads,
  schema: Schema,
): readonly Problem[] {
  return Object.entries(given ?? {}).flatMap(([id, payload]) => {
    const problems: Problem[] = [];
    if (own(playbook.extension_definitions, id) === undefined) {
      const message = `There is no extension ${id}.`;
      const fix = 'Define it in extension_definitions.';
      problems.push(problem('dangling-reference', [...path, id], message, fix));
    }
    if (id !== OT_EXTENSION) {
      const message = 'This extension is not understood, so what it asks is not done.';
      const fix = 'Make sure that the step is right without it.';
      problems.push(problem('unknown-extension', [...path, id], message, fix, 'warning'));
      return problems;
    }
    const parsed = schema.safeParse(payload);
    for (const issue of parsed.success ? [] : parsed.error.issues) {
      const place = [...path, id, ...issue.path];
      const fix = 'See the OT extension in the README of packages/playbook.';
      problems.push(problem('bad-extension', place, issue.message, fix));
    }
    return problems;
  });
}
