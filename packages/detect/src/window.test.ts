import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CountLimits } from './rule.ts';
import { CORRELATION_GROUPS_MAX, Windows, within } from './window.ts';

const SPAN_MS = 100;

interface Seen {
  readonly group: string;
  readonly thing: string;
  readonly atMs: number;
}

const seen: fc.Arbitrary<Seen[]> = fc
  .array(
    fc.record({
      group: fc.constantFrom('a', 'b'),
      thing: fc.constantFrom('w', 'x', 'y', 'z'),
      afterMs: fc.integer({ min: -30, max: 80 }),
    }),
    { maxLength: 60 },
  )
  .map((steps) => {
    let atMs = 1_000;
    return steps.map(({ group, thing, afterMs }) => ({ group, thing, atMs: (atMs += afterMs) }));
  });

const limits: fc.Arbitrary<CountLimits> = fc
  .record({ kind: fc.constantFrom('gt', 'gte', 'lt', 'lte', 'eq'), count: fc.nat(5) })
  .map(({ kind, count }) => ({ [kind]: count }));

/** Remembers everything and counts anew for each arrival. */
function naive(all: readonly Seen[], limit: CountLimits): number[] {
  const fired: number[] = [];
  const lastFiredMs = new Map<string, number>();
  const known: Seen[] = [];
  for (const [i, { group, thing, atMs }] of all.entries()) {
    const mine = known.filter((one) => one.group === group);
    const nowMs = Math.max(atMs, ...mine.map((one) => one.atMs));
    known.push({ group, thing, atMs: nowMs });
    const inside = [...mine, { group, thing, atMs: nowMs }].filter(
      (one) => one.atMs >= nowMs - SPAN_MS,
    );
    const count = new Set(inside.map((one) => one.thing)).size;
    if (!within(count, limit)) continue;
    if (nowMs - (lastFiredMs.get(group) ?? -Infinity) < SPAN_MS) continue;
    lastFiredMs.set(group, nowMs);
    fired.push(i);
  }
  return fired;
}

describe('windows', () => {
  test('answer as a reference that remembers everything, also out of order', () => {
    fc.assert(
      fc.property(seen, limits, (all, limit) => {
        const windows = new Windows(SPAN_MS, limit);
        const fired = all.flatMap(({ group, thing, atMs }, i) =>
          windows.add(windows.group(group), thing, atMs, i + 1) === undefined ? [] : [i],
        );
        expect(fired).toEqual(naive(all, limit));
      }),
      { numRuns: 1_000 },
    );
  });

  test('frames are those of the things in the window, oldest first', () => {
    const windows = new Windows(SPAN_MS, { gte: 3 });
    expect(windows.add(windows.group('a'), 'w', 0, 1)).toBeUndefined();
    expect(windows.add(windows.group('a'), 'x', 50, 2)).toBeUndefined();
    expect(windows.add(windows.group('a'), 'y', 101, 3)).toBeUndefined();
    expect(windows.add(windows.group('a'), 'x', 120, 4)).toBeUndefined();
    expect(windows.add(windows.group('a'), 'z', 130, 5)).toEqual([3, 4, 5]);
  });

  test('the ends of the window belong to it', () => {
    const one = new Windows(SPAN_MS, { gte: 1 });
    expect(one.add(one.group('a'), 'w', 0, 1)).toEqual([1]);
    const windows = new Windows(SPAN_MS, { gte: 2 });
    windows.add(windows.group('a'), 'w', 0, 1);
    expect(windows.add(windows.group('a'), 'x', SPAN_MS, 2)).toEqual([1, 2]);
  });

  test('a time that cannot be read counts as the newest one', () => {
    const windows = new Windows(SPAN_MS, { gte: 2 });
    windows.add(windows.group('a'), 'w', 500, 1);
    expect(windows.add(windows.group('a'), 'x', NaN, 2)).toEqual([1, 2]);
  });

  test('a flood of groups forgets the longest idle one, and says so', () => {
    const windows = new Windows(SPAN_MS, { gte: 2 });
    for (let i = 0; i < CORRELATION_GROUPS_MAX; i++)
      windows.add(windows.group(`group-${i}`), 'w', i / 1_000, 1);
    expect(windows.shed).toBe(0);
    windows.add(windows.group('group-0'), 'w', 11, 1);
    windows.add(windows.group('one-more'), 'w', 12, 1);
    expect(windows.shed).toBe(1);
    expect(windows.add(windows.group('group-0'), 'x', 13, 2)).toEqual([1, 2]);
    expect(windows.add(windows.group('group-1'), 'x', 14, 2)).toBeUndefined();
  });
});
