import type { CacaoPlaybook, CacaoStep, Variable } from '../cacao.ts';
import { comparisonProblem } from '../compare.ts';
import { comparisonsIn, parseCondition } from '../condition.ts';
import { OT_EXTENSION, StepExtension } from '../extension.ts';
import { fitsType, referencesIn } from '../variables.ts';
import { own, problem, stepsOf, type Problem } from './check.ts';

type Variables = Readonly<Record<string, Variable>>;

/** Variables are declared, fit their types, are set before they matter, and constants stay. */
export function checkVariables(playbook: CacaoPlaybook): readonly Problem[] {
  const known = playbook.playbook_variables ?? {};
  const problems = [...declarations(known, ['playbook_variables'])];
  for (const [id, step] of stepsOf(playbook)) {
    const local = step.step_variables ?? {};
    const path = ['workflow', id];
    problems.push(
      ...declarations(local, [...path, 'step_variables']),
      ...shadows(local, known, [...path, 'step_variables']),
      ...argumentsOf(step, { ...known, ...local }, path),
      ...references(step, { ...known, ...local }, path),
      ...reported(step, known, path),
      ...conditions(step, { ...known, ...local }, path, settable(playbook)),
    );
  }
  return problems;
}

function declarations(variables: Variables, path: readonly PropertyKey[]): readonly Problem[] {
  return Object.entries(variables).flatMap(([name, { type, value, constant }]) => {
    if (constant && (value === undefined || value === null)) {
      const message = `The constant ${name} has no value.`;
      return [problem('bad-value', [...path, name], message, 'Give it a value.')];
    }
    if (value === undefined || value === null || value === '' || fitsType(type, value)) return [];
    const message = `The value of ${name} is not of type ${type}.`;
    return [problem('bad-value', [...path, name, 'value'], message, 'Correct value or type.')];
  });
}

function shadows(
  local: Variables,
  known: Variables,
  path: readonly PropertyKey[],
): readonly Problem[] {
  return Object.entries(local).flatMap(([name, { external }]) => {
    const hidden = own(known, name) !== undefined;
    if (!hidden && !external) return [];
    const message = hidden
      ? `${name} hides the playbook variable of that name.`
      : `${name} cannot be external: only playbook variables are.`;
    return [problem('shadowed-variable', [...path, name], message, 'Rename it.', 'warning')];
  });
}

function argumentsOf(
  step: CacaoStep,
  known: Variables,
  path: readonly PropertyKey[],
): readonly Problem[] {
  if (step.type !== 'action' && step.type !== 'playbook-action') return [];
  return (['in_args', 'out_args'] as const).flatMap((list) =>
    (step[list] ?? []).flatMap((name, index) => {
      const place = [...path, list, index];
      const variable = own(known, name);
      if (variable === undefined) return [undeclared(name, place)];
      if (list === 'in_args' || !variable.constant) return [];
      const fix = 'Write another variable, or let it vary.';
      return [problem('constant-written', place, `${name} is constant.`, fix)];
    }),
  );
}

function undeclared(name: string, path: readonly PropertyKey[]): Problem {
  const fix = 'Declare it in playbook_variables.';
  return problem('unknown-variable', path, `${name} is not declared.`, fix);
}

/** Every `__name__:value` in the texts of a step, its commands and its OT extension. */
function references(
  step: CacaoStep,
  known: Variables,
  path: readonly PropertyKey[],
): readonly Problem[] {
  const texts: (readonly [readonly PropertyKey[], unknown])[] = [];
  if (step.type === 'action') {
    step.commands.forEach((command, index) => texts.push([['commands', index], command]));
  }
  if (step.type === 'switch-condition') texts.push([['switch'], step.switch]);
  const extension = step.step_extensions?.[OT_EXTENSION];
  if (extension !== undefined) texts.push([['step_extensions', OT_EXTENSION], extension]);
  return texts.flatMap(([place, value]) => {
    // Depth and size were limited when the file was read.
    const names = new Set(referencesIn(JSON.stringify(value)));
    return [...names]
      .filter((name) => own(known, name) === undefined)
      .map((name) => undeclared(name, [...path, ...place]));
  });
}

/** `reports` names a bool that the step may set. */
function reported(
  step: CacaoStep,
  known: Variables,
  path: readonly PropertyKey[],
): readonly Problem[] {
  const name = StepExtension.safeParse(step.step_extensions?.[OT_EXTENSION]).data?.reports;
  if (name === undefined) return [];
  const variable = own(known, name);
  const listed = step.type === 'action' && (step.out_args ?? []).includes(name);
  if (variable?.type === 'bool' && !variable.constant && listed) return [];
  const place = [...path, 'step_extensions', OT_EXTENSION, 'reports'];
  const message = `${name} cannot take the answer of this step.`;
  const fix = 'Declare it as a bool playbook variable and list it in out_args.';
  return [problem('bad-report', place, message, fix)];
}

/** Variables that can come to have a value: given, external, or set by some step. */
function settable(playbook: CacaoPlaybook): ReadonlySet<string> {
  const given = Object.entries(playbook.playbook_variables ?? {})
    .filter(([, { value, external }]) => external || (value !== undefined && value !== null))
    .map(([name]) => name);
  const set = stepsOf(playbook).flatMap(([, step]) =>
    step.type === 'action' || step.type === 'playbook-action' ? (step.out_args ?? []) : [],
  );
  return new Set([...given, ...set]);
}

function conditions(
  step: CacaoStep,
  known: Variables,
  path: readonly PropertyKey[],
  canHaveValue: ReadonlySet<string>,
): readonly Problem[] {
  if (step.type !== 'if-condition' && step.type !== 'while-condition') return [];
  const place = [...path, 'condition'];
  const parsed = parseCondition(step.condition);
  if ('problem' in parsed) {
    const message = `At character ${parsed.offset + 1}: ${parsed.problem}`;
    return [problem('bad-condition', place, message, 'Correct the condition.')];
  }
  return comparisonsIn(parsed.condition).flatMap(({ name, operator, literals, offset }) => {
    const variable = own(known, name);
    if (variable === undefined) return [undeclared(name, place)];
    const wrong = comparisonProblem(variable.type, operator, literals);
    if (wrong !== null) {
      const message = `At character ${offset + 1}: ${name}: ${wrong}`;
      return [problem('bad-condition', place, message, 'Compare it as its type allows.')];
    }
    if (canHaveValue.has(name) || own(step.step_variables, name) !== undefined) return [];
    const message = `${name} never has a value.`;
    return [problem('never-set', place, message, 'Set it in the out_args of a step before.')];
  });
}
