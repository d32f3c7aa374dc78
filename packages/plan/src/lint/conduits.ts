import { defineRule, type Hit } from './rule.ts';

export const cutUnprepared = defineRule({
  code: 'cut-unprepared',
  title: 'Whoever cuts a conduit to the controllers knows where, and what then stops',
  severity: 'warning',
  part: 'containment',
  points: 3,
  *check(draft): Iterable<Hit> {
    const levels = new Map(draft.lists.zones.map(({ id, level }) => [id, level]));
    for (const conduit of draft.lists.conduits) {
      const lowest = Math.min(levels.get(conduit.from) ?? 5, levels.get(conduit.to) ?? 5);
      if (!conduit.cuttable || lowest > 1) continue;
      const missing = [
        ...(conduit.cutAt === undefined ? ['cutAt'] : []),
        ...(conduit.keeps.length === 0 ? ['keeps'] : []),
        ...(conduit.loses.length === 0 ? ['loses'] : []),
      ];
      if (missing.length === 0) continue;
      yield {
        at: draft.place(conduit),
        message: `"${conduit.name}" may be cut, but the plan does not say ${missing.join(', ')}.`,
        fix: 'Write the device and its label, what keeps working, and what stops.',
      };
    }
  },
});

export const safetyExposed = defineRule({
  code: 'safety-exposed',
  title: 'No conduit leads straight from level 3 or above into a safety zone',
  severity: 'warning',
  part: 'containment',
  points: 10,
  *check(draft): Iterable<Hit> {
    const zones = new Map(draft.lists.zones.map((zone) => [zone.id, zone]));
    for (const conduit of draft.lists.conduits) {
      const ends = [zones.get(conduit.from), zones.get(conduit.to)] as const;
      for (const [safe, other] of [ends, ends.toReversed()]) {
        if (!safe?.safety || !other || other.level < 3) continue;
        yield {
          at: draft.place(conduit),
          message: `"${conduit.name}" leads from level ${other.level} straight into ${safe.name}.`,
          fix: 'Take the conduit out of the plant; until then cut it first in any incident.',
        };
      }
    }
  },
});

export const conduitToItself = defineRule({
  code: 'conduit-to-itself',
  title: 'A conduit joins two zones',
  severity: 'error',
  part: 'containment',
  points: 20,
  *check(draft): Iterable<Hit> {
    for (const conduit of draft.lists.conduits) {
      if (conduit.from !== conduit.to) continue;
      yield {
        at: draft.place(conduit, 'to'),
        message: `"${conduit.name}" begins and ends in ${conduit.from}.`,
        fix: 'Name the zone at its other end.',
      };
    }
  },
});

export const writesToSafety = defineRule({
  code: 'writes-to-safety',
  title: 'Nothing writes to a safety system over the network',
  severity: 'warning',
  part: 'containment',
  points: 5,
  *check(draft): Iterable<Hit> {
    const safeZones = new Set(draft.lists.zones.flatMap(({ id, safety }) => (safety ? [id] : [])));
    const safe = new Set(
      draft.lists.assets
        .filter(({ kind, zone }) => kind === 'safety-controller' || safeZones.has(zone))
        .map(({ id }) => id),
    );
    for (const asset of draft.lists.assets) {
      for (const [i, id] of asset.writes.entries()) {
        if (!safe.has(id) || safeZones.has(asset.zone)) continue;
        yield {
          at: draft.place(asset, 'writes', i),
          message: `${asset.id} may write to ${id}, which is there to keep people safe from it.`,
          fix: 'Change it only at the controller, with its key switch; take it out of this list.',
        };
      }
    }
  },
});
