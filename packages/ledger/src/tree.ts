import { assert } from '@bulkhead/kernel';
import { DIGEST_BYTES, EMPTY_ROOT, nodeDigest } from './digests.ts';

const CAPACITY_FIRST = 64;

/** Entries that one tree holds; a leaf index must stay an exact number. */
export const LEAVES_MAX = 2 ** 40;

/**
 * The Merkle tree of RFC 9162 §2.1, grown leaf by leaf. Digests of complete subtrees are kept (64
 * bytes a leaf), so a root or a proof at any size costs a logarithm, never a walk over the leaves.
 */
export class MerkleTree {
  /** `#levels[h]` holds the digests of the complete subtrees of 2^h leaves, packed in order. */
  readonly #levels: DigestList[] = [];
  #size = 0;

  /** Leaves in the tree. */
  get size(): number {
    return this.#size;
  }

  append(leaf: Uint8Array): void {
    assert(leaf.length === DIGEST_BYTES, `a leaf is a digest of ${DIGEST_BYTES} bytes`);
    assert(this.#size < LEAVES_MAX, `a tree holds at most ${LEAVES_MAX} leaves`);
    let digest = leaf;
    let index = this.#size++;
    for (let height = 0; ; height++, index = (index - 1) / 2) {
      const level = (this.#levels[height] ??= new DigestList());
      level.push(digest);
      if (index % 2 === 0) return;
      digest = nodeDigest(level.at(index - 1), digest);
    }
  }

  /** The leaf digest at `index`. */
  leafAt(index: number): Uint8Array {
    assert(index >= 0 && index < this.#size, 'the leaf is in the tree');
    return this.#levels[0]!.at(index);
  }

  /** The root over the first `size` leaves. */
  rootAt(size: number = this.#size): Uint8Array {
    assert(Number.isInteger(size) && size >= 0 && size <= this.#size, 'the tree has that size');
    return size === 0 ? EMPTY_ROOT.slice() : this.#digest(0, size);
  }

  /** RFC 9162 §2.1.3.1, from the leaf up: proves that leaf `index` is in the tree of `size`. */
  inclusionProof(index: number, size: number = this.#size): Uint8Array[] {
    assert(
      size <= this.#size && index >= 0 && index < size,
      'the leaf is in the tree of that size',
    );
    const proof: Uint8Array[] = [];
    let [start, end] = [0, size];
    while (end - start > 1) {
      const middle = start + splitOf(end - start);
      if (index < middle) {
        proof.push(this.#digest(middle, end));
        end = middle;
      } else {
        proof.push(this.#digest(start, middle));
        start = middle;
      }
    }
    return proof.toReversed();
  }

  /** RFC 9162 §2.1.4.1: proves that the tree of `from` leaves is the beginning of that of `to`. */
  consistencyProof(from: number, to: number = this.#size): Uint8Array[] {
    assert(from >= 0 && from <= to && to <= this.#size, 'the tree has both sizes');
    if (from === 0 || from === to) return [];
    const proof: Uint8Array[] = [];
    let [start, end] = [0, to];
    let whole = true;
    while (from !== end) {
      const middle = start + splitOf(end - start);
      if (from <= middle) {
        proof.push(this.#digest(middle, end));
        end = middle;
      } else {
        proof.push(this.#digest(start, middle));
        start = middle;
        whole = false;
      }
    }
    // The verifier knows the old root itself; it needs the last part only where that is a part.
    if (!whole) proof.push(this.#digest(start, end));
    return proof.toReversed();
  }

  /** The digest over leaves `start` to `end`, where `start` is a multiple of their split. */
  #digest(start: number, end: number): Uint8Array {
    const count = end - start;
    const height = Math.log2(count);
    if (Number.isInteger(height)) return this.#levels[height]!.at(start / count);
    const middle = start + splitOf(count);
    return nodeDigest(this.#digest(start, middle), this.#digest(middle, end));
  }
}

/** The largest power of two below `count`, RFC 9162 §2.1.1. `count` is at least 2. */
function splitOf(count: number): number {
  return 2 ** Math.ceil(Math.log2(count) - 1);
}

/** Digests in one block of memory; an object for each would take four times as much. */
class DigestList {
  #bytes = new Uint8Array(CAPACITY_FIRST * DIGEST_BYTES);
  #count = 0;

  push(digest: Uint8Array): void {
    if (this.#count * DIGEST_BYTES === this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(digest, this.#count++ * DIGEST_BYTES);
  }

  at(index: number): Uint8Array {
    assert(index >= 0 && index < this.#count, 'the digest is in the list');
    return this.#bytes.slice(index * DIGEST_BYTES, (index + 1) * DIGEST_BYTES);
  }
}
