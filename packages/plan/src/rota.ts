import { assert } from '@bulkhead/kernel';
import type { PlanRota } from '@bulkhead/model';
import { dayNumber, instantOf, localDay, minuteOfDay } from './wall-time.ts';

interface Turn {
  readonly day: number;
  readonly fromMinute: number;
  /** Counted from midnight of `day`; a shift that ends at or before its start ends the next day. */
  readonly endDay: number;
  readonly toMinute: number;
  readonly people: readonly string[];
}

/** A rota worked out: its shifts by the day of the cycle on which they start. */
export interface Schedule {
  readonly rota: PlanRota;
  readonly cycleDays: number;
  readonly startDay: number;
  readonly byDay: readonly (readonly Turn[])[];
}

/**
 * Works a rota out. Its shifts follow each other in the order written: the first starts on
 * `startsOn`, each next one at the first `from` after the start of the one before, and after the
 * last comes the first again. A shift whose `to` is not after its `from` ends on the next day.
 * Undefined where the date or a time does not exist.
 */
export function scheduleOf(rota: PlanRota): Schedule | undefined {
  const startDay = dayNumber(rota.startsOn);
  if (startDay === undefined) return undefined;
  const turns: Turn[] = [];
  let day = 0;
  for (const { from, to, people } of rota.shifts) {
    const [fromMinute, toMinute] = [minuteOfDay(from), minuteOfDay(to)];
    if (fromMinute === undefined || toMinute === undefined) return undefined;
    const before = turns.at(-1);
    if (before && fromMinute <= before.fromMinute) day++;
    turns.push({
      day,
      fromMinute,
      endDay: day + (toMinute > fromMinute ? 0 : 1),
      toMinute,
      people,
    });
  }
  const [first, last] = [turns[0], turns.at(-1)];
  assert(first && last, 'a rota has a shift');
  const cycleDays = last.day + (first.fromMinute > last.fromMinute ? 0 : 1);
  const byDay: Turn[][] = Array.from({ length: Math.max(1, cycleDays) }, () => []);
  for (const turn of turns) byDay[turn.day % byDay.length]!.push(turn);
  return { rota, cycleDays: byDay.length, startDay, byDay };
}

/** One shift that is worked, by the clocks of the world. */
export interface Duty {
  readonly fromMs: number;
  readonly toMs: number;
  readonly people: readonly string[];
}

/** The shifts that start on the days around `[fromMs, toMs]`, in order. */
export function dutiesAround(schedule: Schedule, fromMs: number, toMs: number): Duty[] {
  const { rota, startDay, cycleDays, byDay } = schedule;
  const duties: Duty[] = [];
  const last = localDay(toMs, rota.timeZone);
  for (let day = localDay(fromMs, rota.timeZone) - 1; day <= last; day++) {
    if (day < startDay) continue;
    for (const turn of byDay[(day - startDay) % cycleDays]!) {
      duties.push({
        fromMs: instantOf(day, turn.fromMinute, rota.timeZone),
        toMs: instantOf(day + turn.endDay - turn.day, turn.toMinute, rota.timeZone),
        people: turn.people,
      });
    }
  }
  return duties;
}

/** Ids of the people whose shift covers the instant; a handover belongs to who comes. */
export function onDutyAt(schedule: Schedule, atMs: number): string[] {
  return dutiesAround(schedule, atMs, atMs)
    .filter(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs)
    .flatMap(({ people }) => people);
}
