import { concat, fromBase64, sha256, toBase64, toHex, utf8 } from '@bulkhead/kernel';
import type { Parsed } from './result.ts';

/** C2SP signed note: signature type 0x01 is Ed25519. */
const ED25519 = 0x01;
const PUBLIC_KEY_BYTES = 32;

/** Who signed, as a verifier knows it beforehand. */
export interface VerifierKey {
  /** Names the log, like a URL without its scheme: no space, no plus sign. */
  readonly name: string;
  /** First four bytes of the key's digest, hexadecimal: finds the key, proves nothing. */
  readonly id: string;
  /** Ed25519 public key, 32 bytes (RFC 8032). */
  readonly publicKey: Uint8Array<ArrayBuffer>;
}

/** C2SP signed note, "Verifier keys": `<name>+<id>+<base64 of type and key>`. */
export function verifierKeyText(key: VerifierKey): string {
  return `${key.name}+${key.id}+${toBase64(concat(Uint8Array.of(ED25519), key.publicKey))}`;
}

/** The verifier key of a name and an Ed25519 public key. */
export function verifierKeyOf(name: string, publicKey: Uint8Array): VerifierKey {
  const digest = sha256(utf8(`${name}\n`), Uint8Array.of(ED25519), publicKey);
  return { name, id: toHex(digest.subarray(0, 4)), publicKey: publicKey.slice() };
}

/** Reads a verifier key. Strict: one key has one text, and the id must be the key's own. */
export function parseVerifierKey(text: string): Parsed<VerifierKey> {
  const [name = '', id = '', ...rest] = text.split('+');
  // Base64 may hold plus signs of its own; a name may not.
  const bytes = fromBase64(rest.join('+'));
  if (!isKeyName(name) || rest.length === 0 || bytes === undefined) {
    return { problem: 'is not a verifier key of the form name+id+base64' };
  }
  if (bytes[0] !== ED25519 || bytes.length !== 1 + PUBLIC_KEY_BYTES) {
    return { problem: 'is not an Ed25519 verifier key' };
  }
  const key = verifierKeyOf(name, bytes.subarray(1));
  if (key.id !== id) return { problem: 'does not match its own id: it was mistyped or changed' };
  return { value: key };
}

/** Longest key name. */
export const KEY_NAME_MAX = 256;

/** C2SP signed note, "Format": no Unicode space, no plus sign, not empty. */
export function isKeyName(name: string): boolean {
  return name.length > 0 && name.length <= KEY_NAME_MAX && !/[\s+\p{Z}\p{Cc}]/u.test(name);
}
