import type { ControlView, RunView, StepView } from '@bulkhead/model';
import type { ControlState, IncidentState, RunRecord } from '../state.ts';

/** The runs of an incident, each with every step of its playbook and where it stands. */
export function runViews(incident: IncidentState): readonly RunView[] {
  return incident.runs.map((record) => ({
    id: record.started.runId,
    playbook: {
      id: record.started.playbookId,
      name: record.playbook?.name ?? record.started.playbookId,
      digest: record.started.playbookDigest,
    },
    state: record.outcome,
    startedAt: record.startedAt,
    startedBy: record.startedBy?.name ?? 'the plan (rule)',
    steps: stepViews(incident, record),
    cites: record.cites,
  }));
}

function stepViews(incident: IncidentState, record: RunRecord): readonly StepView[] {
  const workflow = record.playbook?.cacao.workflow ?? {};
  const order = new Map<string, number>();
  const visit = (id: string | undefined): void => {
    const step = id === undefined ? undefined : workflow[id];
    if (id === undefined || step === undefined || order.has(id)) return;
    order.set(id, order.size);
    const links = step as Readonly<Record<string, unknown>>;
    for (const name of ['next_steps', 'on_true', 'on_false', 'on_completion', 'on_success']) {
      const to = links[name];
      if (typeof to === 'string') visit(to);
      if (Array.isArray(to)) for (const one of to) if (typeof one === 'string') visit(one);
    }
    const failure = links['on_failure'];
    if (typeof failure === 'string') visit(failure);
  };
  visit(record.playbook?.cacao.workflow_start);
  return [...order.keys()]
    .filter((id) => workflow[id]?.type !== 'start' && workflow[id]?.type !== 'end')
    .map((id) => stepView(incident, record, id));
}

function stepView(incident: IncidentState, record: RunRecord, stepId: string): StepView {
  const step = record.playbook!.cacao.workflow[stepId]!;
  const summary = record.playbook!.steps.find(({ id }) => id === stepId);
  const mine = { runId: record.started.runId, stepId };
  const ask = incident.asks.findLast(({ command }) => same(command, mine));
  const perform = incident.performs.findLast(({ command }) => same(command, mine));
  const common = {
    id: stepId,
    name: filledIn(summary?.name ?? step.type, record),
    description: filledIn(summary?.description ?? '', record),
    type: step.type,
    impact: perform?.command.impact ?? ask?.command.impact ?? summary?.impact ?? null,
    action: perform?.command.action ?? null,
    cites: [...(ask?.cites ?? []), ...(perform?.cites ?? [])],
  };
  if (perform !== undefined) {
    const { settled, handedOver, command } = perform;
    if (settled !== null) {
      const state = settled.succeeded ? 'done' : 'failed';
      return { ...common, key: command.key, state, detail: settled.detail };
    }
    return { ...common, key: command.key, state: 'in-hand', detail: handedOver ?? 'Under way' };
  }
  if (ask !== undefined) {
    const refused = ask.refusal !== null;
    const detail = refused ? ask.refusal!.reason : 'Waits for its gate';
    return { ...common, key: ask.command.key, state: refused ? 'refused' : 'waiting', detail };
  }
  // Steps that ask nobody (a condition, a parallel) stand in the run alone.
  const taken = record.run?.steps.find((one) => one.stepId === stepId);
  const { state: stands, detail } = taken ?? { state: 'not-reached', detail: '' };
  return { ...common, key: null, state: stands, detail };
}

/** CACAO 2.0 §10.18.4: `__name__:value` stands for the variable's value. */
function filledIn(text: string, record: RunRecord): string {
  return text.replace(/(__[A-Za-z0-9_-]+__):value/g, (whole, name: string) => {
    const value = record.run?.variables[name];
    return value === null || value === undefined || value === '' ? whole : value;
  });
}

function same(
  command: { readonly runId: string; readonly stepId: string },
  mine: { readonly runId: string; readonly stepId: string },
): boolean {
  return command.runId === mine.runId && command.stepId === mine.stepId;
}

/** Containment measures, those in force first. */
export function controlViews(controls: Iterable<ControlState>): readonly ControlView[] {
  return [...controls]
    .map(({ placed, placedAt, liftedAt, cites }) => ({
      key: placed.key,
      incidentId: placed.incidentId,
      what: placed.what,
      owner: placed.owner,
      undo: placed.undo,
      placedAt,
      expiresAt: placed.expiresAt,
      liftedAt,
      cites,
    }))
    .toSorted((a, b) => Number(a.liftedAt !== null) - Number(b.liftedAt !== null));
}
