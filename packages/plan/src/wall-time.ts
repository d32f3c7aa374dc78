const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Formatters kept; making one is a thousand times slower than using it. */
const ZONES_MAX = 64;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether the time zone database knows the name. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch (problem) {
    if (problem instanceof RangeError) return false;
    throw problem;
  }
}

/** Days since 1970-01-01 of `2026-11-22`, or undefined where there is no such day. */
export function dayNumber(date: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!match) return undefined;
  const ms = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return new Date(ms).toISOString().startsWith(date) ? ms / DAY_MS : undefined;
}

/** Minutes since midnight of `07:30`, or undefined where there is no such time. */
export function minuteOfDay(time: string): number | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined;
}

/** The day number that the calendar on the wall shows in `timeZone` at an instant. */
export function localDay(epochMs: number, timeZone: string): number {
  return Math.floor((epochMs + offsetMs(epochMs, timeZone)) / DAY_MS);
}

/**
 * The instant at which the clock on the wall shows a time. Where it shows it twice, the first;
 * where it never does, as long after the jump as the time is after the missing hour began.
 */
export function instantOf(day: number, minute: number, timeZone: string): number {
  const wallMs = day * DAY_MS + minute * MINUTE_MS;
  const before = offsetMs(wallMs - DAY_MS, timeZone);
  const after = offsetMs(wallMs + DAY_MS, timeZone);
  const fitting = [wallMs - before, wallMs - after].filter(
    (epochMs) => epochMs + offsetMs(epochMs, timeZone) === wallMs,
  );
  return fitting.length > 0 ? Math.min(...fitting) : wallMs - before;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  if (formats.size >= ZONES_MAX) formats.clear();
  formats.set(timeZone, made);
  return made;
}

function offsetMs(epochMs: number, timeZone: string): number {
  const wholeMs = Math.floor(epochMs / 1_000) * 1_000;
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(wholeMs)) {
    part[type] = Number(value);
  }
  const { year, month, day, hour, minute, second } = part;
  return Date.UTC(year!, month! - 1, day, hour, minute, second) - wholeMs;
}
