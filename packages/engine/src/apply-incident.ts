import type { Alert, Entry, EntryOf } from '@bulkhead/model';
import type { AlertState, IncidentState, Involvement, State } from './state.ts';

/** An alert, raised or told again. The same alert raised twice is the same alert. */
export function rememberAlert(state: State, alert: Alert, sequence: number): void {
  const known = state.alerts.get(alert.id);
  if (known === undefined) {
    const raised: AlertState = { alert, incidentId: null, cites: [sequence] };
    state.alerts.set(alert.id, raised);
    const loose = state.loose.get(alert.client) ?? new Set();
    state.loose.set(alert.client, loose.add(raised));
    return;
  }
  known.alert = alert;
  // The first entry and the newest say all: the ones between are in the journal.
  known.cites.splice(1, known.cites.length, sequence);
  const incident = known.incidentId === null ? undefined : state.incidents.get(known.incidentId);
  if (incident === undefined) return;
  incident.revision++;
  if (alert.lastAt > incident.lastAt) incident.lastAt = alert.lastAt;
}

export function rememberIncident(
  state: State,
  entry: Entry,
  body: EntryOf<'incident-opened'> | EntryOf<'incident-changed'>,
): void {
  const { kind: _, ...said } = body;
  const incident = state.incidents.get(body.incidentId) ?? openedBy(state, entry, said);
  for (const id of body.alertIds) join(state, incident, id);
  incident.facts = { ...said, alertIds: incident.alertIds };
  incident.revision++;
  if (body.lastAt > incident.lastAt) incident.lastAt = body.lastAt;
  incident.cites.push(entry.sequence);
}

function openedBy(state: State, entry: Entry, said: IncidentState['facts']): IncidentState {
  const opened: IncidentState = {
    facts: said,
    alertIds: [],
    state: 'open',
    openedAt: entry.at,
    lastAt: said.lastAt,
    revision: 0,
    notes: 0,
    timeline: [],
    runs: [],
    asks: [],
    performs: [],
    controls: [],
    obligations: [],
    cites: [],
  };
  state.incidents.set(said.incidentId, opened);
  return opened;
}

function join(state: State, incident: IncidentState, alertId: string): void {
  const { incidentId } = incident.facts;
  const known = state.alerts.get(alertId);
  if (known === undefined || known.incidentId === incidentId) return;
  known.incidentId = incidentId;
  incident.alertIds.push(alertId);
  const { client, server } = known.alert;
  loosen(state, client, known);
  involvementOf(state, client).acted.add(incidentId);
  const { target } = involvementOf(state, server);
  const ids = target.get(incidentId) ?? [];
  ids.push(alertId);
  target.set(incidentId, ids);
}

function loosen(state: State, client: string, known: AlertState): void {
  const loose = state.loose.get(client);
  loose?.delete(known);
  if (loose?.size === 0) state.loose.delete(client);
}

function involvementOf(state: State, address: string): Involvement {
  const known = state.involved.get(address);
  if (known !== undefined) return known;
  const made: Involvement = { acted: new Set(), target: new Map() };
  state.involved.set(address, made);
  return made;
}

/** Acknowledged, or closed: then nothing joins it and nothing of it waits for a decision. */
export function rememberStanding(
  state: State,
  body: EntryOf<'incident-acknowledged'> | EntryOf<'incident-closed'>,
  sequence: number,
): void {
  const incident = state.incidents.get(body.incidentId);
  if (incident === undefined) return;
  incident.cites.push(sequence);
  incident.state = body.kind === 'incident-closed' ? 'closed' : 'acknowledged';
  if (incident.state !== 'closed') return;
  for (const ask of incident.asks) state.waiting.delete(ask);
  for (const id of incident.alertIds) {
    const alert = state.alerts.get(id)?.alert;
    if (alert === undefined) continue;
    for (const address of [alert.client, alert.server]) {
      const involved = state.involved.get(address);
      involved?.acted.delete(body.incidentId);
      involved?.target.delete(body.incidentId);
      if (involved?.acted.size === 0 && involved.target.size === 0) {
        state.involved.delete(address);
      }
    }
  }
}
