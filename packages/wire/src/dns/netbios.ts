import { textOf } from '../bytes.ts';

/** A NetBIOS name: 15 characters and a suffix, each as two letters (RFC 1001 §14.1). */
const ENCODED_BYTES = 32;
const NAME_BYTES = 15;
const LETTER_A = 0x41;

/** Suffixes that tell what has the name, as Microsoft lists them. */
export const SUFFIX = {
  workstation: 0x00,
  messenger: 0x03,
  domainMaster: 0x1b,
  domainControllers: 0x1c,
  masterBrowser: 0x1d,
  browserElection: 0x1e,
  server: 0x20,
} as const;

/** Whether the name at `at` can be one of NetBIOS: one label of 32 letters from A to P. */
export function isNetbiosName(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 1 + ENCODED_BYTES >= end || bytes[at] !== ENCODED_BYTES) return false;
  for (let i = at + 1; i <= at + ENCODED_BYTES; i++) {
    if (bytes[i]! < LETTER_A || bytes[i]! > LETTER_A + 15) return false;
  }
  return true;
}

/** The sixteenth character of the name at `at`. */
export function suffixAt(bytes: Uint8Array, at: number): number {
  return halves(bytes, at + 1 + 2 * NAME_BYTES);
}

/** The name at `at` without its padding and suffix. */
export function bareNameAt(bytes: Uint8Array, at: number): string {
  const decoded = new Uint8Array(NAME_BYTES);
  for (let i = 0; i < NAME_BYTES; i++) decoded[i] = halves(bytes, at + 1 + 2 * i);
  return textOf(decoded, 0, NAME_BYTES);
}

/** `NAME<20>`: the name at `at` with its suffix in hexadecimal, as tools of Windows show it. */
export function netbiosNameAt(bytes: Uint8Array, at: number): string {
  const suffix = suffixAt(bytes, at).toString(16).padStart(2, '0');
  return `${bareNameAt(bytes, at)}<${suffix}>`;
}

function halves(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! - LETTER_A) << 4) | (bytes[at + 1]! - LETTER_A);
}
