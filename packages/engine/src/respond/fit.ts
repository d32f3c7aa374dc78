import type { Alert } from '@bulkhead/model';
import type { Playbook } from '@bulkhead/playbook';
import type { Plant } from '../plant.ts';

export interface Fit {
  readonly fits: boolean;
  /** One sentence a person can check. */
  readonly why: string;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Whether a playbook fits what happened, and the variables it starts with. A playbook that names a
 * conduit fits when a source of the alerts reaches its targets over that conduit; one that names
 * none is for people to choose.
 */
export function fitOf(
  playbook: Playbook,
  alerts: readonly Alert[],
  incidentId: string,
  plant: Plant,
): Fit {
  const conduitId = playbook.playbook_variables?.['__conduit__']?.value ?? undefined;
  const conduit = plant.plan.conduits.find((candidate) => candidate.id === conduitId);
  const crossing = alerts.filter((alert) => {
    const from = plant.index.assetByAddress(alert.client)?.zone;
    const to = plant.index.assetByAddress(alert.server)?.zone;
    if (conduit === undefined || from === undefined || to === undefined) return false;
    return plant.index.conduitsBetween(from, to).some(({ id }) => id === conduit.id);
  });
  const source = (crossing[0] ?? alerts[0])?.client ?? '';
  const targets = [...new Set(crossing.map((alert) => plant.nameOf(alert.server)))];
  const variables = {
    __incident__: incidentId,
    __source__: plant.nameOf(source),
    __source_address__: source,
    __targets__: targets.join(', '),
    __conduit__: conduit?.id ?? '',
  };
  if (conduit === undefined) {
    return { fits: false, why: 'It names no conduit of the plan; people choose it.', variables };
  }
  if (crossing.length === 0) {
    return { fits: false, why: `No alert crosses ${conduit.name}.`, variables };
  }
  const why = `${variables.__source__} reaches ${targets.join(', ')} over ${conduit.name}.`;
  return { fits: true, why, variables };
}
