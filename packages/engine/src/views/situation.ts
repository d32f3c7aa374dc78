import {
  SEVERITIES,
  severityRank,
  type ApprovalView,
  type IncidentSummary,
  type SituationView,
  type ZoneView,
} from '@bulkhead/model';
import type { StageContext } from '../stage.ts';
import type { AskState, IncidentState, State } from '../state.ts';
import { approvalViews } from './approvals.ts';
import { summaryOf, type JournalHead } from './incident.ts';
import { obligationViews } from './obligations.ts';
import { pictureOf, touch, type Touched } from './picture.ts';
import { controlViews } from './runs.ts';

/** What the sensors see now. Telemetry, not journal. */
export type Sensing = SituationView['sensing'];

/** The most urgent ones; every incident has its own view. */
export const INCIDENTS_SHOWN_MAX = 100;
/** Decisions of the most urgent incidents; the others are in the views of theirs. */
export const APPROVALS_SHOWN_MAX = 100;

/** What all open incidents say of the plant together. */
interface Overview {
  readonly touched: ReadonlyMap<string, Touched>;
  readonly conduits: ReadonlySet<string>;
  readonly harmful: ReadonlyMap<string, string>;
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
  const overview = overviewOf(state, open, context);
  const shown = mostUrgent(state);
  return {
    plant: {
      name: plan.name,
      timeZone: plan.timeZone,
      planVersion: plan.version,
      planDigest: plan.digest,
    },
    danger: dangerOf(overview, open.length),
    incidents: shown.map((incident): IncidentSummary => summaryOf(state, incident, context)),
    approvals: approvalsOf(state, context, at),
    obligations: withDuties(state, shown).flatMap((id) => obligationViews(state, context, id)),
    controls: controlViews(state.controls.values()).filter(({ liftedAt }) => liftedAt === null),
    zones: plan.zones.map((zone) => zoneView(zone, context, overview.touched)),
    conduits: conduitStates(state, context, overview.conduits),
    sensing,
    journal: { ...head, at },
  };
}

/** Open ones before closed ones, the worst first, of those the newest first. */
function mostUrgent(state: State): readonly IncidentState[] {
  const ranks = 2 * SEVERITIES.length;
  const byRank = Array.from({ length: ranks }, (): IncidentState[] => []);
  for (const incident of state.incidents.values()) {
    const opens = incident.state === 'closed' ? SEVERITIES.length : 0;
    const rank = opens + SEVERITIES.length - 1 - severityRank(incident.facts.severity);
    byRank[rank]!.push(incident);
  }
  const shown: IncidentState[] = [];
  for (const incidents of byRank) {
    for (let i = incidents.length - 1; i >= 0; i--) {
      if (shown.length === INCIDENTS_SHOWN_MAX) return shown;
      shown.push(incidents[i]!);
    }
  }
  return shown;
}

/** Decisions that wait, of the worst incidents first, then the oldest first. */
function approvalsOf(state: State, context: StageContext, at: string): readonly ApprovalView[] {
  const byRank = SEVERITIES.map((): AskState[] => []);
  for (const ask of state.waiting) {
    const severity = state.incidents.get(ask.incidentId)?.facts.severity ?? 'informational';
    byRank[SEVERITIES.length - 1 - severityRank(severity)]!.push(ask);
  }
  return approvalViews(state, context, at, byRank.flat().slice(0, APPROVALS_SHOWN_MAX));
}

/** Open incidents that are shown, and every other in which a duty runs: law knows no limit. */
function withDuties(state: State, shown: readonly IncidentState[]): readonly string[] {
  const ids = new Set(
    shown.filter((one) => one.state !== 'closed').map(({ facts }) => facts.incidentId),
  );
  for (const { obligation, state: stands } of state.obligations.values()) {
    if (stands === 'running') ids.add(obligation.incidentId);
  }
  return [...ids];
}

function overviewOf(state: State, open: readonly IncidentState[], context: StageContext): Overview {
  const touched = new Map<string, Touched>();
  const conduits = new Set<string>();
  const harmful = new Map<string, string>();
  for (const incident of open) {
    const picture = pictureOf(state, incident, context);
    for (const [id, { part, severity }] of picture.touched) touch(touched, id, part, severity);
    for (const id of picture.conduits) conduits.add(id);
    for (const [name, safety] of picture.harmful) harmful.set(name, safety);
  }
  return { touched, conduits, harmful };
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
  affected: ReadonlySet<string>,
): SituationView['conduits'] {
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
function dangerOf({ harmful }: Overview, open: number): SituationView['danger'] {
  if (harmful.size > 0) {
    const names = [...harmful.keys()].join(' and ');
    const level = [...harmful.values()].includes('catastrophic') ? 'likely' : 'possible';
    return {
      level,
      text: `People can be harmed: ${names} accepted changes from a host under suspicion.`,
    };
  }
  if (open > 0) {
    return {
      level: 'none',
      text: 'No accepted change to a device whose misuse the plan says harms people.',
    };
  }
  return { level: 'none', text: 'Nothing that is seen endangers people.' };
}
