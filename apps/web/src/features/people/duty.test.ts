import type { PlanRota } from '@bulkhead/model';
import { expect, test } from 'vitest';
import { dutyNow } from './duty.ts';

const shift = (from: string, to: string, person: string) => ({ from, to, people: [person] });

const rota = (shifts: PlanRota['shifts']): PlanRota => ({
  id: 'rota',
  role: 'shift-supervisor',
  timeZone: 'Europe/Dublin',
  startsOn: '2026-01-05',
  shifts,
});

const dayAndNight = rota([shift('07:00', '19:00', 'day'), shift('19:00', '07:00', 'night')]);
const weekly = rota([
  shift('09:00', '09:00', 'one'),
  shift('09:00', '09:00', 'one'),
  shift('09:00', '09:00', 'two'),
]);
const officeHours = rota([shift('08:00', '16:00', 'clerk')]);

const utc = (ms: number | null): string | null =>
  ms === null ? null : new Date(ms).toISOString().slice(5, 16);

// A hand-over belongs to who comes; days in a row of the same person are one; a gap is nobody.
test.each([
  ['by day', dayAndNight, '2026-01-06T12:00Z', 'day', '01-06T19:00', 'night', '01-06T19:00'],
  ['at hand-over', dayAndNight, '2026-01-06T19:00Z', 'night', '01-07T07:00', 'day', '01-07T07:00'],
  ['in summer', dayAndNight, '2026-07-06T18:30Z', 'night', '07-07T06:00', 'day', '07-07T06:00'],
  ['in a row', weekly, '2026-01-05T10:00Z', 'one', '01-07T09:00', 'two', '01-07T09:00'],
  ['last of a row', weekly, '2026-01-07T10:00Z', 'two', '01-08T09:00', 'one', '01-08T09:00'],
  [
    'within hours',
    officeHours,
    '2026-01-06T12:00Z',
    'clerk',
    '01-06T16:00',
    'clerk',
    '01-07T08:00',
  ],
  ['after hours', officeHours, '2026-01-06T20:00Z', '', null, 'clerk', '01-07T08:00'],
  ['before the rota', dayAndNight, '2026-01-05T01:00Z', '', null, 'day', '01-05T07:00'],
])('%s', (_, plan, at, person, until, next, from) => {
  const [state] = dutyNow([plan], Date.parse(at.replace('Z', ':00Z')));
  expect({
    person: state?.people.join(),
    until: utc(state?.untilMs ?? null),
    next: state?.next?.people.join(),
    from: utc(state?.next?.fromMs ?? null),
  }).toEqual({ person, until, next, from });
});
