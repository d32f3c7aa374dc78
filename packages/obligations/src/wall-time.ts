export const DAY_MS = 86_400_000;
/** Formatters kept; making one is a thousand times slower than using it. */
const ZONES_MAX = 64;
const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clock on the wall shows at an instant, as if it were UTC. */
export function wallMsOf(epochMs: number, timeZone: string): number {
  return epochMs + offsetMs(epochMs, timeZone);
}

/**
 * The instant at which the clock on the wall shows a time. Where it shows it twice, the first;
 * where it never does, as long after the jump as the time is after the missing hour began.
 */
export function instantOf(wallMs: number, timeZone: string): number {
  const before = offsetMs(wallMs - DAY_MS, timeZone);
  const after = offsetMs(wallMs + DAY_MS, timeZone);
  const fitting = [wallMs - before, wallMs - after].filter(
    (epochMs) => epochMs + offsetMs(epochMs, timeZone) === wallMs,
  );
  return fitting.length > 0 ? Math.min(...fitting) : wallMs - before;
}

/** 23:59:59 of the day that holds `wallMs`. */
export function endOfWallDay(wallMs: number): number {
  return Math.floor(wallMs / DAY_MS) * DAY_MS + DAY_MS - 1_000;
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
