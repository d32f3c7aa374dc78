import { digestName, utf8 } from '@bulkhead/kernel';
import {
  severityRank,
  worstSeverity,
  type Alert,
  type Entry,
  type EntryBody,
  type Severity,
} from '@bulkhead/model';
import type { Plant } from '../plant.ts';
import type { Stage } from '../stage.ts';
import { alertsOf, type AlertState, type IncidentState, type State } from '../state.ts';
import { headlineOf, titleOf } from './headline.ts';
import { took } from './severity.ts';

/**
 * From DMZ to OT an intruder may take days (reference chains: 72 h between boundary and effect).
 */
const JOIN_WITHIN_MS = 72 * 3_600_000;
/** Below this an alert waits as context until an incident of the same client takes it in. */
const OPENS_FROM: Severity = 'medium';
/** Alerts of one incident. One that is full takes no more: what goes on opens the next one. */
export const ALERTS_PER_INCIDENT_MAX = 1_000;
/** Earlier alerts that an incident takes in when it opens, the newest ones. */
const CONTEXT_MAX = 500;
const REASONS_MAX = 12;
const CHANGES: ReadonlySet<string> = new Set(['write', 'command', 'program', 'configure']);
/** Assets and addresses that an entry names; the incident's view has all of them. */
const ASSETS_MAX = 100;

/** Alerts to incidents: joined by who acted and on what, within a time. */
export const triage: Stage = {
  name: 'triage',
  next(state, entry, { plant }) {
    const { body } = entry;
    if (body.kind !== 'alert-raised' && body.kind !== 'alert-repeated') return [];
    const known = state.alerts.get(body.alert.id);
    if (known === undefined) return [];
    const own = known.incidentId === null ? undefined : state.incidents.get(known.incidentId);
    // Told again it differs in its counts alone, and views take those from the alert itself. What
    // goes on after its incident was closed is news again.
    if (own !== undefined && own.state !== 'closed') return [];
    const incident = findIncident(state, body.alert, plant);
    if (incident !== undefined) return [changed(state, incident, body.alert, plant)];
    if (!isEarnest(body.alert, plant)) return [];
    const context = looseAlertsOf(state, body.alert);
    return [opened(state, entry, body.alert, context, plant)];
  },
};

function opened(
  state: State,
  entry: Entry,
  alert: Alert,
  context: readonly AlertState[],
  plant: Plant,
): EntryBody {
  const named = incidentIdOf(alert.id);
  // An alert that opened an incident before, which is closed by now, opens another one.
  const isTaken = state.incidents.has(named);
  const incidentId = isTaken ? incidentIdOf(`${alert.id} ${entry.sequence}`) : named;
  const alerts = [...context.map((known) => known.alert), alert];
  const alertIds = byTime(alerts).map(({ id }) => id);
  return { kind: 'incident-opened', incidentId, ...describe(alerts, plant), alertIds };
}

function incidentIdOf(seed: string): string {
  const hex = digestName(utf8(seed)).slice('sha256:'.length);
  return `inc-${hex.slice(0, 12)}`;
}

/** The incident as it is with one alert more. */
function changed(state: State, incident: IncidentState, added: Alert, plant: Plant): EntryBody {
  const alerts = [...alertsOf(state, incident), added];
  const { incidentId } = incident.facts;
  const alertIds = [added.id];
  return { kind: 'incident-changed', incidentId, ...describe(alerts, plant), alertIds };
}

function describe(alerts: readonly Alert[], plant: Plant) {
  let severity: Severity = 'informational';
  const because = new Set<string>();
  for (const alert of alerts) {
    const one = plant.assess(alert);
    if (severityRank(one.severity) > severityRank(severity)) because.clear();
    if (severityRank(one.severity) >= severityRank(severity)) {
      for (const reason of one.because) because.add(reason);
    }
    severity = worstSeverity(severity, one.severity);
  }
  if (isUnplanned(plant)) because.add('no plan was given, so who may change what is not known');
  const ordered = byTime(alerts);
  const assets = new Set(
    ordered.flatMap((alert) => [plant.idOf(alert.client), plant.idOf(alert.server)]),
  );
  return {
    title: titleOf(ordered, plant),
    headline: headlineOf(ordered, plant),
    severity,
    severityBecause: [...because].slice(0, REASONS_MAX),
    techniques: [...new Set(ordered.flatMap((alert) => alert.techniques))].toSorted(),
    assets: [...assets].slice(0, ASSETS_MAX),
    firstAt: ordered.map((alert) => alert.firstAt).reduce((a, b) => (a < b ? a : b)),
    lastAt: ordered.map((alert) => alert.lastAt).reduce((a, b) => (a > b ? a : b)),
  };
}

function byTime(alerts: readonly Alert[]): readonly Alert[] {
  return alerts.toSorted((a, b) => (a.firstAt < b.firstAt ? -1 : a.firstAt > b.firstAt ? 1 : 0));
}

/**
 * Whether an alert alone is reason enough to call people. Where no plan says who may change what,
 * every change that a device accepted, or could not refuse, is: whoever reads a capture without a
 * plan asks just that.
 */
function isEarnest(alert: Alert, plant: Plant): boolean {
  const { severity } = plant.assess(alert);
  if (severityRank(severity) >= severityRank(OPENS_FROM)) return true;
  return isUnplanned(plant) && took(alert) && CHANGES.has(alert.verb);
}

function isUnplanned(plant: Plant): boolean {
  return plant.plan.assets.length === 0;
}

/**
 * The newest open incident that an alert belongs to: one with the same actor; or in which the actor
 * was a target before (a pivot); or with the same target, acted on in earnest.
 */
function findIncident(state: State, alert: Alert, plant: Plant): IncidentState | undefined {
  const actor = state.involved.get(alert.client);
  const target = state.involved.get(alert.server);
  const ids = new Set([...(actor?.acted ?? []), ...(actor?.target.keys() ?? [])]);
  if (isEarnest(alert, plant)) {
    for (const [incidentId, alertIds] of target?.target ?? []) {
      const inEarnest = alertIds.some((id) => {
        const known = state.alerts.get(id)?.alert;
        return known !== undefined && isEarnest(known, plant);
      });
      if (inEarnest) ids.add(incidentId);
    }
  }
  let newest: IncidentState | undefined;
  for (const id of ids) {
    const incident = state.incidents.get(id);
    if (incident === undefined || incident.alertIds.length >= ALERTS_PER_INCIDENT_MAX) continue;
    if (!near(incident.lastAt, alert.firstAt)) continue;
    // The first entry of an incident is the one that opened it.
    if (newest === undefined || incident.cites[0]! > newest.cites[0]!) newest = incident;
  }
  return newest;
}

/** What the same client did before that was not worth calling people for: it is context now. */
function looseAlertsOf(state: State, alert: Alert): readonly AlertState[] {
  const loose = [...(state.loose.get(alert.client) ?? [])].filter(
    (known) =>
      known.incidentId === null &&
      known.alert.id !== alert.id &&
      known.alert.client === alert.client &&
      near(known.alert.lastAt, alert.firstAt),
  );
  return loose.slice(-CONTEXT_MAX);
}

function near(a: string, b: string): boolean {
  return Math.abs(Date.parse(a) - Date.parse(b)) <= JOIN_WITHIN_MS;
}
