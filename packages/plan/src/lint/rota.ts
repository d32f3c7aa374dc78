import type { PlanRota } from '@bulkhead/model';
import type { Draft } from '../draft.ts';
import { type Schedule, scheduleOf } from '../rota.ts';
import { isTimeZone, minuteOfDay } from '../wall-time.ts';
import { defineRule, type Hit } from './rule.ts';

const DAY_MINUTES = 1_440;
/** Days looked at: rotas whose cycles do not fit together are looked at this far. */
const DAYS_MAX = 400;
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY = 3;

export const badTimeZone = defineRule({
  code: 'bad-time-zone',
  title: 'Time zones exist',
  severity: 'error',
  part: 'people',
  points: 20,
  *check(draft): Iterable<Hit> {
    for (const item of [...(draft.head ? [draft.head] : []), ...draft.lists.rotas]) {
      if (isTimeZone(item.timeZone)) continue;
      yield {
        at: draft.place(item, 'timeZone'),
        message: `"${item.timeZone}" is not a time zone.`,
        fix: 'Write a name of the IANA database, such as Europe/Dublin.',
      };
    }
  },
});

export const badShiftTime = defineRule({
  code: 'bad-shift-time',
  title: 'Shifts begin and end at times that exist',
  severity: 'error',
  part: 'people',
  points: 20,
  *check(draft): Iterable<Hit> {
    for (const rota of draft.lists.rotas) {
      for (const [i, { from, to }] of rota.shifts.entries()) {
        for (const [key, time] of Object.entries({ from, to })) {
          if (minuteOfDay(time) !== undefined) continue;
          const message = `"${time}" is not a time of the day.`;
          const at = draft.place(rota, 'shifts', i, key);
          yield { at, message, fix: 'Write 00:00 to 23:59.' };
        }
      }
    }
  },
});

export const rotaOutsideRole = defineRule({
  code: 'rota-outside-role',
  title: 'Whoever is on duty holds the role',
  severity: 'error',
  part: 'people',
  points: 20,
  *check(draft): Iterable<Hit> {
    const people = new Map(draft.lists.people.map((person) => [person.id, person]));
    for (const rota of draft.lists.rotas) {
      const told = new Set<string>();
      for (const [i, shift] of rota.shifts.entries()) {
        for (const [j, id] of shift.people.entries()) {
          const person = people.get(id);
          if (!person || person.roles.includes(rota.role) || told.has(id)) continue;
          told.add(id);
          yield {
            at: draft.place(rota, 'shifts', i, 'people', j),
            message: `${person.name} is on duty as "${rota.role}" without holding that role.`,
            fix: 'Give the person the role, or the shift to someone who holds it.',
          };
        }
      }
    }
  },
});

export const rotaGap = defineRule({
  code: 'rota-gap',
  title: 'A role with a rota has someone on duty at every hour',
  severity: 'warning',
  part: 'people',
  points: 4,
  *check(draft): Iterable<Hit> {
    for (const [role, rotas] of Map.groupBy(draft.lists.rotas, (rota) => rota.role)) {
      const gap = firstGap(rotas);
      if (gap === undefined) continue;
      yield {
        at: draft.place(rotas[0]!, 'shifts'),
        message: `Nobody is on duty as "${role}" ${gap}.`,
        fix: 'Add a shift that covers these hours, or a second rota for the role.',
      };
    }
  },
});

/** A gate cannot wait for whoever happens to be in. */
export const gateRoleWithoutRota = defineRule({
  code: 'gate-role-without-rota',
  title: 'For every role that opens a gate it is known who is on duty',
  severity: 'warning',
  part: 'people',
  points: 3,
  *check(draft: Draft): Iterable<Hit> {
    const covered = new Set(draft.lists.rotas.map(({ role }) => role));
    for (const gate of draft.lists.gates) {
      for (const [i, { role }] of gate.quorum.entries()) {
        if (covered.has(role)) continue;
        covered.add(role);
        yield {
          at: draft.place(gate, 'quorum', i, 'role'),
          message: `No rota says who is on duty as "${role}" when this gate needs them.`,
          fix: 'Add a rota for the role.',
        };
      }
    }
  },
});

/** The first uncovered hours by the clock on the wall, over one cycle after all rotas began. */
function firstGap(rotas: readonly PlanRota[]): string | undefined {
  const schedules = rotas.flatMap((rota) => scheduleOf(rota) ?? []);
  if (schedules.length < rotas.length) return undefined;
  // From the second day on: the shift that ends on the first morning began before the rota did.
  const from = Math.max(...schedules.map(({ startDay }) => startDay)) + 1;
  const days = Math.min(
    DAYS_MAX,
    schedules.reduce((all, each) => lcm(all, each.cycleDays), 1),
  );
  const spans = schedules.flatMap((each) => spansOf(each, from - 1, from + days));
  spans.sort((a, b) => a.from - b.from);
  let covered = from * DAY_MINUTES;
  const end = (from + days) * DAY_MINUTES;
  for (const span of [...spans, { from: end, to: end }]) {
    if (span.from > covered && covered < end) {
      return `from ${wall(covered)} to ${wall(Math.min(span.from, end))}`;
    }
    covered = Math.max(covered, span.to);
  }
  return undefined;
}

function spansOf(schedule: Schedule, from: number, to: number): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (let day = Math.max(from, schedule.startDay); day < to; day++) {
    for (const turn of schedule.byDay[(day - schedule.startDay) % schedule.cycleDays]!) {
      spans.push({
        from: day * DAY_MINUTES + turn.fromMinute,
        to: (day + turn.endDay - turn.day) * DAY_MINUTES + turn.toMinute,
      });
    }
  }
  return spans;
}

function wall(minutes: number): string {
  const day = Math.floor(minutes / DAY_MINUTES);
  const minute = minutes - day * DAY_MINUTES;
  const weekday = WEEKDAYS[(((day + EPOCH_WEEKDAY) % 7) + 7) % 7]!;
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = new Date(day * 86_400_000).toISOString().slice(0, 10);
  return `${weekday} ${date} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

function lcm(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
