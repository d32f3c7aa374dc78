const SECONDS_MAX = 253_402_300_799;

/** ISO 8601 in UTC with 6 or 9 digits. Beyond the year 9999 it stays there. */
export function timeText(seconds: number, nanoseconds: number, digits: number): string {
  const within = Math.max(-SECONDS_MAX, Math.min(SECONDS_MAX, seconds));
  const day = new Date(within * 1000).toISOString().slice(0, -5);
  const fraction = String(nanoseconds).padStart(9, '0').slice(0, digits);
  return `${day}.${fraction}Z`;
}
