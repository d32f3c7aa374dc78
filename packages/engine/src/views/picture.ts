import { worstSeverity, type Severity } from '@bulkhead/model';
import { assetAt, worstSafety } from '../plant.ts';
import type { StageContext } from '../stage.ts';
import { alertsOf, type IncidentState, type State } from '../state.ts';
import { headlineOf, isSymptom } from '../triage/headline.ts';

export interface Touched {
  readonly part: 'source' | 'target';
  readonly severity: Severity;
}

/** What the alerts of one incident say together. */
export interface Picture {
  /** With the counts of now: the entry that changed the incident last has those of then. */
  readonly headline: string;
  /** By the plan's id of the asset. */
  readonly touched: ReadonlyMap<string, Touched>;
  /** Ids of the conduits that alerts crossed. */
  readonly conduits: ReadonlySet<string>;
  /** Assets that accepted a change and whose misuse harms people, by name. */
  readonly harmful: ReadonlyMap<string, 'major' | 'catastrophic'>;
}

const pictures = new WeakMap<IncidentState, { revision: number; picture: Picture }>();

/** Worked out once for each change of the incident: the situation looks at all that are open. */
export function pictureOf(state: State, incident: IncidentState, context: StageContext): Picture {
  const known = pictures.get(incident);
  if (known?.revision === incident.revision) return known.picture;
  const picture = draw(state, incident, context);
  pictures.set(incident, { revision: incident.revision, picture });
  return picture;
}

function draw(state: State, incident: IncidentState, { plant }: StageContext): Picture {
  const { index } = plant;
  const alerts = alertsOf(state, incident);
  const touched = new Map<string, Touched>();
  const conduits = new Set<string>();
  const harmful = new Map<string, 'major' | 'catastrophic'>();
  for (const alert of alerts) {
    const client = assetAt(index, alert.client);
    const server = assetAt(index, alert.server);
    const part = isSymptom(alert) ? 'target' : 'source';
    if (client !== undefined) touch(touched, client.id, part, alert.severity);
    if (server === undefined) continue;
    touch(touched, server.id, 'target', alert.severity);
    if (client !== undefined) {
      for (const { id } of index.conduitsBetween(client.zone, server.zone)) conduits.add(id);
    }
    if (alert.outcome !== 'ok' || alert.verb === 'read' || alert.verb === 'discover') continue;
    const safety = worstSafety(index, server.id);
    if (safety === 'major' || safety === 'catastrophic') harmful.set(server.name, safety);
  }
  const headline = alerts.length === 0 ? incident.facts.headline : headlineOf(alerts, plant);
  return { headline, touched, conduits, harmful };
}

/** Adds what one more alert or incident says of an asset: a source stays one. */
export function touch(
  touched: Map<string, Touched>,
  id: string,
  part: Touched['part'],
  severity: Severity,
): void {
  const known = touched.get(id);
  touched.set(id, {
    part: known?.part === 'source' ? 'source' : part,
    severity: known === undefined ? severity : worstSeverity(known.severity, severity),
  });
}
