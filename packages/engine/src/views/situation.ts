import {
  severityRank,
  worstSeverity,
  type IncidentSummary,
  type Severity,
  type SituationView,
  type ZoneView,
} from '@bulkhead/model';
import { isSymptom } from '../triage/headline.ts';
import { worstSafety } from '../plant.ts';
import type { StageContext } from '../stage.ts';
import type { State } from '../state.ts';
import { approvalViews } from './approvals.ts';
import { summaryOf, type JournalHead } from './incident.ts';
import { obligationViews } from './obligations.ts';
import { controlViews } from './runs.ts';

/** What the sensors see now. Telemetry, not journal. */
export type Sensing = SituationView['sensing'];

const INCIDENTS_SHOWN_MAX = 100;

interface Touched {
  readonly part: 'source' | 'target';
  readonly severity: Severity;
}

/** The site on one screen, made from the state. */
export function situationView(
  state: State,
  context: StageContext,
  head: JournalHead,
  sensing: Sensing,
  at: string,
): SituationView {
  const { plan } = context;
  const open = [...state.incidents.values()].filter((incident) => incident.state !== 'closed');
  const openIds = new Set(open.map(({ facts }) => facts.incidentId));
  const touched = touchedAssets(state, context, openIds);
  const incidents = [...state.incidents.values()].map(summaryOf).toSorted(byUrgency);
  return {
    plant: {
      name: plan.name,
      timeZone: plan.timeZone,
      planVersion: plan.version,
      planDigest: plan.digest,
    },
    danger: dangerOf(state, context, openIds),
    incidents: incidents.slice(0, INCIDENTS_SHOWN_MAX),
    approvals: approvalViews(
      state,
      context,
      at,
      (ask) => openIds.has(ask.incidentId) && ask.openedAt === null && ask.refusal === null,
    ),
    obligations: [...openIds].flatMap((id) => obligationViews(state, context, id)),
    controls: controlViews(state).filter(({ liftedAt }) => liftedAt === null),
    zones: plan.zones.map((zone) => zoneView(zone, context, touched)),
    conduits: conduitStates(state, context, openIds),
    sensing,
    journal: { ...head, at },
  };
}

function byUrgency(a: IncidentSummary, b: IncidentSummary): number {
  const closed = Number(a.state === 'closed') - Number(b.state === 'closed');
  if (closed !== 0) return closed;
  const worse = severityRank(b.severity) - severityRank(a.severity);
  return worse !== 0 ? worse : a.openedAt < b.openedAt ? 1 : -1;
}

function touchedAssets(
  state: State,
  context: StageContext,
  openIds: ReadonlySet<string>,
): ReadonlyMap<string, Touched> {
  const touched = new Map<string, Touched>();
  const note = (id: string, part: Touched['part'], severity: Severity): void => {
    const known = touched.get(id);
    touched.set(id, {
      part: known?.part === 'source' ? 'source' : part,
      severity: known === undefined ? severity : worstSeverity(known.severity, severity),
    });
  };
  for (const { alert, incidentId } of state.alerts.values()) {
    if (incidentId === null || !openIds.has(incidentId)) continue;
    const part = isSymptom(alert) ? 'target' : 'source';
    note(context.plant.idOf(alert.client), part, alert.severity);
    note(context.plant.idOf(alert.server), 'target', alert.severity);
  }
  return touched;
}

function zoneView(
  zone: StageContext['plan']['zones'][number],
  context: StageContext,
  touched: ReadonlyMap<string, Touched>,
): ZoneView {
  const assets = context.plan.assets
    .filter((asset) => asset.zone === zone.id)
    .map((asset): ZoneView['assets'][number] => {
      const touch = touched.get(asset.id);
      return {
        id: asset.id,
        name: asset.name,
        kind: asset.kind,
        address: asset.addresses[0] ?? '',
        // A device without an address is nothing that a sensor on the network can see.
        state: touch?.part ?? (asset.addresses.length === 0 ? 'unseen' : 'normal'),
        severity: touch?.severity ?? null,
      };
    });
  const affected = assets.some(({ state }) => state === 'source' || state === 'target');
  const unseen = assets.length > 0 && assets.every(({ state }) => state === 'unseen');
  return {
    id: zone.id,
    name: zone.name,
    level: zone.level,
    safety: zone.safety,
    state: affected ? 'affected' : unseen ? 'unseen' : 'normal',
    assets,
  };
}

function conduitStates(
  state: State,
  context: StageContext,
  openIds: ReadonlySet<string>,
): SituationView['conduits'] {
  const { index } = context.plant;
  const affected = new Set<string>();
  for (const { alert, incidentId } of state.alerts.values()) {
    if (incidentId === null || !openIds.has(incidentId)) continue;
    const from = index.assetByAddress(alert.client)?.zone;
    const to = index.assetByAddress(alert.server)?.zone;
    if (from === undefined || to === undefined) continue;
    for (const conduit of index.conduitsBetween(from, to)) affected.add(conduit.id);
  }
  const cut = new Set<string>();
  for (const control of state.controls.values()) {
    if (control.liftedAt !== null) continue;
    const runId = state.performs.get(control.placed.key)?.command.runId;
    const conduit =
      runId === undefined ? '' : state.runs.get(runId)?.started.variables['__conduit__'];
    if (conduit !== undefined) cut.add(conduit);
  }
  return context.plan.conduits.map(({ id, name, from, to }) => ({
    id,
    name,
    from,
    to,
    state: cut.has(id) ? 'cut' : affected.has(id) ? 'affected' : 'open',
  }));
}

/** Whether people may be in danger: said from the plan's consequences, never from a guess. */
function dangerOf(
  state: State,
  context: StageContext,
  openIds: ReadonlySet<string>,
): SituationView['danger'] {
  const harmful = new Map<string, string>();
  for (const { alert, incidentId } of state.alerts.values()) {
    if (incidentId === null || !openIds.has(incidentId)) continue;
    if (alert.outcome !== 'ok' || alert.verb === 'read' || alert.verb === 'discover') continue;
    const asset = context.plant.index.assetByAddress(alert.server);
    if (asset === undefined) continue;
    const safety = worstSafety(context.plant.index, asset.id);
    if (safety === 'major' || safety === 'catastrophic') harmful.set(asset.name, safety);
  }
  if (harmful.size > 0) {
    const names = [...harmful.keys()].join(' and ');
    const level = [...harmful.values()].includes('catastrophic') ? 'likely' : 'possible';
    return {
      level,
      text: `People can be harmed: ${names} accepted changes from a host under suspicion.`,
    };
  }
  if (openIds.size > 0) {
    return {
      level: 'none',
      text: 'No accepted change to a device whose misuse the plan says harms people.',
    };
  }
  return { level: 'none', text: 'Nothing that is seen endangers people.' };
}
