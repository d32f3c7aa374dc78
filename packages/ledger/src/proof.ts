import { equalBytes } from '@bulkhead/kernel';
import { DIGEST_BYTES, nodeDigest } from './digests.ts';
import { LEAVES_MAX } from './tree.ts';

/** True where `proof` shows leaf `index` in the tree of `size` leaves. RFC 9162 §2.1.3.2. */
export function verifyInclusion(given: {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}): boolean {
  const { leaf, index, size, root, proof } = given;
  if (!isCount(index) || !isCount(size) || index >= size) return false;
  if (![leaf, root, ...proof].every(isDigest)) return false;
  let position = index;
  let last = size - 1;
  let digest = leaf;
  for (const part of proof) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      digest = nodeDigest(part, digest);
      while (position % 2 === 0 && position !== 0) {
        position /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      digest = nodeDigest(digest, part);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && equalBytes(digest, root);
}

/**
 * True where `proof` shows that the tree of `from` leaves is the beginning of the tree of `to`.
 * RFC 9162 §2.1.4.2. Nothing can be proved from the empty tree, which begins every tree.
 */
export function verifyConsistency(given: {
  readonly from: number;
  readonly to: number;
  readonly rootFrom: Uint8Array;
  readonly rootTo: Uint8Array;
  readonly proof: readonly Uint8Array[];
}): boolean {
  const { from, to, rootFrom, rootTo, proof } = given;
  if (!isCount(from) || !isCount(to) || from === 0 || from > to) return false;
  if (from === to) return proof.length === 0 && equalBytes(rootFrom, rootTo);
  if (![rootFrom, rootTo, ...proof].every(isDigest)) return false;
  const isWhole = Number.isInteger(Math.log2(from));
  const path = isWhole ? [rootFrom, ...proof] : proof;
  if (path.length === 0 || proof.length === 0) return false;
  return climb(from, to, path, rootFrom, rootTo);
}

function climb(
  from: number,
  to: number,
  path: readonly Uint8Array[],
  rootFrom: Uint8Array,
  rootTo: Uint8Array,
): boolean {
  let position = from - 1;
  let last = to - 1;
  while (position % 2 === 1) {
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  let older = path[0]!;
  let newer = path[0]!;
  for (const part of path.slice(1)) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      older = nodeDigest(part, older);
      newer = nodeDigest(part, newer);
      while (position % 2 === 0 && position !== 0) {
        position /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      newer = nodeDigest(newer, part);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && equalBytes(older, rootFrom) && equalBytes(newer, rootTo);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= LEAVES_MAX;
}

function isDigest(bytes: Uint8Array): boolean {
  return bytes.length === DIGEST_BYTES;
}
