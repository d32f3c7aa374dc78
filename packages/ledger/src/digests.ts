import { sha256 } from '@bulkhead/kernel';

/** SHA-256. */
export const DIGEST_BYTES = 32;

/** The root of a tree without leaves: the digest of nothing, RFC 9162 §2.1.1. */
export const EMPTY_ROOT = sha256();

const NODE_PREFIX = Uint8Array.of(1);

/** SHA-256(0x01 || left || right), RFC 9162 §2.1.1. */
export function nodeDigest(left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> {
  return sha256(NODE_PREFIX, left, right);
}
