import type { CacaoPlaybook, CacaoStepOf } from '../cacao.ts';
import { stepExtension } from '../playbook.ts';
import { own, problem, stepsOf, type Problem } from './check.ts';
import { stepProblem, targetPlace } from './safety.ts';

const NOT_RUNNABLE = ['playbook-action', 'while-condition', 'switch-condition'];
/** §7: agents that are people, who alone can carry out a `manual` command. */
const PEOPLE = ['group', 'individual', 'organization', 'location', 'sector'];
/** §5: command types of the standard. Others are not understood at all. */
const COMMAND_TYPES = [
  'manual',
  'bash',
  'caldera-cmd',
  'elastic',
  'http-api',
  'jupyter',
  'kestrel',
  'openc2-http',
  'powershell',
  'sigma',
  'ssh',
  'yara',
];

/** What Bulkhead carries out, and by whom. What it does not carry out is said, never skipped. */
export function checkSteps(playbook: CacaoPlaybook): readonly Problem[] {
  return stepsOf(playbook).flatMap(([id, step]) => {
    const path = ['workflow', id];
    const problems: Problem[] = [];
    if (NOT_RUNNABLE.includes(step.type)) {
      const message = `Bulkhead does not run ${step.type} steps yet.`;
      const fix = 'Write it with action, parallel and if-condition steps.';
      problems.push(problem('not-runnable', path, message, fix));
    }
    for (const name of ['delay', 'timeout'] as const) {
      if ((step[name] ?? 0) === 0) continue;
      const message = `A step with a ${name} cannot run: people are waited for, never timed out.`;
      const fix = 'Remove it; use an escalation of the plan.';
      problems.push(problem('not-runnable', [...path, name], message, fix));
    }
    if (step.type === 'action') problems.push(...actionRules(playbook, id, step));
    return problems;
  });
}

function actionRules(
  playbook: CacaoPlaybook,
  id: string,
  step: CacaoStepOf<'action'>,
): readonly Problem[] {
  const path = ['workflow', id];
  const problems: Problem[] = [];
  const agent = own(playbook.agent_definitions, step.agent);
  if (agent === undefined) {
    const message = `There is no agent ${step.agent}.`;
    const fix = 'Define it in agent_definitions.';
    problems.push(problem('dangling-reference', [...path, 'agent'], message, fix));
  } else if (!PEOPLE.includes(agent.type)) {
    const message = `The agent is of type ${agent.type}, and only people can act here.`;
    const fix = `Name an agent of type ${PEOPLE.join(', ')}.`;
    problems.push(problem('not-runnable', [...path, 'agent'], message, fix));
  }
  (step.targets ?? []).forEach((target, index) => {
    const place = [...path, 'targets', index];
    if (own(playbook.target_definitions, target) === undefined) {
      const message = `There is no target ${target}.`;
      const fix = 'Define it in target_definitions.';
      problems.push(problem('dangling-reference', place, message, fix));
    } else if (targetPlace(playbook, target) === 'unknown') {
      const message = 'The target does not say at which Purdue level it stands.';
      const fix = 'Give it the OT extension with purdue_level.';
      problems.push(problem('target-level-unknown', place, message, fix, 'warning'));
    }
  });
  const commands = commandRules(step, path);
  problems.push(...commands);
  const unsafe = stepProblem(playbook, id);
  // What is said of a command, or of the extension's members, is not said again of the step.
  const said =
    unsafe?.code === 'bad-extension' || (unsafe?.code === 'not-runnable' && commands.length > 0);
  if (unsafe !== null && !said) {
    problems.push(problem(unsafe.code, path, unsafe.message, unsafe.fix));
  }
  const impact = stepExtension(playbook, id)?.impact;
  if ((impact === 'contain' || impact === 'process') && (step.targets ?? []).length === 0) {
    const message = `A step with impact ${impact} names no target.`;
    problems.push(problem('no-target', path, message, 'Name what it acts on in targets.'));
  }
  return problems;
}

function commandRules(
  step: CacaoStepOf<'action'>,
  path: readonly PropertyKey[],
): readonly Problem[] {
  return step.commands.flatMap((command, index) => {
    const place = [...path, 'commands', index];
    const { type } = command;
    if (!COMMAND_TYPES.includes(type)) {
      const message = `"${type}" is not a command type of CACAO 2.0.`;
      const fix = 'Use a command type of the standard.';
      return [problem('unknown-command', [...place, 'type'], message, fix)];
    }
    if (type !== 'manual') {
      const message = `Bulkhead carries out no ${type} commands.`;
      const fix = 'Write what a person does as a manual command.';
      return [problem('not-runnable', [...place, 'type'], message, fix)];
    }
    if (command.command !== undefined && command.command.trim() !== '') return [];
    const message = 'A manual command without words cannot be carried out.';
    return [problem('not-runnable', place, message, 'Say in command what the person does.')];
  });
}
