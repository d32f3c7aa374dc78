import type { SituationView } from '@bulkhead/model';

/** A zone as the situation tells it. */
export type Zone = SituationView['zones'][number];
/** A conduit as the situation tells it. */
export type ConduitView = SituationView['conduits'][number];

/** One Purdue level and its zones. */
export interface Band {
  readonly level: number;
  readonly name: string;
  readonly zones: readonly Zone[];
}

const NAMES: Record<string, string> = {
  5: 'Enterprise',
  4: 'Business',
  3.5: 'DMZ',
  3: 'Site operations',
  2: 'Supervision',
  1: 'Control',
  0: 'Process',
};

/**
 * Zones by level, highest first; levels without a zone are left out. Within a band, zones joined by
 * a conduit stand side by side where possible, starting from the plan's order.
 */
export function bandsOf(zones: readonly Zone[], conduits: readonly ConduitView[]): Band[] {
  const levels = [...new Set(zones.map((zone) => zone.level))].toSorted((a, b) => b - a);
  return levels.map((level) => ({
    level,
    name: NAMES[level] ?? '',
    zones: sideBySide(
      zones.filter((zone) => zone.level === level),
      conduits,
    ),
  }));
}

function sideBySide(zones: readonly Zone[], conduits: readonly ConduitView[]): Zone[] {
  const joined = (a: string, b: string): boolean =>
    conduits.some(({ from, to }) => (from === a && to === b) || (from === b && to === a));
  const left = [...zones];
  const out: Zone[] = [];
  while (left.length > 0) {
    const last = out.at(-1);
    const next = last === undefined ? -1 : left.findIndex((zone) => joined(last.id, zone.id));
    // A zone that someone else is joined to goes first, so that its neighbour can follow.
    out.push(...left.splice(Math.max(0, next), 1));
  }
  return out;
}
