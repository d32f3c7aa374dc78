import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dueAt } from './due.ts';
import { regimes } from './stages.ts';
import type { Stage } from './regime.ts';

const stages = new Map<string, Stage>(
  regimes.flatMap((regime) => regime.stages).map((stage) => [stage.id, stage]),
);
const zones: Readonly<Record<string, string>> = {
  dub: 'Europe/Dublin',
  ber: 'Europe/Berlin',
  chi: 'America/Chicago',
  phx: 'America/Phoenix',
  utc: 'UTC',
};

// stage                         zone  counted from              due                       why this row is here
const table = `
  nis2.early-warning             dub   2026-03-28T23:30:00.000Z  2026-03-29T23:30:00.000Z  the clocks go forward: still 24 hours
  nis2.early-warning             dub   2026-10-24T23:30:00.000Z  2026-10-25T23:30:00.000Z  the clocks go back: still 24 hours
  nis2.early-warning             dub   2026-12-24T16:00:00.000Z  2026-12-25T16:00:00.000Z  holidays count
  nis2.incident-notification     dub   2026-02-27T17:00:00.000Z  2026-03-02T17:00:00.000Z  a weekend and a month's end count
  nis2.incident-notification     dub   2028-02-27T08:00:00.000Z  2028-03-01T08:00:00.000Z  over 29 February
  nis2.final-report              dub   2026-12-15T09:00:00.000Z  2027-01-15T23:59:59.000Z  across the year, to the end of the day
  nis2.final-report              dub   2026-10-30T09:00:00.000Z  2026-11-30T23:59:59.000Z  a Monday
  nis2.final-report              dub   2026-03-31T09:00:00.000Z  2026-04-30T22:59:59.000Z  April has no 31st; summer time
  nis2.final-report              dub   2028-01-31T09:00:00.000Z  2028-02-29T23:59:59.000Z  a leap year
  nis2.final-report              dub   2027-01-31T09:00:00.000Z  2027-03-01T23:59:59.000Z  28 February is a Sunday: Monday
  nis2.final-report              dub   2026-11-28T09:00:00.000Z  2026-12-28T23:59:59.000Z  a holiday in Ireland is not known: no later
  nis2.final-report              dub   2026-07-22T23:30:00.000Z  2026-08-24T22:59:59.000Z  23 July on the wall; 23 August is a Sunday
  nis2.final-report              dub   2026-07-22T22:30:00.000Z  2026-08-24T22:59:59.000Z  22 July on the wall; 22 August is a Saturday
  nis2.final-report              ber   2026-02-28T23:30:00.000Z  2026-04-01T21:59:59.000Z  1 March on the wall in Berlin
  nis2.final-report              utc   2026-02-28T23:30:00.000Z  2026-03-30T23:59:59.000Z  28 February in UTC; 28 March is a Saturday
  nis2.final-report-after-progress  dub  2026-05-31T12:00:00.000Z  2026-06-30T22:59:59.000Z  June has no 31st
  nerc-cip-008.reportable        chi   2026-03-08T07:30:00.000Z  2026-03-08T08:30:00.000Z  an hour is an hour when the clocks go forward
  nerc-cip-008.reportable        chi   2026-11-01T06:30:00.000Z  2026-11-01T07:30:00.000Z  and when 01:30 comes twice
  nerc-cip-008.attempt           chi   2026-06-10T15:00:00.000Z  2026-06-12T04:59:59.000Z  the end of the next day, not 24 hours
  nerc-cip-008.attempt           chi   2026-06-10T04:59:59.000Z  2026-06-11T04:59:59.000Z  one second before midnight on the wall
  nerc-cip-008.attempt           chi   2026-06-10T05:00:00.000Z  2026-06-12T04:59:59.000Z  midnight is the next day
  nerc-cip-008.attempt           chi   2026-03-07T18:00:00.000Z  2026-03-09T04:59:59.000Z  the next day has 23 hours
  nerc-cip-008.attempt           chi   2026-10-31T18:00:00.000Z  2026-11-02T05:59:59.000Z  the next day has 25 hours
  nerc-cip-008.attempt           chi   2026-12-31T18:00:00.000Z  2027-01-02T05:59:59.000Z  across the year; a holiday counts
  nerc-cip-008.attempt           chi   2026-07-03T18:00:00.000Z  2026-07-05T04:59:59.000Z  a Saturday and a holiday: no roll
  nerc-cip-008.attempt           phx   2026-03-07T18:00:00.000Z  2026-03-09T06:59:59.000Z  Phoenix does not change its clocks
  nerc-cip-008.update            chi   2026-03-05T18:00:00.000Z  2026-03-12T17:00:00.000Z  noon to noon on the wall: 167 hours
  nerc-cip-008.update            chi   2026-10-28T17:00:00.000Z  2026-11-04T18:00:00.000Z  noon to noon on the wall: 169 hours
  nerc-cip-008.update            chi   2028-02-25T18:00:00.000Z  2028-03-03T18:00:00.000Z  over 29 February
  nerc-cip-008.update            chi   2026-03-01T08:30:00.000Z  2026-03-08T08:30:00.000Z  02:30 does not come that night: 03:30
  nis2.intermediate-report       dub   2026-06-01T09:00:00.000Z  2026-06-02T09:00:00.000Z  no time was named: 24 hours
`;

test.each(rows(table))('%s in %s from %s is due %s: %s', (stage, zone, from, due) => {
  expect(dueAt(stages.get(stage)!, from, zones[zone]!)).toBe(due);
});

test('a request names its own time, as an instant or a day; one in the past is not believed', () => {
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
    .map((line) => line.trim().split(/\s{2,}/) as [string, string, string, string, string]);
}
