import { digestName, utf8 } from '@bulkhead/kernel';
import {
  severityRank,
  worstSeverity,
  type Alert,
  type EntryBody,
  type Severity,
} from '@bulkhead/model';
import type { Plant } from '../plant.ts';
import type { Stage } from '../stage.ts';
import type { AlertState, IncidentState, State } from '../state.ts';
import { headlineOf, titleOf } from './headline.ts';
import { assess } from './severity.ts';

/**
 * From DMZ to OT an intruder may take days (reference chains: 72 h between boundary and effect).
 */
const JOIN_WITHIN_MS = 72 * 3_600_000;
/** Below this an alert waits as context until an incident of the same client takes it in. */
const OPENS_FROM: Severity = 'medium';
const ALERTS_PER_INCIDENT_MAX = 1_000;
const REASONS_MAX = 12;

/** Alerts to incidents: joined by who acted and on what, within a time. */
export const triage: Stage = {
  name: 'triage',
  next(state, entry, { plant }) {
    const { body } = entry;
    if (body.kind !== 'alert-raised' && body.kind !== 'alert-repeated') return [];
    const known = state.alerts.get(body.alert.id);
    if (known === undefined) return [];
    if (known.incidentId !== null) return changed(state, known.incidentId, [], plant);
    const incidentId = findIncident(state, body.alert);
    if (incidentId !== undefined) return changed(state, incidentId, [body.alert.id], plant);
    const { severity } = assess(body.alert, plant.ends(body.alert.client, body.alert.server));
    if (severityRank(severity) < severityRank(OPENS_FROM)) return [];
    const context = looseAlertsOf(state, body.alert);
    return [opened(body.alert, context, plant)];
  },
};

function opened(alert: Alert, context: readonly AlertState[], plant: Plant): EntryBody {
  const hex = digestName(utf8(alert.id)).slice('sha256:'.length);
  const incidentId = `inc-${hex.slice(0, 12)}`;
  const alerts = [...context.map((known) => known.alert), alert];
  return { kind: 'incident-opened', incidentId, ...describe(alerts, plant) };
}

/** The entry that says what changed, or none where nothing that people act on did. */
function changed(
  state: State,
  incidentId: string,
  added: readonly string[],
  plant: Plant,
): readonly EntryBody[] {
  const incident = state.incidents.get(incidentId);
  if (incident === undefined || incident.state === 'closed') return [];
  if (incident.facts.alertIds.length + added.length > ALERTS_PER_INCIDENT_MAX) return [];
  const ids = [...incident.facts.alertIds, ...added];
  const alerts = ids.flatMap((id) => state.alerts.get(id)?.alert ?? []);
  const next = describe(alerts, plant);
  if (added.length === 0 && !actedOn(incident, next)) return [];
  return [{ kind: 'incident-changed', incidentId, ...next }];
}

function actedOn(incident: IncidentState, next: ReturnType<typeof describe>): boolean {
  const { facts } = incident;
  return (
    facts.severity !== next.severity ||
    facts.title !== next.title ||
    facts.assets.length !== next.assets.length ||
    facts.techniques.length !== next.techniques.length
  );
}

function describe(alerts: readonly Alert[], plant: Plant) {
  let severity: Severity = 'informational';
  const because = new Set<string>();
  for (const alert of alerts) {
    const one = assess(alert, plant.ends(alert.client, alert.server));
    if (severityRank(one.severity) > severityRank(severity)) because.clear();
    if (severityRank(one.severity) >= severityRank(severity)) {
      for (const reason of one.because) because.add(reason);
    }
    severity = worstSeverity(severity, one.severity);
  }
  const ordered = alerts.toSorted((a, b) => (a.firstAt < b.firstAt ? -1 : 1));
  const assets = new Set(
    ordered.flatMap((alert) => [plant.idOf(alert.client), plant.idOf(alert.server)]),
  );
  return {
    title: titleOf(ordered, plant),
    headline: headlineOf(ordered, plant),
    severity,
    severityBecause: [...because].slice(0, REASONS_MAX),
    techniques: [...new Set(ordered.flatMap((alert) => alert.techniques))].toSorted(),
    alertIds: ordered.map((alert) => alert.id),
    assets: [...assets].slice(0, ALERTS_PER_INCIDENT_MAX),
    firstAt: ordered.map((alert) => alert.firstAt).reduce((a, b) => (a < b ? a : b)),
    lastAt: ordered.map((alert) => alert.lastAt).reduce((a, b) => (a > b ? a : b)),
  };
}

/** The newest open incident whose actor or whose targets this alert shares. */
function findIncident(state: State, alert: Alert): string | undefined {
  for (const [incidentId, incident] of [...state.incidents].toReversed()) {
    if (incident.state === 'closed' || !near(incident.lastAt, alert.firstAt)) continue;
    const joined = incident.facts.alertIds.some((id) => {
      const other = state.alerts.get(id)?.alert;
      return other !== undefined && related(other, alert);
    });
    if (joined) return incidentId;
  }
  return undefined;
}

/**
 * Same actor; or the actor was a target before (a pivot); or the same target, acted on in earnest.
 */
function related(known: Alert, next: Alert): boolean {
  if (known.client === next.client || known.server === next.client) return true;
  return (
    known.server === next.server &&
    severityRank(known.severity) >= severityRank(OPENS_FROM) &&
    severityRank(next.severity) >= severityRank(OPENS_FROM)
  );
}

function looseAlertsOf(state: State, alert: Alert): readonly AlertState[] {
  const loose: AlertState[] = [];
  for (const known of state.alerts.values()) {
    if (known.incidentId !== null || known.alert.id === alert.id) continue;
    if (known.alert.client !== alert.client || !near(known.alert.lastAt, alert.firstAt)) continue;
    loose.push(known);
    if (loose.length === ALERTS_PER_INCIDENT_MAX / 2) break;
  }
  return loose;
}

function near(a: string, b: string): boolean {
  return Math.abs(Date.parse(a) - Date.parse(b)) <= JOIN_WITHIN_MS;
}
