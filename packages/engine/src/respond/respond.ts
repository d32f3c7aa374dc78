import {
  severityRank,
  type Command,
  type Entry,
  type EntryBody,
  type EntryOf,
} from '@bulkhead/model';
import { evaluateGate } from '@bulkhead/playbook';
import { rolesHeld, type Stage, type StageContext } from '../stage.ts';
import type { AskState, State } from '../state.ts';
import { fitOf } from './fit.ts';

/** Incidents from here on get the playbook that fits started by rule. It waits at its gate. */
const STARTS_FROM = 'high';

/** Incidents to runs, runs to commands, approvals and facts to open gates. */
export const respond: Stage = {
  name: 'respond',
  next(state, entry, context) {
    const { body } = entry;
    switch (body.kind) {
      case 'incident-opened':
      case 'incident-changed':
        return startedByRule(state, body, context);
      case 'run-started':
        return pendingOf(state, body.runId);
      case 'approval-given':
        return openGates(state, entry, context, (ask) => ask.command.key === body.key);
      case 'fact-stated':
        return openGates(state, entry, context, (ask) => ask.incidentId === body.fact.incidentId);
      case 'gate-opened':
      case 'approval-refused':
        return pendingOf(state, state.asks.get(body.key)?.command.runId);
      case 'work-reported':
        return [settledByReport(body)];
      case 'command-settled':
        return afterSettled(state, entry, body);
      default:
        return [];
    }
  },
};

function startedByRule(
  state: State,
  body: EntryOf<'incident-opened'> | EntryOf<'incident-changed'>,
  context: StageContext,
): readonly EntryBody[] {
  if (severityRank(body.severity) < severityRank(STARTS_FROM)) return [];
  const alerts = body.alertIds.flatMap((id) => state.alerts.get(id)?.alert ?? []);
  const out: EntryBody[] = [];
  for (const runnable of context.playbooks) {
    if (hasRun(state, body.incidentId, runnable.playbook.id)) continue;
    const fit = fitOf(runnable.playbook, alerts, body.incidentId, context.plant);
    if (fit.fits) out.push(runStarted(state, body.incidentId, runnable, fit.variables, context));
  }
  return out;
}

/** The entry that starts a run; its id follows from the incident and the playbook's text. */
export function runStarted(
  state: State,
  incidentId: string,
  runnable: StageContext['playbooks'][number],
  variables: Readonly<Record<string, string>>,
  context: StageContext,
): EntryOf<'run-started'> {
  const { playbook, digest } = runnable;
  const earlier = [...state.runs.values()].filter((run) => run.started.incidentId === incidentId);
  return {
    kind: 'run-started',
    runId: `run-${incidentId.slice('inc-'.length)}-${earlier.length + 1}`,
    incidentId,
    playbookId: playbook.id,
    playbookDigest: digest,
    planDigest: context.plan.digest,
    variables,
  };
}

function hasRun(state: State, incidentId: string, playbookId: string): boolean {
  return [...state.runs.values()].some(
    ({ started }) => started.incidentId === incidentId && started.playbookId === playbookId,
  );
}

function pendingOf(state: State, runId: string | undefined): readonly EntryBody[] {
  const record = runId === undefined ? undefined : state.runs.get(runId);
  return (record?.pending ?? []).map((command: Command) => ({
    kind: 'command-issued',
    incidentId: record!.started.incidentId,
    command,
  }));
}

function openGates(
  state: State,
  entry: Entry,
  context: StageContext,
  concerns: (ask: AskState) => boolean,
): readonly EntryBody[] {
  const out: EntryBody[] = [];
  for (const ask of state.asks.values()) {
    if (ask.openedAt !== null || ask.refusal !== null || !concerns(ask)) continue;
    if (state.incidents.get(ask.incidentId)?.state === 'closed') continue;
    const gate = context.plan.gates.find((candidate) => candidate.id === ask.command.gate);
    if (gate === undefined) continue;
    const verdict = evaluateGate(gate, {
      facts: (state.facts.get(ask.incidentId) ?? []).map(({ fact }) => fact),
      approvals: ask.approvals,
      requestedBy: ask.requestedBy,
      atIso: entry.at,
      rolesHeld: rolesHeld(context.plan),
    });
    if (verdict.open) out.push({ kind: 'gate-opened', key: ask.command.key, gate: gate.id });
  }
  return out;
}

/** A person's report settles the work order; the playbook decides what a "no" leads to. */
function settledByReport(body: EntryOf<'work-reported'>): EntryBody {
  const { key, done, proof } = body;
  return { kind: 'command-settled', key, succeeded: done, detail: proof, out: {} };
}

function afterSettled(
  state: State,
  entry: Entry,
  body: EntryOf<'command-settled'>,
): readonly EntryBody[] {
  const perform = state.performs.get(body.key);
  if (perform === undefined) return [];
  const { command, incidentId } = perform;
  const out: EntryBody[] = [];
  const { preview } = command;
  const acts = command.impact === 'contain' || command.impact === 'process';
  if (acts && body.succeeded && preview !== null && !state.controls.has(body.key)) {
    const expires = preview.expiresAfterMinutes;
    out.push({
      kind: 'control-placed',
      key: body.key,
      incidentId,
      what: command.title,
      owner: preview.owner,
      undo: preview.undo,
      expiresAt:
        expires === null ? null : new Date(Date.parse(entry.at) + expires * 60_000).toISOString(),
    });
  }
  return [...out, ...pendingOf(state, command.runId)];
}
