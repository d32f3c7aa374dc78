import { assert, unreachable } from '@bulkhead/kernel';
import { Refused, type Settlement } from '@bulkhead/model';
import type { CacaoStep, CacaoStepOf } from './cacao.ts';
import { stepProblem } from './check/safety.ts';
import { evaluateCondition, parseCondition } from './condition.ts';
import { RunDraft } from './draft.ts';
import { RUN_STEPS_MAX, VARIABLE_VALUE_MAX } from './limits.ts';
import { orderFor } from './order.ts';
import { stepExtension, type Playbook } from './playbook.ts';
import type { Decision, Pending, RunInput, RunState } from './run.ts';
import { fitsType } from './variables.ts';

/** How a step ended: well, because people refused it, or because it failed. */
type Ending = 'done' | 'stopped' | 'failed';
const ROOT = 0;

/**
 * Begins a run at `workflow_start`. `variables` fill those that the playbook declares `external`;
 * others are left alone. Throws `Refused` where the playbook is not runnable.
 */
export function startRun(
  playbook: Playbook,
  options: { readonly runId: string; readonly variables: Readonly<Record<string, string>> },
): Decision {
  if (!playbook.runnable) throw new Refused('playbook_not_runnable');
  const declared = Object.entries(playbook.cacao.playbook_variables ?? {});
  const variables = declared.map(([name, variable]): [string, string | null] => {
    const given = Object.hasOwn(options.variables, name) ? options.variables[name] : undefined;
    const taken = variable.external && given !== undefined && fitsType(variable.type, given);
    return [name, taken ? given : (variable.value ?? null)];
  });
  const stepId = playbook.cacao.workflow_start;
  const draft = new RunDraft({
    runId: options.runId,
    playbookId: playbook.id,
    playbookDigest: playbook.digest,
    state: 'running',
    variables: Object.fromEntries(variables),
    stepsTaken: 0,
    branches: [{ id: ROOT, parent: null, stepId, closed: null }],
    pending: [],
    steps: [],
    exception: null,
  });
  new Decider(playbook, draft).enter(ROOT, stepId);
  return { run: draft.done(), commands: draft.commands };
}

/**
 * Takes one answer of the world and decides what comes next. Pure: the same playbook, run and input
 * give the same decision, for ever. An input that answers no pending command (an unknown key, a
 * repeated settlement, a gate that opens after it was refused, anything after the close) returns
 * the run unchanged and no commands, so that delivering an entry twice does nothing twice.
 */
export function advance(playbook: Playbook, run: RunState, input: RunInput): Decision {
  assert(run.playbookDigest === playbook.digest, 'a run goes on under the playbook it began with');
  const key = input.type === 'settled' ? input.settlement.key : input.key;
  const waitsFor = input.type === 'settled' ? 'settlement' : 'gate';
  const pending = run.pending.find((one) => one.key === key && one.waitsFor === waitsFor);
  if (run.state !== 'running' || pending === undefined) return { run, commands: [] };

  const draft = new RunDraft(run);
  draft.answered(key);
  const decider = new Decider(playbook, draft);
  switch (input.type) {
    case 'gate-opened':
      decider.perform(pending);
      break;
    case 'gate-refused':
      draft.record(pending.stepId, 'refused', key, input.reason);
      decider.leave(pending.branch, pending.stepId, 'stopped');
      break;
    case 'settled':
      decider.settle(pending, input.settlement);
      break;
    default:
      return unreachable(input);
  }
  return { run: draft.done(), commands: draft.commands };
}

class Decider {
  readonly #playbook: Playbook;
  readonly #draft: RunDraft;

  constructor(playbook: Playbook, draft: RunDraft) {
    this.#playbook = playbook;
    this.#draft = draft;
  }

  enter(branch: number, stepId: string): void {
    const draft = this.#draft;
    const taken = ++draft.stepsTaken;
    draft.change(branch, { stepId });
    if (taken > RUN_STEPS_MAX) return this.#finish(stepId, 'failed');
    const step = this.#step(stepId);
    switch (step.type) {
      case 'start':
      case 'end':
        draft.record(stepId, 'done', null, '');
        if (step.type === 'start') return this.leave(branch, stepId, 'done');
        return this.#close(branch, 'done');
      case 'action':
        return this.#ask({ key: this.#key(stepId, taken), stepId, branch, taken });
      case 'if-condition':
        return this.#choose(branch, stepId, step);
      case 'parallel':
        draft.record(stepId, 'in-hand', null, '');
        return this.#fork(branch, step.next_steps);
      case 'playbook-action':
      case 'while-condition':
      case 'switch-condition':
        return this.#fail(branch, stepId, null, `A ${step.type} step cannot run.`);
      default:
        return unreachable(step);
    }
  }

  /** Goes on after a step, by CACAO 2.0 §4.1; what no step handles climbs to the opener. */
  leave(branch: number, stepId: string, ending: Ending): void {
    const step = this.#step(stepId);
    const next = ending === 'done' ? (step.on_completion ?? step.on_success) : step.on_failure;
    if (next !== undefined) return this.enter(branch, next);
    if (branch !== ROOT) return this.#close(branch, ending);
    const rescue = this.#playbook.cacao.workflow_exception;
    if (ending === 'done' || rescue === undefined || this.#draft.exception !== null) {
      return this.#finish(stepId, ending);
    }
    this.#draft.exception = ending;
    this.enter(ROOT, rescue);
  }

  perform(pending: Omit<Pending, 'key' | 'waitsFor'>): void {
    const { stepId, branch, taken } = pending;
    const key = this.#key(stepId, taken);
    const order = this.#order(stepId);
    if ('problem' in order) return this.#fail(branch, stepId, key, order.problem);
    this.#draft.wait({ key, stepId, branch, taken, waitsFor: 'settlement' });
    this.#draft.record(stepId, 'in-hand', key, '');
    const { runId } = this.#draft.start;
    const { action, title, impact, input, preview } = order;
    this.#draft.commands.push({
      type: 'perform',
      key,
      runId,
      stepId,
      action,
      title,
      impact,
      input,
      preview,
    });
  }

  settle(pending: Pending, settlement: Settlement): void {
    const { stepId, branch, key } = pending;
    const problem = this.#take(stepId, settlement);
    if (problem !== null) return this.#fail(branch, stepId, key, problem);
    const reports = stepExtension(this.#playbook.cacao, stepId)?.reports !== undefined;
    this.#draft.record(stepId, settlement.succeeded ? 'done' : 'failed', key, settlement.detail);
    // A step that reports its answer in a variable completes either way: CACAO `on_completion`.
    const completed = reports && this.#step(stepId).on_completion !== undefined;
    this.leave(branch, stepId, settlement.succeeded || completed ? 'done' : 'failed');
  }

  #ask(at: Omit<Pending, 'waitsFor'>): void {
    const { stepId, branch, taken } = at;
    const order = this.#order(stepId);
    if ('problem' in order) return this.#fail(branch, stepId, at.key, order.problem);
    const { gate, preview, title, impact } = order;
    if (gate === null || preview === null) return this.perform(at);
    const key = `${at.key}/ask`;
    this.#draft.wait({ key, stepId, branch, taken, waitsFor: 'gate' });
    this.#draft.record(stepId, 'waiting', key, '');
    const { runId } = this.#draft.start;
    this.#draft.commands.push({ type: 'ask', key, runId, stepId, title, gate, impact, preview });
  }

  #order(stepId: string): ReturnType<typeof orderFor> {
    // The checker said so before; a step that can touch the plant is asked again here.
    const problem = stepProblem(this.#playbook.cacao, stepId);
    if (problem !== null) return { problem: problem.message };
    return orderFor(this.#playbook.cacao, stepId, Object.fromEntries(this.#draft.variables));
  }

  #choose(branch: number, stepId: string, step: CacaoStepOf<'if-condition'>): void {
    const parsed = parseCondition(step.condition);
    const declared = { ...this.#playbook.cacao.playbook_variables, ...step.step_variables };
    const holds =
      'problem' in parsed
        ? parsed
        : evaluateCondition(parsed.condition, (name) => {
            const variable = Object.hasOwn(declared, name) ? declared[name] : undefined;
            if (variable === undefined) return undefined;
            const own = step.step_variables;
            const local = own !== undefined && Object.hasOwn(own, name);
            const value = local ? variable.value : this.#draft.variables.get(name);
            return { type: variable.type, value: value ?? null };
          });
    if ('problem' in holds) return this.#fail(branch, stepId, null, holds.problem);
    const side = holds.value ? step.on_true : step.on_false;
    this.#draft.record(stepId, 'done', null, `${step.condition} is ${holds.value}`);
    if (side === undefined) return this.leave(branch, stepId, 'done');
    this.#fork(branch, [side]);
  }

  /** Opens all branches before the first is entered, so that none is joined too early. */
  #fork(parent: number, stepIds: readonly string[]): void {
    const opened = stepIds.map((stepId) => [this.#draft.open(parent, stepId), stepId] as const);
    for (const [branch, stepId] of opened) {
      if (this.#draft.state === 'running') this.enter(branch, stepId);
    }
  }

  #close(branch: number, ending: Ending): void {
    const closed = this.#draft.branch(branch);
    assert(closed !== undefined && closed.closed === null, 'a branch closes once');
    this.#draft.change(branch, { closed: ending });
    if (closed.parent === null) return this.#finish(closed.stepId, ending);
    const all = this.#draft.children(closed.parent).map((child) => child.closed);
    if (all.includes(null)) return;
    this.#draft.join(closed.parent);
    const opener = this.#draft.branch(closed.parent);
    assert(opener !== undefined, 'a branch outlives those it opened');
    const worst = all.includes('failed') ? 'failed' : all.includes('stopped') ? 'stopped' : 'done';
    if (this.#step(opener.stepId).type === 'parallel') {
      this.#draft.record(opener.stepId, worst === 'done' ? 'done' : 'failed', null, '');
    }
    this.leave(opener.id, opener.stepId, worst);
  }

  #fail(branch: number, stepId: string, key: string | null, detail: string): void {
    this.#draft.record(stepId, 'failed', key, detail);
    this.leave(branch, stepId, 'failed');
  }

  #finish(stepId: string, ending: Ending): void {
    const draft = this.#draft;
    const outcome = draft.exception ?? (ending === 'done' ? 'completed' : ending);
    draft.state = outcome;
    draft.over();
    const key = `${this.#key(stepId, draft.stepsTaken)}/close`;
    draft.commands.push({ type: 'close', key, runId: draft.start.runId, stepId, outcome });
  }

  /** Takes what a settlement says into the variables; a text says why it cannot be taken. */
  #take(stepId: string, { succeeded, out }: Settlement): string | null {
    const step = this.#step(stepId);
    const reports = stepExtension(this.#playbook.cacao, stepId)?.reports;
    const given = { ...(reports === undefined ? {} : { [reports]: String(succeeded) }), ...out };
    for (const name of step.type === 'action' ? (step.out_args ?? []) : []) {
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      const variable = this.#playbook.cacao.playbook_variables?.[name];
      if (value === undefined || variable === undefined || variable.constant) continue;
      if (value.length > VARIABLE_VALUE_MAX || !fitsType(variable.type, value)) {
        return `What was reported for ${name} is not a ${variable.type}.`;
      }
      this.#draft.variables.set(name, value);
    }
    return null;
  }

  #key(stepId: string, taken: number): string {
    return `${this.#draft.start.runId}/${stepId}#${taken}`;
  }

  #step(stepId: string): CacaoStep {
    const { workflow } = this.#playbook.cacao;
    const step = Object.hasOwn(workflow, stepId) ? workflow[stepId] : undefined;
    assert(step !== undefined, `the checker resolved every step id, including ${stepId}`);
    return step;
  }
}
