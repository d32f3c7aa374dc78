import type { Alert, Entry, EntryBody, TimelineItem } from '@bulkhead/model';
import type { State } from '../state.ts';
import { actorName, incidentsOf } from '../touched.ts';

type Words = Pick<TimelineItem, 'kind' | 'title' | 'detail'> &
  Partial<Pick<TimelineItem, 'at' | 'severity'>>;

/** The lines that an entry adds to the timelines of the incidents it touches. */
export function timelineItems(
  state: State,
  entry: Entry,
): readonly { incidentId: string; item: TimelineItem }[] {
  const { body } = entry;
  if (body.kind === 'incident-opened' || body.kind === 'incident-changed') {
    return incidentItems(state, entry, body);
  }
  const words = wordsOf(state, body);
  if (words === null) return [];
  return incidentsOf(state, body).map((incidentId) => ({ incidentId, item: item(entry, words) }));
}

function item(entry: Entry, words: Words): TimelineItem {
  return {
    at: words.at ?? entry.at,
    kind: words.kind,
    title: words.title,
    detail: words.detail,
    actor: actorName(entry.actor),
    severity: words.severity ?? null,
    cites: [entry.sequence],
  };
}

/** An alert enters the timeline when an incident takes it in, at the time it was on the wire. */
function incidentItems(
  state: State,
  entry: Entry,
  body: Extract<EntryBody, { kind: 'incident-opened' | 'incident-changed' }>,
): readonly { incidentId: string; item: TimelineItem }[] {
  const { incidentId } = body;
  const out: { incidentId: string; item: TimelineItem }[] = [];
  for (const id of body.alertIds) {
    const known = state.alerts.get(id);
    const first = known?.cites[0];
    if (known === undefined || first === undefined) continue;
    const { alert } = known;
    const words: Words = {
      at: alert.firstAt,
      kind: 'alert',
      severity: alert.severity,
      title: alert.rule.title,
      detail:
        `${alert.client} to ${alert.server}, ${alert.service}: ` + outcomeWords(alert.outcome),
    };
    out.push({ incidentId, item: { ...item(entry, words), actor: 'Sensor', cites: [first] } });
  }
  if (body.kind === 'incident-opened') {
    const words: Words = {
      kind: 'incident',
      title: 'Incident opened',
      detail: body.headline,
      severity: body.severity,
    };
    out.push({ incidentId, item: item(entry, words) });
  }
  return out;
}

export function outcomeWords(outcome: Alert['outcome']): string {
  if (outcome === 'ok') return 'the device accepted';
  if (outcome === 'unconfirmed') return 'no answer was due';
  return outcome === 'refused' ? 'the device refused' : 'the device did not answer';
}

function wordsOf(state: State, body: EntryBody): Words | null {
  switch (body.kind) {
    case 'incident-acknowledged':
      return { kind: 'decision', title: 'Incident acknowledged', detail: '' };
    case 'incident-closed':
      return { kind: 'decision', title: 'Incident closed', detail: body.reason };
    case 'note-added':
      return { kind: 'note', title: 'Note', detail: body.text };
    case 'fact-stated':
      return {
        kind: 'fact',
        title: `Stated: ${body.fact.fact} is ${String(body.fact.value)}`,
        detail: `True since ${body.fact.trueSince}`,
      };
    case 'evidence-added':
      return { kind: 'evidence', title: `Evidence kept: ${body.name}`, detail: body.why };
    case 'report-made':
      return { kind: 'evidence', title: `Report written (${body.format})`, detail: body.digest };
    case 'bundle-made':
      return {
        kind: 'evidence',
        title: 'Evidence bundle made',
        detail: `${body.entries} journal entries`,
      };
    case 'obligation-started':
      return {
        kind: 'duty',
        title: `Duty started: ${body.obligation.title}`,
        detail: `Due ${body.obligation.dueAt} to ${body.obligation.recipient}`,
      };
    case 'obligation-submitted':
      return { kind: 'duty', title: 'Duty met', detail: body.receipt };
    case 'obligation-waived':
      return { kind: 'duty', title: 'Duty waived', detail: body.reason };
    default:
      return runWords(state, body);
  }
}

function runWords(state: State, body: EntryBody): Words | null {
  switch (body.kind) {
    case 'run-started': {
      const name = state.runs.get(body.runId)?.playbook?.name ?? body.playbookId;
      return { kind: 'decision', title: `Playbook started: ${name}`, detail: '' };
    }
    case 'command-issued':
      return commandWords(body.command);
    case 'approval-given':
      return {
        kind: 'decision',
        title: `Approved as ${body.role}`,
        detail: titleOf(state, body.key),
      };
    case 'approval-refused':
      return { kind: 'decision', title: `Refused as ${body.role}`, detail: body.reason };
    case 'gate-opened':
      return { kind: 'decision', title: 'Gate opened', detail: titleOf(state, body.key) };
    case 'work-handed-over':
      return { kind: 'action', title: 'Work order handed over', detail: body.detail };
    case 'work-reported':
      return {
        kind: 'action',
        title: body.done ? 'Work reported as done' : 'Work reported as not done',
        detail: body.proof,
      };
    case 'command-settled':
      return {
        kind: 'action',
        title: `${titleOf(state, body.key)}: ${body.succeeded ? 'done' : 'failed'}`,
        detail: body.detail,
      };
    case 'control-placed':
      return {
        kind: 'action',
        title: `Control in force: ${body.what}`,
        detail: `Owner ${body.owner}; undo: ${body.undo}`,
      };
    case 'control-lifted':
      return { kind: 'action', title: 'Control lifted', detail: body.proof };
    case 'escalated': {
      const expired = state.controls.get(body.key)?.placed;
      return {
        kind: 'decision',
        title: `Escalated to ${body.role}`,
        detail:
          expired === undefined
            ? titleOf(state, body.key)
            : `Still in force past its expiry (${expired.expiresAt}): ${expired.what}`,
      };
    }
    default:
      return null;
  }
}

function commandWords(command: Extract<EntryBody, { kind: 'command-issued' }>['command']): Words {
  if (command.type === 'close') {
    return { kind: 'decision', title: `Playbook ${command.outcome}`, detail: '' };
  }
  if (command.type === 'ask') {
    return { kind: 'decision', title: 'Approval asked', detail: command.title };
  }
  return { kind: 'action', title: command.title, detail: command.preview?.does ?? '' };
}

function titleOf(state: State, key: string): string {
  return state.asks.get(key)?.command.title ?? state.performs.get(key)?.command.title ?? key;
}
