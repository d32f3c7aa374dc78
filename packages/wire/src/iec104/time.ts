import { word16le } from '../bytes.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** Milliseconds within the minute, CP16Time2a, IEC 60870-5-101 §7.2.6.20. */
export function timeOfDayMs(bytes: Uint8Array, at: number): number {
  return word16le(bytes, at);
}

/** CP24Time2a: minute, second and milliseconds, `:34:56.789`. */
export function shortTime(bytes: Uint8Array, at: number): string {
  const ms = word16le(bytes, at);
  const minute = bytes[at + 2]!;
  return `:${two(minute & 0x3f)}:${seconds(ms)}${minute >= 0x80 ? ' invalid' : ''}`;
}

/**
 * CP56Time2a, §7.2.6.18, in the form of ISO 8601 without a zone, because the standard leaves that
 * to the plant. A year below 70 is one of this century.
 */
export function longTime(bytes: Uint8Array, at: number): string {
  const ms = word16le(bytes, at);
  const minute = bytes[at + 2]!;
  const hour = bytes[at + 3]!;
  const short = bytes[at + 6]! & 0x7f;
  const year = short < 70 ? 2000 + short : 1900 + short;
  const date = `${year}-${two(bytes[at + 5]! & 0x0f)}-${two(bytes[at + 4]! & 0x1f)}`;
  const words = `${hour >= 0x80 ? ' summer' : ''}${minute >= 0x80 ? ' invalid' : ''}`;
  return `${date}T${two(hour & 0x1f)}:${two(minute & 0x3f)}:${seconds(ms)}${words}`;
}

function seconds(ms: number): string {
  return `${two(Math.floor(ms / 1000))}.${String(ms % 1000).padStart(3, '0')}`;
}
