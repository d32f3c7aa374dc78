import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bandsOf, type Zone } from './bands.ts';
import { laneCount, pathOf, routeConduits, type Box } from './route.ts';

const box = (left: number, top: number): Box => ({
  left,
  top,
  right: left + 100,
  bottom: top + 40,
});

// Three bands; the lowest has two zones.
const boxes = new Map([
  ['site', box(0, 0)],
  ['supervision', box(0, 80)],
  ['dosing', box(0, 160)],
  ['safety', box(120, 160)],
]);

describe('lines between boxes', () => {
  test('to the next band, past a band, and to a neighbour', () => {
    const conduits = [
      { id: 'down', from: 'site', to: 'supervision' },
      { id: 'past', from: 'site', to: 'dosing' },
      { id: 'beside', from: 'dosing', to: 'safety' },
    ];
    expect(laneCount(boxes, conduits)).toBe(1);
    const paths = routeConduits(boxes, conduits, 240).map(({ id, points }) => [id, pathOf(points)]);
    expect(paths).toEqual([
      ['down', 'M43 40L43 60L50 60L50 80'],
      ['past', 'M57 40L57 46L240 46L240 154L50 154L50 160'],
      ['beside', 'M100 180L120 180'],
    ]);
  });

  test('a conduit to a zone that is not drawn has no line', () => {
    expect(routeConduits(boxes, [{ id: 'x', from: 'site', to: 'moon' }], 0)).toEqual([]);
  });

  test('every line is square and ends on both boxes, whichever way it is told', () => {
    const ids = [...boxes.keys()];
    const pair = fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 8 }), (pairs) => {
        const conduits = pairs
          .filter(([from, to]) => from !== to)
          .map(([from, to], n) => ({ id: `c${n}`, from, to }));
        for (const [n, { points }] of routeConduits(boxes, conduits, 240).entries()) {
          for (const [i, [x, y]] of points.slice(1).entries()) {
            const [beforeX, beforeY] = points[i]!;
            expect(x === beforeX || y === beforeY).toBe(true);
          }
          const { from, to } = conduits[n]!;
          for (const end of [points[0]!, points.at(-1)!]) {
            expect([from, to].some((id) => touches(boxes.get(id)!, end))).toBe(true);
          }
        }
      }),
    );
  });
});

function touches({ left, top, right, bottom }: Box, [x, y]: readonly [number, number]): boolean {
  return x >= left && x <= right && y >= top && y <= bottom;
}

describe('bands', () => {
  const zone = (id: string, level: Zone['level']): Zone => ({
    id,
    name: id,
    level,
    safety: false,
    state: 'normal',
    assets: [],
  });

  test('highest level first, joined zones side by side', () => {
    const zones = [zone('a', 1), zone('b', 1), zone('c', 1), zone('top', 4)];
    const conduit = { id: 'ac', name: 'ac', from: 'a', to: 'c', state: 'open' } as const;
    const seen = bandsOf(zones, [conduit]).map((band) => [band.level, band.zones.map((z) => z.id)]);
    expect(seen).toEqual([
      [4, ['top']],
      [1, ['a', 'c', 'b']],
    ]);
  });
});
