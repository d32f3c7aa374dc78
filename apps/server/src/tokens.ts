import type { Random } from '@bulkhead/kernel';
import { digestName, utf8 } from '@bulkhead/kernel';

const TOKEN_BYTES = 32;
/** Base64url of 32 bytes has 43 characters; more room costs nothing. */
export const TOKEN_CHARACTERS_MAX = 64;

/** A secret of 256 bits that may stand in a cookie or a link. */
export function newToken(random: Random): string {
  return Buffer.from(random.bytes(TOKEN_BYTES)).toString('base64url');
}

/** What is kept of a token: whoever reads the database cannot sign in with it. */
export function tokenDigest(token: string): string {
  return digestName(utf8(token));
}
