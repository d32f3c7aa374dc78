const SECONDS_MAX = 253_402_300_799;

/** `000` to `999`. */
const THREE = Array.from({ length: 1_000 }, (_, number) => String(number).padStart(3, '0'));
/** The last second that was asked for: most that follow are of the same. */
const last = { seconds: Number.NaN, text: '' };

/** ISO 8601 in UTC with 3, 6 or 9 digits. Beyond the year 9999 it stays there. */
export function timeText(seconds: number, nanoseconds: number, digits: number): string {
  if (seconds !== last.seconds) {
    const within = Math.max(-SECONDS_MAX, Math.min(SECONDS_MAX, seconds));
    last.text = new Date(within * 1000).toISOString().slice(0, -5);
    last.seconds = seconds;
  }
  const micro = Math.floor(nanoseconds / 1_000);
  let text = `${last.text}.${three(micro / 1_000)}`;
  if (digits > 3) text += three(micro);
  if (digits > 6) text += three(nanoseconds);
  return `${text}Z`;
}

function three(number: number): string {
  return THREE[Math.floor(number) % 1_000] ?? '000';
}
