import type { Alert } from '@bulkhead/model';
import { OT_EXTENSION, PlaybookExtension, type Playbook } from '@bulkhead/playbook';
import { assetAt, type Plant } from '../plant.ts';

export interface Fit {
  readonly fits: boolean;
  /** One sentence a person can check. */
  readonly why: string;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Whether a playbook fits what happened, by what its OT extension asks, and the variables that a
 * run of it starts with. A playbook that asks for nothing fits nothing by rule: people choose it.
 */
export function fitOf(
  playbook: Playbook,
  alerts: readonly Alert[],
  incidentId: string,
  plant: Plant,
): Fit {
  const given = playbook.cacao.playbook_extensions?.[OT_EXTENSION];
  const asked = PlaybookExtension.safeParse(given ?? {}).data;
  const conduits = asked?.conduits ?? [];
  const crossing = alerts.filter((alert) => conduitOf(alert, conduits, plant) !== undefined);
  const used = crossing.length > 0 ? crossing : alerts;
  const first = used[0];
  const source = first?.client ?? '';
  const targets = [...new Set(used.map((alert) => plant.nameOf(alert.server)))];
  const conduit = first === undefined ? undefined : conduitOf(first, conduits, plant);
  const variables = {
    __incident__: incidentId,
    __source__: plant.nameOf(source),
    __source_address__: source,
    __targets__: targets.join(', '),
    __conduit__: conduit ?? '',
  };
  const missing = asked === undefined ? 'It does not say which incidents it is for.' : null;
  const why = missing ?? unmet(asked!, alerts, crossing, source, plant);
  if (why !== null) return { fits: false, why, variables };
  const over = conduit === undefined ? '' : ` over ${conduit}`;
  return {
    fits: true,
    why: `${variables.__source__} acts on ${variables.__targets__}${over}.`,
    variables,
  };
}

function unmet(
  asked: PlaybookExtension,
  alerts: readonly Alert[],
  crossing: readonly Alert[],
  source: string,
  plant: Plant,
): string | null {
  const { source_kinds: kinds, techniques, conduits } = asked;
  if (kinds.length + techniques.length + conduits.length === 0) {
    return 'It does not say which incidents it is for; people choose it.';
  }
  if (conduits.length > 0 && crossing.length === 0) {
    return `No alert crosses ${conduits.join(' or ')}.`;
  }
  const kind = assetAt(plant.index, source)?.kind;
  if (kinds.length > 0 && (kind === undefined || !kinds.includes(kind))) {
    return `The source is ${kind ?? 'not in the plan'}, and it is for ${kinds.join(' or ')}.`;
  }
  const seen = alerts.flatMap((alert) => alert.techniques);
  if (techniques.length > 0 && !techniques.some((id) => seen.includes(id))) {
    return `None of ${techniques.join(', ')} was seen.`;
  }
  return null;
}

/** The first conduit among those asked for that lies between an alert's two ends. */
function conduitOf(alert: Alert, asked: readonly string[], plant: Plant): string | undefined {
  const from = plant.index.assetByAddress(alert.client)?.zone;
  const to = plant.index.assetByAddress(alert.server)?.zone;
  if (from === undefined || to === undefined) return undefined;
  return plant.index.conduitsBetween(from, to).find(({ id }) => asked.includes(id))?.id;
}
