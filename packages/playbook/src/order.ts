import type { Impact, Preview } from '@bulkhead/model';
import type { CacaoPlaybook } from './cacao.ts';
import { previewOf } from './extension.ts';
import { stepExtension } from './playbook.ts';
import { renderText, type Values } from './variables.ts';

/** An action step with its variables put in: what is asked of people and of a connector. */
export interface Order {
  readonly action: string;
  readonly title: string;
  readonly impact: Impact;
  readonly gate: string | null;
  readonly input: Readonly<Record<string, string>>;
  readonly preview: Preview | null;
}

/**
 * The order of one action step. The members of `input` are part of the contract with `connect`,
 * see the README; lists are joined by line ends. A step that can touch the plant and names a
 * variable without a value is a problem, not an order with a hole.
 */
export function orderFor(
  playbook: CacaoPlaybook,
  stepId: string,
  runValues: Values,
): Order | { readonly problem: string } {
  const step = playbook.workflow[stepId];
  const extension = stepExtension(playbook, stepId);
  if (step?.type !== 'action' || extension === undefined) {
    return { problem: 'The step has no OT extension that is understood.' };
  }
  const own = Object.entries(step.step_variables ?? {});
  const values = { ...runValues, ...Object.fromEntries(own.map(([k, v]) => [k, v.value ?? null])) };
  const unknown = new Set<string>();
  const put = (text: string): string => {
    const rendered = renderText(text, values);
    for (const name of rendered.unknown) unknown.add(name);
    return rendered.text;
  };
  const { action, impact } = extension;
  const title = put(extension.title);
  const preview = previewOf(extension, put);
  const agent = playbook.agent_definitions?.[step.agent]?.name ?? step.agent;
  const targets = (step.targets ?? []).map((id) => playbook.target_definitions?.[id]?.name ?? id);
  const text = step.commands.map((command) => put(command.command ?? '')).join('\n');
  const input =
    action === 'notice'
      ? { subject: title, text, audience: extension.audience.join(', '), to: agent }
      : { title, to: agent, targets: targets.join('\n'), work: text, ...previewInput(preview) };
  if ((impact === 'contain' || impact === 'process') && unknown.size > 0) {
    return { problem: `No value is known for ${[...unknown].join(', ')}.` };
  }
  return { action, title, impact, gate: extension.gate ?? null, input, preview };
}

function previewInput(preview: Preview | null): Readonly<Record<string, string>> {
  if (preview === null) return {};
  return {
    does: preview.does,
    cuts: preview.cuts.join('\n'),
    loses: preview.loses.join('\n'),
    keeps: preview.keeps.join('\n'),
    alternatives: preview.alternatives.join('\n'),
    doNothing: preview.doNothing,
    undo: preview.undo,
    owner: preview.owner,
    expiresAfterMinutes: String(preview.expiresAfterMinutes ?? ''),
  };
}
