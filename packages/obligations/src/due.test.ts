import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dueAt } from './due.ts';
import { regimes } from './stages.ts';
import type { Stage } from './regime.ts';

const stages = new Map<string, Stage>(
  regimes.flatMap((regime) => regime.stages).map((stage) => [stage.id, stage]),
);
/** One table of dates for each regime, of the regime's name. */
const folder = join(import.meta.dirname, '../testdata');
const tables = regimes.flatMap(({ id }) => rows(readFileSync(join(folder, `${id}.dates`), 'utf8')));

test.each(tables)('%s in %s from %s is due %s: %s', (stage, zone, from, due) => {
  expect(dueAt(stages.get(stage)!, from, zone)).toBe(due);
});

test('every stage has a row in the table of its regime', () => {
  const shown = new Set(tables.map(([stage]) => stage));
  // A progress report is due as the final report is.
  expect([...stages.keys()].filter((id) => !shown.has(id))).toEqual(['nis2.progress-report']);
});

test('a request names its own time, as an instant or a day; never one in the past', () => {
  const stage = stages.get('nis2.intermediate-report')!;
  const from = '2026-06-01T09:00:00.000Z';
  const due = (asked: string): string => dueAt(stage, from, 'Europe/Dublin', asked);
  expect(due('2026-06-01T12:00:00Z')).toBe('2026-06-01T12:00:00.000Z');
  expect(due('2026-06-01T14:00:00+02:00')).toBe('2026-06-01T12:00:00.000Z');
  expect(due('2026-06-05')).toBe('2026-06-05T22:59:59.000Z');
  expect(due('2026-05-01')).toBe('2026-06-02T09:00:00.000Z');
  expect(due('as soon as possible')).toBe('2026-06-02T09:00:00.000Z');
});

const anyZone = fc.constantFrom(
  'Europe/Dublin',
  'America/Chicago',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
);
const anyInstant = fc
  .date({ min: new Date('2000-01-02'), max: new Date('2090-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const anyStage = fc.constantFrom(...stages.values());

test('law: a deadline lies after the moment it counts from, in every zone', () => {
  fc.assert(
    fc.property(anyStage, anyInstant, anyZone, (stage, from, zone) => {
      expect(Date.parse(dueAt(stage, from, zone))).toBeGreaterThan(Date.parse(from));
    }),
    { numRuns: 1_000 },
  );
});

test('law: no deadline in hours moves with the zone, or with what its clocks do', () => {
  fc.assert(
    fc.property(anyStage, anyInstant, anyZone, anyZone, (stage, from, zone, other) => {
      fc.pre('hours' in stage.within);
      expect(dueAt(stage, from, zone)).toBe(dueAt(stage, from, other));
    }),
    { numRuns: 1_000 },
  );
});

test('law: counting from later is never due earlier', () => {
  const later = fc.integer({ min: 0, max: 100 * 86_400_000 });
  fc.assert(
    fc.property(anyStage, anyInstant, later, anyZone, (stage, from, ms, zone) => {
      // By the clock on the wall an instant of the repeated hour counts as the first of the two.
      fc.pre(!('calendarDays' in stage.within));
      const then = new Date(Date.parse(from) + ms).toISOString();
      expect(dueAt(stage, then, zone) >= dueAt(stage, from, zone)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

function rows(text: string): [string, string, string, string, string][] {
  return text
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trim().split(/\s{2,}/) as [string, string, string, string, string]);
}
