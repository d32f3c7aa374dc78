const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Below this, seconds are worth saying in a countdown. */
const COUNT_SECONDS_MS = 10 * MINUTE_MS;

const two = (value: number): string => String(value).padStart(2, '0');

/**
 * A length of time in words a person says: `45 s`, `7 min`, `2 h 05 min`, `3 d 4 h`. Rounds down;
 * the sign is dropped.
 */
export function durationText(lengthMs: number): string {
  const ms = Math.abs(lengthMs);
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < DAY_MS) {
    return `${Math.floor(ms / HOUR_MS)} h ${two(Math.floor((ms % HOUR_MS) / MINUTE_MS))} min`;
  }
  return `${Math.floor(ms / DAY_MS)} d ${Math.floor((ms % DAY_MS) / HOUR_MS)} h`;
}

/** How long ago: `just now` below five seconds; a time to come reads `in 3 min`. */
export function sinceText(atMs: number, nowMs: number): string {
  const ms = nowMs - atMs;
  if (Math.abs(ms) < 5 * SECOND_MS) return 'just now';
  return ms < 0 ? `in ${durationText(ms)}` : `${durationText(ms)} ago`;
}

/** Time left: `22 h 14 min left`, with seconds in the last ten minutes, then `overdue by 3 min`. */
export function untilText(atMs: number, nowMs: number): string {
  const ms = atMs - nowMs;
  if (ms < 0) return `overdue by ${durationText(ms)}`;
  if (ms < MINUTE_MS || ms >= COUNT_SECONDS_MS) return `${durationText(ms)} left`;
  const seconds = two(Math.floor((ms % MINUTE_MS) / SECOND_MS));
  return `${Math.floor(ms / MINUTE_MS)} min ${seconds} s left`;
}

/** How near a deadline is: past, within an hour, within a day, or later. */
export function urgency(atMs: number, nowMs: number): 'past' | 'near' | 'soon' | 'later' {
  const ms = atMs - nowMs;
  if (ms < 0) return 'past';
  if (ms < HOUR_MS) return 'near';
  return ms < DAY_MS ? 'soon' : 'later';
}

function format(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', ...options });
}

const formats = new Map<string, { day: Intl.DateTimeFormat; time: Intl.DateTimeFormat }>();

function formatsOf(timeZone: string): { day: Intl.DateTimeFormat; time: Intl.DateTimeFormat } {
  let found = formats.get(timeZone);
  if (found === undefined) {
    found = {
      day: format(timeZone, { day: 'numeric', month: 'short' }),
      time: format(timeZone, {
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        timeZoneName: 'short',
      }),
    };
    formats.set(timeZone, found);
  }
  return found;
}

/**
 * The instant in the plant's zone: `19:42:10 GMT`, with the day unless it is today's. `bare` leaves
 * the zone's name out, for the first end of an interval.
 */
export function instantText(
  atMs: number,
  nowMs: number,
  timeZone: string,
  bare: boolean = false,
): string {
  const { day, time } = formatsOf(timeZone);
  const date = day.format(atMs);
  const parts = time.format(atMs);
  const clock = bare ? parts.slice(0, 8) : parts;
  return date === day.format(nowMs) ? clock : `${date} ${clock}`;
}

/** The instant in UTC for hovers and exports: `2026-11-22 19:42:10 UTC`. */
export function utcText(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Wall time in the zone as a form field holds it: `2026-11-22T19:42`. */
export function wallTime(atMs: number, timeZone: string): string {
  const parts = format(timeZone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(atMs);
  const part = (type: string): string => parts.find((p) => p.type === type)?.value ?? '00';
  const date = `${part('year')}-${part('month')}-${part('day')}`;
  return `${date}T${part('hour')}:${part('minute')}`;
}

/**
 * The instant at which clocks in the zone show this wall time, or `undefined` for other text. Where
 * clocks show it twice it is the first; where they skip it, the instant that keeps the length.
 */
export function fromWallTime(text: string, timeZone: string): number | undefined {
  const asUtcMs = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)
    ? Date.parse(`${text}:00Z`)
    : Number.NaN;
  if (Number.isNaN(asUtcMs)) return undefined;
  const offsetAt = (ms: number): number => Date.parse(`${wallTime(ms, timeZone)}:00Z`) - ms;
  // The offset changes at most once within a day, so one of these two was in force.
  const candidates = [offsetAt(asUtcMs - DAY_MS), offsetAt(asUtcMs + DAY_MS)].map(
    (offset) => asUtcMs - offset,
  );
  const exact = candidates.filter((ms) => wallTime(ms, timeZone) === text);
  return exact.length > 0 ? Math.min(...exact) : candidates[0];
}
