import { assert, unreachable } from '@bulkhead/kernel';
import type { Entry, EntryBody, EntryOf } from '@bulkhead/model';
import { advance, startRun, type Playbook, type RunInput } from '@bulkhead/playbook';
import { rememberAlert, rememberIncident, rememberStanding } from './apply-incident.ts';
import {
  type AskState,
  type ControlState,
  type ObligationState,
  type PerformState,
  type RunRecord,
  type State,
} from './state.ts';
import { rememberCapture } from './streams.ts';
import { actorName } from './touched.ts';
import { timelineItems } from './views/timeline.ts';

/**
 * The playbook of a digest, also of one that the plan no longer holds; null where it has errors.
 */
export type PlaybookByDigest = (digest: string) => Playbook | null;

/** Reading and signing in must not make the next report differ from the last. */
const ABOUT_DOCUMENTS: ReadonlySet<string> = new Set(['report-made', 'bundle-made', 'signed-in']);

/** Folds one entry into the state. Decides nothing: it only remembers. */
export function applyEntry(state: State, entry: Entry, playbooks: PlaybookByDigest): void {
  assert(entry.sequence === state.length, 'entries are applied in order, without a gap');
  state.length++;
  state.lastAt = entry.at;
  if (!ABOUT_DOCUMENTS.has(entry.body.kind)) {
    state.cited.length = state.length;
    state.cited.at = entry.at;
  }
  remember(state, entry, playbooks);
  for (const { incidentId, item } of timelineItems(state, entry)) {
    state.incidents.get(incidentId)?.timeline.push(item);
  }
}

function remember(state: State, entry: Entry, playbooks: PlaybookByDigest): void {
  const { body, sequence } = entry;
  switch (body.kind) {
    case 'journal-opened':
      state.origin = body.origin;
      return;
    case 'alert-raised':
    case 'alert-repeated':
      return rememberAlert(state, body.alert, sequence);
    case 'incident-opened':
    case 'incident-changed':
      return rememberIncident(state, entry, body);
    case 'incident-acknowledged':
    case 'incident-closed':
      return rememberStanding(state, body, sequence);
    case 'capture-read':
      return rememberCapture(state, body, sequence);
    case 'fact-stated': {
      const facts = state.facts.get(body.fact.incidentId) ?? [];
      facts.push({ fact: body.fact, sequence });
      state.facts.set(body.fact.incidentId, facts);
      return;
    }
    case 'evidence-added': {
      const items = state.evidence.get(body.incidentId) ?? [];
      items.push({ added: body, entry });
      state.evidence.set(body.incidentId, items);
      return;
    }
    case 'obligation-started':
    case 'obligation-submitted':
    case 'obligation-waived':
      return rememberObligation(state, entry, body);
    case 'plan-loaded':
      state.planLoaded = sequence;
      return;
    case 'note-added': {
      const incident = state.incidents.get(body.incidentId);
      if (incident !== undefined) incident.notes++;
      return;
    }
    case 'account-created':
    case 'signed-in':
    case 'bundle-made':
      return;
    case 'report-made':
      state.reports.add(body.digest);
      return;
    default:
      return rememberRun(state, entry, body, playbooks);
  }
}

function rememberObligation(
  state: State,
  entry: Entry,
  body: EntryOf<'obligation-started' | 'obligation-submitted' | 'obligation-waived'>,
): void {
  if (body.kind === 'obligation-started') {
    const { obligation } = body;
    const known = state.obligations.get(obligation.id);
    if (known !== undefined) {
      known.obligation = obligation;
      known.cites.push(entry.sequence);
      return;
    }
    const started: ObligationState = {
      obligation,
      state: 'running',
      settledAt: null,
      settledBy: null,
      submittedAt: null,
      detail: '',
      cites: [entry.sequence],
    };
    state.obligations.set(obligation.id, started);
    state.incidents.get(obligation.incidentId)?.obligations.push(started);
    return;
  }
  const known = state.obligations.get(body.obligationId);
  if (known === undefined) return;
  known.settledAt = entry.at;
  known.settledBy = actorName(entry.actor);
  known.cites.push(entry.sequence);
  if (body.kind === 'obligation-submitted') {
    known.state = 'submitted';
    known.submittedAt = body.submittedAt;
    known.detail = body.receipt;
  } else {
    known.state = 'waived';
    known.detail = body.reason;
  }
}

type RunBody = Exclude<
  EntryBody,
  EntryOf<
    | 'journal-opened'
    | 'plan-loaded'
    | 'account-created'
    | 'signed-in'
    | 'capture-read'
    | 'alert-raised'
    | 'alert-repeated'
    | 'incident-opened'
    | 'incident-changed'
    | 'incident-acknowledged'
    | 'incident-closed'
    | 'note-added'
    | 'fact-stated'
    | 'obligation-started'
    | 'obligation-submitted'
    | 'obligation-waived'
    | 'evidence-added'
    | 'report-made'
    | 'bundle-made'
  >
>;

function rememberRun(state: State, entry: Entry, body: RunBody, playbooks: PlaybookByDigest): void {
  switch (body.kind) {
    case 'run-started':
      return rememberRunStart(state, entry, body, playbooks);
    case 'command-issued':
      return rememberCommand(state, entry, body);
    case 'approval-given':
    case 'approval-refused':
      return rememberApproval(state, entry, body);
    case 'gate-opened': {
      const ask = state.asks.get(body.key);
      if (ask === undefined) return;
      ask.openedAt = entry.at;
      state.waiting.delete(ask);
      ask.cites.push(entry.sequence);
      return moveRun(state, ask.command.runId, { type: 'gate-opened', key: body.key });
    }
    case 'work-handed-over':
    case 'work-reported': {
      const perform = state.performs.get(body.key);
      if (perform === undefined) return;
      if (body.kind === 'work-handed-over') {
        perform.handedOver = body.detail;
        state.toDo.delete(perform);
      }
      perform.cites.push(entry.sequence);
      return;
    }
    case 'command-settled': {
      const perform = state.performs.get(body.key);
      if (perform === undefined || perform.settled !== null) return;
      perform.settled = { succeeded: body.succeeded, detail: body.detail, at: entry.at };
      state.toDo.delete(perform);
      perform.cites.push(entry.sequence);
      const { key, succeeded, detail, out } = body;
      const settlement = { key, succeeded, detail, out };
      return moveRun(state, perform.command.runId, { type: 'settled', settlement });
    }
    case 'control-placed':
      return rememberControl(state, entry, body);
    case 'control-lifted': {
      const control = state.controls.get(body.key);
      if (control === undefined) return;
      control.liftedAt = entry.at;
      control.cites.push(entry.sequence);
      return;
    }
    case 'escalated': {
      const waits = state.asks.get(body.key) ?? state.controls.get(body.key);
      if (waits === undefined) return;
      waits.escalations = body.step;
      waits.cites.push(entry.sequence);
      return;
    }
    default:
      return unreachable(body);
  }
}

function rememberControl(state: State, entry: Entry, body: EntryOf<'control-placed'>): void {
  const control: ControlState = {
    placed: body,
    placedAt: entry.at,
    liftedAt: null,
    escalations: 0,
    cites: [entry.sequence],
  };
  state.controls.set(body.key, control);
  state.incidents.get(body.incidentId)?.controls.push(control);
}

function rememberRunStart(
  state: State,
  entry: Entry,
  body: EntryOf<'run-started'>,
  playbooks: PlaybookByDigest,
): void {
  const known = playbooks(body.playbookDigest);
  // One that an earlier release could run and this one cannot stands still, and is shown so.
  const playbook = known?.runnable === true ? known : null;
  const decision =
    playbook === null ? null : startRun(playbook, { runId: body.runId, variables: body.variables });
  const { actor } = entry;
  const record: RunRecord = {
    started: body,
    startedAt: entry.at,
    startedBy: actor.kind === 'person' ? { person: actor.person, name: actor.name } : null,
    playbook,
    run: decision?.run ?? null,
    pending: decision?.commands ?? [],
    outcome: 'running',
    cites: [entry.sequence],
  };
  state.runs.set(body.runId, record);
  state.incidents.get(body.incidentId)?.runs.push(record);
}

function rememberCommand(state: State, entry: Entry, body: EntryOf<'command-issued'>): void {
  const { command, incidentId } = body;
  const record = state.runs.get(command.runId);
  if (record !== undefined) {
    record.pending = record.pending.filter((pending) => pending.key !== command.key);
    record.cites.push(entry.sequence);
  }
  switch (command.type) {
    case 'ask': {
      const ask: AskState = {
        command,
        incidentId,
        requestedAt: entry.at,
        requestedBy: record?.startedBy?.person ?? null,
        approvals: [],
        refusal: null,
        openedAt: null,
        escalations: 0,
        cites: [entry.sequence],
      };
      state.asks.set(command.key, ask);
      state.waiting.add(ask);
      state.incidents.get(incidentId)?.asks.push(ask);
      return;
    }
    case 'perform': {
      const perform: PerformState = {
        command,
        incidentId,
        issuedAt: entry.at,
        handedOver: null,
        settled: null,
        cites: [entry.sequence],
      };
      state.performs.set(command.key, perform);
      state.toDo.add(perform);
      state.incidents.get(incidentId)?.performs.push(perform);
      return;
    }
    case 'close':
      if (record !== undefined) record.outcome = command.outcome;
      return;
    default:
      return unreachable(command);
  }
}

function rememberApproval(
  state: State,
  entry: Entry,
  body: EntryOf<'approval-given' | 'approval-refused'>,
): void {
  const ask = state.asks.get(body.key);
  if (ask === undefined || entry.actor.kind !== 'person') return;
  const { person, name } = entry.actor;
  const approval = { person, name, role: body.role, at: entry.at, sequence: entry.sequence };
  ask.cites.push(entry.sequence);
  if (body.kind === 'approval-given') {
    ask.approvals.push(approval);
    return;
  }
  ask.refusal = { ...approval, reason: body.reason };
  state.waiting.delete(ask);
  moveRun(state, ask.command.runId, { type: 'gate-refused', key: body.key, reason: body.reason });
}

function moveRun(state: State, runId: string, input: RunInput): void {
  const record: RunRecord | undefined = state.runs.get(runId);
  if (record === undefined || record.playbook === null || record.run === null) return;
  // A run that ended with its incident goes no further, whatever the world still answers.
  if (record.outcome !== 'running') return;
  const decision = advance(record.playbook, record.run, input);
  record.run = decision.run;
  record.pending = [...record.pending, ...decision.commands];
}
