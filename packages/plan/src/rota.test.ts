import type { PlanRota } from '@bulkhead/model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dutiesAround, onDutyAt, scheduleOf } from './rota.ts';
import { instantOf, isTimeZone, localDay } from './wall-time.ts';

function rota(timeZone: string, startsOn: string, shifts: string): PlanRota {
  return {
    id: 'rota',
    role: 'role',
    timeZone,
    startsOn,
    shifts: shifts.split(' ').map((text) => {
      const [from, to, people] = text.split(/[-=]/);
      return { from: from!, to: to!, people: people!.split('+') };
    }),
  };
}

const rotas: Readonly<Record<string, PlanRota>> = {
  twelve: rota('Europe/Dublin', '2026-01-05', '07:00-19:00=day 19:00-07:00=night'),
  // Handover in the hour that is missing in March and comes twice in October.
  halfPastOne: rota('Europe/Dublin', '2026-01-05', '01:30-13:30=early 13:30-01:30=late'),
  week: rota(
    'Europe/Dublin',
    '2026-01-05',
    `${'09:00-09:00=anna '.repeat(7)}${'09:00-09:00=ben '.repeat(6)}09:00-09:00=ben`,
  ),
  // Two on the same day: the second starts before the first has ended.
  overlap: rota('America/Chicago', '2026-01-05', '06:00-15:00=a 14:00-06:00=b'),
};

// rota        instant                   on duty      why this row is here
const table = `
  twelve       2026-01-05T06:59:00Z      -            the rota has not begun
  twelve       2026-01-05T07:00:00Z      day          its first shift
  twelve       2026-07-06T05:59:00Z      night        06:59 in summer time
  twelve       2026-07-06T06:00:00Z      day          07:00 in summer time
  twelve       2026-01-05T19:00:00Z      night        a handover belongs to who comes
  twelve       2026-03-29T00:59:59Z      night        one second before the clocks go forward
  twelve       2026-03-29T01:00:00Z      night        the clocks just went forward
  twelve       2026-03-29T05:59:59Z      night        this night has 11 hours
  twelve       2026-03-29T06:00:00Z      day          07:00 in summer time
  twelve       2026-10-25T00:30:00Z      night        01:30 the first time
  twelve       2026-10-25T01:30:00Z      night        01:30 the second time
  twelve       2026-10-25T06:30:00Z      night        06:30 in winter time: 13 hours
  twelve       2026-10-25T07:00:00Z      day          07:00 in winter time
  halfPastOne  2026-03-29T01:29:59Z      late         no 01:30 tonight: half past two
  halfPastOne  2026-03-29T01:30:00Z      early        02:30 on the wall
  halfPastOne  2026-10-25T00:29:59Z      late         before 01:30 came the first time
  halfPastOne  2026-10-25T00:30:00Z      early        01:30 the first time: the handover
  halfPastOne  2026-10-25T01:00:00Z      early        01:00 again, and no second handover
  halfPastOne  2026-10-25T01:30:00Z      early        01:30 the second time
  week         2026-01-12T08:59:00Z      anna         her last minute
  week         2026-01-12T09:00:00Z      ben          Monday at nine
  week         2026-01-19T09:00:00Z      anna         and in turn
  week         2026-03-30T07:59:00Z      ben          08:59 in summer time
  week         2026-03-30T08:00:00Z      anna         Monday at nine in summer time
  week         2028-02-28T09:00:00Z      anna         years later, week 112
  overlap      2026-03-08T11:30:00Z      a            06:30 in summer time, which began tonight
  overlap      2026-03-08T19:30:00Z      a+b          14:30: both
  overlap      2026-11-01T11:59:00Z      b            05:59 in winter time, which began tonight
`;

test.each(rows(table))('%s at %s: %s (%s)', (name, at, want) => {
  const people = onDutyAt(scheduleOf(rotas[name]!)!, Date.parse(at));
  expect(people.join('+') || '-').toBe(want);
});

const zones = ['Europe/Dublin', 'America/Chicago', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC'];
const anyInstant = fc.integer({ min: Date.UTC(2026, 1, 1), max: Date.UTC(2037, 0, 1) });

test('law: where shifts join, someone is on duty at every instant, and one at a time', () => {
  fc.assert(
    fc.property(fc.constantFrom(...zones), anyInstant, fc.integer({ max: 1439 }), (zone, at, m) => {
      const two = (value: number): string => String(value).padStart(2, '0');
      const minute = Math.abs(m) % 1440;
      const join = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
      const shifts = join === '12:00' ? '12:00-12:00=a' : `12:00-${join}=a ${join}-12:00=b`;
      const schedule = scheduleOf(rota(zone, '2026-01-05', shifts))!;
      expect(onDutyAt(schedule, at)).toHaveLength(1);
    }),
    { numRuns: 500 },
  );
});

test('law: shifts that follow each other share no instant and leave none out', () => {
  const schedule = scheduleOf(rotas['halfPastOne']!)!;
  const duties = dutiesAround(schedule, Date.UTC(2026, 1, 1), Date.UTC(2028, 1, 1));
  for (const [i, duty] of duties.entries()) {
    expect(duty.toMs).toBeGreaterThan(duty.fromMs);
    if (i > 0) expect(duty.fromMs).toBe(duties[i - 1]!.toMs);
  }
});

test('law: an instant lies within the day that the wall shows, whatever the zone', () => {
  fc.assert(
    fc.property(fc.constantFrom(...zones), anyInstant, (zone, at) => {
      const day = localDay(at, zone);
      expect(instantOf(day, 0, zone)).toBeLessThanOrEqual(at);
      expect(instantOf(day + 1, 0, zone)).toBeGreaterThan(at);
    }),
  );
});

test('names of zones are those of the database', () => {
  for (const zone of zones) expect(isTimeZone(zone)).toBe(true);
  for (const zone of ['', 'Europe/Millbrook', 'local', 'x'.repeat(10_000)]) {
    expect(isTimeZone(zone)).toBe(false);
  }
});

function rows(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s{2,}/));
}
