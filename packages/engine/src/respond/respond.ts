import {
  severityRank,
  type Command,
  type Entry,
  type EntryBody,
  type EntryOf,
} from '@bulkhead/model';
import { evaluateGate } from '@bulkhead/playbook';
import { rolesHeld, type Stage, type StageContext } from '../stage.ts';
import {
  alertsOf,
  incidentOfKey,
  type AskState,
  type IncidentState,
  type State,
} from '../state.ts';
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
        return startedByRule(state, body.incidentId, context);
      case 'incident-closed':
        return stoppedWith(state, body.incidentId);
      case 'run-started':
        return pendingOf(state, body.runId);
      case 'approval-given':
        return openGates(
          state,
          entry,
          context,
          incidentOfKey(state, body.key),
          (ask) => ask.command.key === body.key,
        );
      case 'fact-stated':
        return openGates(state, entry, context, body.fact.incidentId, () => true);
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
  incidentId: string,
  context: StageContext,
): readonly EntryBody[] {
  const incident = state.incidents.get(incidentId);
  if (incident === undefined) return [];
  if (severityRank(incident.facts.severity) < severityRank(STARTS_FROM)) return [];
  const unused = context.playbooks.filter(
    ({ playbook }) => !incident.runs.some(({ started }) => started.playbookId === playbook.id),
  );
  if (unused.length === 0) return [];
  const alerts = alertsOf(state, incident);
  const fitting = unused.flatMap((runnable) => {
    const { fits, variables } = fitOf(runnable.playbook, alerts, incidentId, context.plant);
    return fits ? [{ runnable, variables }] : [];
  });
  return fitting.map(({ runnable, variables }, i) =>
    runStarted(incident, runnable, variables, context, i + 1),
  );
}

/** A run ends with its incident: what it still waits for is asked of nobody any more. */
function stoppedWith(state: State, incidentId: string): readonly EntryBody[] {
  const runs = state.incidents.get(incidentId)?.runs ?? [];
  return runs
    .filter(({ outcome }) => outcome === 'running')
    .map(({ started: { runId } }) => {
      const key = `${runId}/incident-closed/close`;
      const command: Command = { type: 'close', key, runId, stepId: '', outcome: 'stopped' };
      return { kind: 'command-issued', incidentId, command };
    });
}

/**
 * The entry that starts a run. Its id is the incident's with a number: `nth` counts the runs that
 * start at once.
 */
export function runStarted(
  incident: IncidentState,
  runnable: StageContext['playbooks'][number],
  variables: Readonly<Record<string, string>>,
  context: StageContext,
  nth = 1,
): EntryOf<'run-started'> {
  const { playbook, digest } = runnable;
  const { incidentId } = incident.facts;
  return {
    kind: 'run-started',
    runId: `run-${incidentId.slice('inc-'.length)}-${incident.runs.length + nth}`,
    incidentId,
    playbookId: playbook.id,
    playbookDigest: digest,
    planDigest: context.plan.digest,
    variables,
  };
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
  incidentId: string | undefined,
  concerns: (ask: AskState) => boolean,
): readonly EntryBody[] {
  const out: EntryBody[] = [];
  const asks = state.incidents.get(incidentId ?? '')?.asks ?? [];
  for (const ask of asks) {
    if (!state.waiting.has(ask) || !concerns(ask)) continue;
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
