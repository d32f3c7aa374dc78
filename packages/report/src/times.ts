/** One instant said twice: in plant time, and in UTC. */
export interface Instant {
  /** ISO 8601 with `Z`, for machines. */
  readonly iso: string;
  /** `2026-03-29 02:30:00`, in the plant's zone. */
  readonly plant: string;
  /** `01:30:00 UTC`; with the date where that is another one than the plant's. */
  readonly utc: string;
}

/** Tells any ISO instant in one zone. Text that is not an instant is given back as it is. */
export type TellTime = (iso: string) => Instant;

/** A teller for an IANA time zone, or for UTC where this machine does not know the zone. */
export function tellTimeIn(timeZone: string): { readonly zone: string; readonly tell: TellTime } {
  const zone = knownZone(timeZone);
  const format = new Intl.DateTimeFormat('en-GB-u-ca-gregory-nu-latn', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const tell: TellTime = (iso) => {
    const ms = Date.parse(iso);
    if (Number.isNaN(ms)) return { iso, plant: iso, utc: iso };
    const utc = new Date(ms).toISOString();
    const plant = local(format, ms);
    const sameDate = plant.slice(0, 10) === utc.slice(0, 10);
    const date = sameDate ? '' : `${utc.slice(0, 10)} `;
    return { iso: utc, plant, utc: `${date}${utc.slice(11, 19)} UTC` };
  };
  return { zone, tell };
}

function knownZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}

function local(format: Intl.DateTimeFormat, ms: number): string {
  const part = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const date = `${part.get('year')}-${part.get('month')}-${part.get('day')}`;
  return `${date} ${part.get('hour')}:${part.get('minute')}:${part.get('second')}`;
}
