/** `RFB 003.008` and a line feed, RFC 6143 §7.1.1. */
export const VERSION_BYTES = 12;

const START = Uint8Array.from('RFB ', (c) => c.charCodeAt(0));

/** Whether the twelve bytes at `at` are a version message. */
export function isVersion(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < START.length; i++) if (bytes[at + i] !== START[i]) return false;
  for (let i = 4; i < 11; i++) {
    const byte = bytes[at + i]!;
    if (i === 7 ? byte !== 0x2e : byte < 0x30 || byte > 0x39) return false;
  }
  return bytes[at + 11] === 0x0a;
}

/** `3.8` as 3008; 0 where it is none. */
export function versionNumber(bytes: Uint8Array, at: number): number {
  if (!isVersion(bytes, at)) return 0;
  let number = 0;
  for (const i of [4, 5, 6, 8, 9, 10]) number = number * 10 + bytes[at + i]! - 0x30;
  return number;
}

/** Versions 3.3, 3.7 and 3.8 are the published ones; others count as the one below. */
export function publishedVersion(number: number): number {
  if (number >= 3008) return 3008;
  return number >= 3007 ? 3007 : 3003;
}

export function versionText(number: number): string {
  return `${Math.floor(number / 1000)}.${number % 1000}`;
}
