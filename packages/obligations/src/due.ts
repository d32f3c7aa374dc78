import { assert, isoTime } from '@bulkhead/kernel';
import type { Stage, Within } from './regime.ts';
import { DAY_MS, endOfWallDay, instantOf, wallMsOf } from './wall-time.ts';

const HOUR_MS = 3_600_000;
const SATURDAY = 6;
const SUNDAY = 0;

/**
 * When a stage is due that counts from an instant, for a plant in `timeZone`. Hours are elapsed
 * hours and do not know the zone; calendar rules are by the clock on the wall. Always later than
 * the instant. `asked` is the time that a request names, for stages that are due as requested.
 */
export function dueAt(
  stage: Pick<Stage, 'within'>,
  countedFromIso: string,
  timeZone: string,
  asked?: string,
): string {
  const fromMs = Date.parse(countedFromIso);
  assert(Number.isFinite(fromMs), 'a count begins at an instant');
  const dueMs = count(stage.within, fromMs, timeZone, asked);
  assert(dueMs > fromMs, 'a deadline lies after its start');
  return isoTime(dueMs);
}

function count(within: Within, fromMs: number, timeZone: string, asked?: string): number {
  if ('hours' in within) return fromMs + within.hours * HOUR_MS;
  if ('asRequestedOrHours' in within) {
    const askedMs = asked === undefined ? undefined : momentOf(asked, timeZone);
    if (askedMs !== undefined && askedMs > fromMs) return askedMs;
    return fromMs + within.asRequestedOrHours * HOUR_MS;
  }
  const wallMs = wallMsOf(fromMs, timeZone);
  if ('calendarDays' in within) return instantOf(wallMs + within.calendarDays * DAY_MS, timeZone);
  if ('endOfNextDay' in within) return instantOf(endOfWallDay(wallMs + DAY_MS), timeZone);
  return instantOf(endOfWallDay(offWeekend(sameDateLater(wallMs, within.months))), timeZone);
}

/** The same date `months` later, or the last day of that month where it has no such date. */
function sameDateLater(wallMs: number, months: number): number {
  const from = new Date(wallMs);
  const [year, month] = [from.getUTCFullYear(), from.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(from.getUTCDate(), lastDay));
}

function offWeekend(wallMs: number): number {
  const weekday = new Date(wallMs).getUTCDay();
  if (weekday === SATURDAY) return wallMs + 2 * DAY_MS;
  return weekday === SUNDAY ? wallMs + DAY_MS : wallMs;
}

/** Epoch ms of an ISO instant, or of the end of an ISO date by the clock on the wall. */
export function momentOf(text: string, timeZone: string): number | undefined {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
  if (!day && !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) {
    return undefined;
  }
  const ms = Date.parse(text);
  if (!Number.isFinite(ms)) return undefined;
  return day ? instantOf(endOfWallDay(ms), timeZone) : ms;
}
