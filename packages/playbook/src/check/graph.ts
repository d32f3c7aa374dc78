import { unreachable } from '@bulkhead/kernel';
import type { CacaoPlaybook, CacaoStep } from '../cacao.ts';
import { own, problem, stepsOf, type Problem } from './check.ts';

type Edge = readonly [path: readonly PropertyKey[], target: string];

/** CACAO 2.0 §4: how steps follow each other. What the published schema does not hold. */
export function checkGraph(playbook: CacaoPlaybook): readonly Problem[] {
  const dangling = stepsOf(playbook).flatMap(([id, step]) =>
    [...successors(step), ...branches(step)]
      .filter(([, target]) => own(playbook.workflow, target) === undefined)
      .map(([path, target]) =>
        problem(
          'dangling-reference',
          ['workflow', id, ...path],
          `There is no step ${target}.`,
          'Name a step of this workflow.',
        ),
      ),
  );
  const problems = [...entryPoints(playbook), ...stepsOf(playbook).flatMap(successorRules)];
  // Walking a graph with loose ends would only repeat what is said above.
  if (dangling.length > 0) return [...problems, ...dangling];
  return [...problems, ...cycles(playbook), ...scopes(playbook)];
}

/** Steps that come after a step, in the same branch. */
function successors(step: CacaoStep): readonly Edge[] {
  const names = ['on_completion', 'on_success', 'on_failure'] as const;
  return names.flatMap((name) => {
    const target = step[name];
    return target === undefined ? [] : [[[name], target] as const];
  });
}

/** Steps that begin a branch of their own, at whose end the opening step goes on. */
function branches(step: CacaoStep): readonly Edge[] {
  switch (step.type) {
    case 'parallel':
      return step.next_steps.map((target, index) => [['next_steps', index], target] as const);
    case 'if-condition': {
      const no = step.on_false;
      return [
        [['on_true'], step.on_true],
        ...(no === undefined ? [] : [[['on_false'], no] as const]),
      ];
    }
    case 'while-condition':
      return [[['on_true'], step.on_true]];
    case 'switch-condition':
      return Object.entries(step.cases).map(([name, target]) => [['cases', name], target] as const);
    case 'start':
    case 'end':
    case 'action':
    case 'playbook-action':
      return [];
    default:
      return unreachable(step);
  }
}

function entryPoints(playbook: CacaoPlaybook): readonly Problem[] {
  const { workflow, workflow_start, workflow_exception } = playbook;
  const problems: Problem[] = [];
  const fix = 'Name a step of this workflow.';
  const start = own(workflow, workflow_start);
  if (start === undefined) {
    const message = `There is no step ${workflow_start}.`;
    problems.push(problem('dangling-reference', ['workflow_start'], message, fix));
  } else if (start.type !== 'start') {
    const message = `The workflow begins at a step of type ${start.type}.`;
    problems.push(problem('no-start', ['workflow_start'], message, 'Begin at a start step.'));
  }
  if (workflow_exception !== undefined && own(workflow, workflow_exception) === undefined) {
    const message = `There is no step ${workflow_exception}.`;
    problems.push(problem('dangling-reference', ['workflow_exception'], message, fix));
  }
  const types = Object.values(workflow).map((step) => step.type);
  if (!types.includes('action') && !types.includes('playbook-action')) {
    const message = 'The workflow has no action.';
    problems.push(problem('no-action', ['workflow'], message, 'Add an action step.'));
  }
  return problems;
}

function successorRules([id, step]: readonly [string, CacaoStep]): readonly Problem[] {
  const { on_completion: completion, on_success: success, on_failure: failure } = step;
  const path = ['workflow', id];
  const any = completion ?? success ?? failure;
  if (step.type === 'end') {
    if (any === undefined) return [];
    const message = 'An end step has nothing after it.';
    return [problem('end-goes-on', path, message, 'Remove its on_* members.')];
  }
  if (step.type === 'start' && (success !== undefined || failure !== undefined)) {
    const message = 'A start step has on_completion only.';
    return [problem('start-successor', path, message, 'Use on_completion.')];
  }
  if (any === undefined) {
    const fix = 'Add on_completion, or on_success with on_failure.';
    return [problem('no-successor', path, 'Nothing follows this step.', fix)];
  }
  if (completion !== undefined && (success !== undefined || failure !== undefined)) {
    const message = 'on_completion stands beside on_success or on_failure.';
    return [problem('successors-exclude', path, message, 'Keep the one or the other.')];
  }
  if (failure !== undefined && success === undefined) {
    return [problem('successors-exclude', path, 'on_failure needs on_success.', 'Add on_success.')];
  }
  return [];
}

/** A way back is allowed only to a while-condition. */
function cycles(playbook: CacaoPlaybook): readonly Problem[] {
  const problems: Problem[] = [];
  const state = new Map<string, 'open' | 'closed'>();
  const visit = (id: string): void => {
    state.set(id, 'open');
    const step = own(playbook.workflow, id)!;
    for (const [path, target] of [...successors(step), ...branches(step)]) {
      const seen = state.get(target);
      if (seen === 'open' && own(playbook.workflow, target)!.type !== 'while-condition') {
        const message = `This leads back to ${target}, which leads here.`;
        const fix = 'Lead on to another step; only a while-condition repeats.';
        problems.push(problem('cycle', ['workflow', id, ...path], message, fix));
      }
      if (seen === undefined) visit(target);
    }
    state.set(id, 'closed');
  };
  for (const [id] of stepsOf(playbook)) if (!state.has(id)) visit(id);
  return problems;
}

/**
 * Each step belongs to one branch, and so each branch has ends of its own. What follows
 * `workflow_exception` takes the place of the main branch and may share its steps.
 */
function scopes(playbook: CacaoPlaybook): readonly Problem[] {
  const { workflow, workflow_start, workflow_exception } = playbook;
  const owner = new Map<string, string>();
  const shared = new Map<string, Problem>();
  const visit = (id: string, scope: string): void => {
    const before = owner.get(id);
    if (before !== undefined) {
      if (before === scope) return;
      const message = 'Two branches lead to this step.';
      const fix = 'Give each branch steps and an end of its own.';
      shared.set(id, problem('shared-step', ['workflow', id], message, fix));
      return;
    }
    owner.set(id, scope);
    const step = own(workflow, id);
    if (step === undefined) return;
    for (const [, target] of successors(step)) {
      if (own(workflow, target)?.type === 'start') {
        const message = 'A start step stands in the middle of the workflow.';
        shared.set(target, problem('no-start', ['workflow', target], message, 'Remove it.'));
      }
      visit(target, scope);
    }
    for (const [path, target] of branches(step)) visit(target, `${id}/${path.join('/')}`);
  };
  visit(workflow_start, 'main');
  if (workflow_exception !== undefined) visit(workflow_exception, 'main');
  const lost = stepsOf(playbook)
    .filter(([id]) => !owner.has(id))
    .map(([id]) =>
      problem(
        'unreachable-step',
        ['workflow', id],
        'No step leads here.',
        'Lead to it, or remove it.',
        'warning',
      ),
    );
  return [...shared.values(), ...lost];
}
