import type { AffectedAsset, IncidentSummary, IncidentView } from '@bulkhead/model';
import { TECHNIQUES } from '@bulkhead/detect';
import { isSymptom } from '../triage/headline.ts';
import { fitOf } from '../respond/fit.ts';
import type { StageContext } from '../stage.ts';
import type { AskState, IncidentState, State } from '../state.ts';
import { citedCaptures } from '../streams.ts';
import { approvalViews, personName } from './approvals.ts';
import { obligationViews } from './obligations.ts';
import { pictureOf } from './picture.ts';
import { controlViews, runViews } from './runs.ts';

/** The journal as a view names it: where it is from, how long, and its root. */
export interface JournalHead {
  readonly origin: string;
  readonly entries: number;
  readonly root: string;
}

export function summaryOf(
  state: State,
  incident: IncidentState,
  context: StageContext,
): IncidentSummary {
  const { facts } = incident;
  return {
    id: facts.incidentId,
    title: facts.title,
    headline: pictureOf(state, incident, context).headline,
    severity: facts.severity,
    severityBecause: facts.severityBecause,
    state: incident.state,
    openedAt: incident.openedAt,
    firstAt: facts.firstAt,
    lastAt: incident.lastAt,
    techniques: facts.techniques.map((id) => ({ id, name: TECHNIQUES.get(id) ?? id })),
    alerts: incident.alertIds.length,
    assets: facts.assets,
    cites: incident.cites,
  };
}

/** One incident, whole. `at` is the time the view is made: it decides what is stale. */
export function incidentView(
  state: State,
  context: StageContext,
  incidentId: string,
  head: JournalHead,
  at: string,
): IncidentView | undefined {
  const incident = state.incidents.get(incidentId);
  if (incident === undefined) return undefined;
  const { plan, plant } = context;
  const known = incident.alertIds.flatMap((id) => state.alerts.get(id) ?? []);
  const captures = new Set(
    known.flatMap(({ alert }) => citedCaptures(state, alert).map(({ digest }) => digest)),
  );
  return {
    summary: summaryOf(state, incident, context),
    plan: {
      name: plan.name,
      version: plan.version,
      digest: plan.digest,
      timeZone: plan.timeZone,
      cites: [state.planLoaded],
    },
    assets: affectedAssets(state, context, incident),
    alerts: known.map(({ alert, cites }) => ({
      alert,
      clientName: plant.nameOf(alert.client),
      serverName: plant.nameOf(alert.server),
      cites,
    })),
    timeline: incident.timeline.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    playbooks: context.playbooks.map(({ playbook }) => {
      const fit = fitOf(
        playbook,
        known.map(({ alert }) => alert),
        incidentId,
        plant,
      );
      const { id, name, description } = playbook;
      return { id, name, description, fits: fit.fits, why: fit.why };
    }),
    runs: runViews(incident),
    approvals: approvalViews(state, context, at, askedOf(incident)),
    controls: controlViews(incident.controls),
    obligations: obligationViews(state, context, incidentId),
    facts: (state.facts.get(incidentId) ?? []).map(({ fact, sequence }) => ({
      fact: fact.fact,
      value: fact.value,
      trueSince: fact.trueSince,
      statedBy: personName(context, fact.statedBy),
      statedAt: fact.statedAt,
      cites: [sequence],
    })),
    evidence: evidenceOf(state, incidentId, captures),
    people: plan.people.map((person) => ({
      id: person.id,
      name: person.name,
      roles: person.roles,
      side: person.side,
      contact: [person.phone, person.radio, person.email].filter(Boolean).join(', '),
    })),
    captures: capturesOf(state, captures),
    journal: { ...head, at },
  };
}

/** What a closed incident left undecided is asked of nobody any more. */
function askedOf({ state, asks }: IncidentState): readonly AskState[] {
  return asks.filter((ask) => state !== 'closed' || ask.openedAt !== null || ask.refusal !== null);
}

function affectedAssets(
  state: State,
  context: StageContext,
  incident: IncidentState,
): readonly AffectedAsset[] {
  const { index } = context.plant;
  const ends = new Map<
    string,
    { ips: Set<string>; source: boolean; target: boolean; cites: number[] }
  >();
  const note = (ip: string, part: 'source' | 'target', cite: number): void => {
    const id = context.plant.idOf(ip);
    const end = ends.get(id) ?? { ips: new Set(), source: false, target: false, cites: [] };
    end.ips.add(ip);
    end[part] = true;
    end.cites.push(cite);
    ends.set(id, end);
  };
  for (const id of incident.alertIds) {
    const known = state.alerts.get(id);
    if (known === undefined) continue;
    note(known.alert.client, isSymptom(known.alert) ? 'target' : 'source', known.cites[0]!);
    note(known.alert.server, 'target', known.cites[0]!);
  }
  return [...ends].map(([id, end]) => {
    const asset = index.asset(id);
    const zone = asset === undefined ? undefined : index.zone(asset.zone);
    return {
      id,
      name: asset?.name ?? id,
      known: asset !== undefined,
      addresses: [...end.ips],
      zone: zone?.id ?? null,
      zoneName: zone?.name ?? null,
      level: asset?.level ?? null,
      part: end.source && end.target ? 'both' : end.source ? 'source' : 'target',
      functions: index.functionsOf(id).map((item) => ({
        name: item.name,
        consequence: consequenceWords(item.consequence),
      })),
      cites: end.cites.slice(0, 20),
    };
  });
}

/** The consequences that are not `none`, in words. */
export function consequenceWords(consequence: Readonly<Record<string, string>>): string {
  const parts = Object.entries(consequence).filter(([, degree]) => degree !== 'none');
  return parts.length === 0
    ? 'no consequence stated'
    : parts.map(([kind, degree]) => `${kind}: ${degree}`).join(', ');
}

function evidenceOf(
  state: State,
  incidentId: string,
  captures: ReadonlySet<string>,
): IncidentView['evidence'] {
  const added = (state.evidence.get(incidentId) ?? []).map(({ added: item, entry }) => ({
    digest: item.digest,
    name: item.name,
    bytes: item.bytes,
    why: item.why,
    at: entry.at,
    by: entry.actor.kind === 'person' ? entry.actor.name : 'Bulkhead',
    stored: true,
    cites: [entry.sequence],
  }));
  const read = [...captures].flatMap((digest) => {
    const known = state.captures.get(digest);
    if (known === undefined) return [];
    const { read: item, cites } = known;
    return [
      {
        digest,
        name: item.file,
        bytes: item.bytes,
        why: 'Alerts cite packets in it.',
        at: item.lastAt ?? '',
        by: 'Sensor',
        stored: item.stored,
        cites,
      },
    ];
  });
  return [...read, ...added];
}

function capturesOf(state: State, captures: ReadonlySet<string>): IncidentView['captures'] {
  return [...captures].flatMap((digest) => {
    const known = state.captures.get(digest);
    if (known === undefined) return [];
    const { file, packets, bytes, firstAt, lastAt, skipped } = known.read;
    return [{ digest, file, packets, bytes, firstAt, lastAt, skipped, cites: known.cites }];
  });
}
