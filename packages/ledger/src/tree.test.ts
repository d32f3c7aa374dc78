import { readFileSync } from 'node:fs';
import { concat, fromBase64, sha256, toHex, utf8 } from '@bulkhead/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leafDigest, MerkleTree, verifyConsistency, verifyInclusion } from './mod.ts';

interface Vector {
  readonly file: string;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}

interface InclusionVector extends Vector {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly root: string;
  readonly leafHash: string;
}

interface ConsistencyVector extends Vector {
  readonly size1: number;
  readonly size2: number;
  readonly root1: string;
  readonly root2: string;
}

function vectors(name: string): string {
  return readFileSync(new URL(`../testdata/${name}.json`, import.meta.url), 'utf8');
}

const inclusionVectors: readonly InclusionVector[] = JSON.parse(vectors('inclusion'));
const consistencyVectors: readonly ConsistencyVector[] = JSON.parse(vectors('consistency'));

const bytes = (base64: string): Uint8Array => fromBase64(base64 ?? '') ?? new Uint8Array();
const proofOf = (vector: Vector): Uint8Array[] => (vector.proof ?? []).map(bytes);

describe('public vectors of transparency-dev', () => {
  test.each(inclusionVectors)('$file', (vector) => {
    const holds = verifyInclusion({
      leaf: bytes(vector.leafHash),
      index: vector.leafIdx,
      size: vector.treeSize,
      root: bytes(vector.root),
      proof: proofOf(vector),
    });
    expect(holds).toBe(!vector.wantErr);
  });

  test.each(consistencyVectors)('$file', (vector) => {
    const holds = verifyConsistency({
      from: vector.size1,
      to: vector.size2,
      rootFrom: bytes(vector.root1),
      rootTo: bytes(vector.root2),
      proof: proofOf(vector),
    });
    expect(holds).toBe(!vector.wantErr);
  });
});

// The definitions of RFC 9162, word for word: slow, and easy to hold against the text.
function mth(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0]!;
  const k = splitOf(leaves.length);
  return sha256(Uint8Array.of(1), mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}

function path(m: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return [];
  const k = splitOf(leaves.length);
  return m < k
    ? [...path(m, leaves.slice(0, k)), mth(leaves.slice(k))]
    : [...path(m - k, leaves.slice(k)), mth(leaves.slice(0, k))];
}

function subproof(m: number, leaves: readonly Uint8Array[], whole: boolean): Uint8Array[] {
  if (m === leaves.length) return whole ? [] : [mth(leaves)];
  const k = splitOf(leaves.length);
  return m <= k
    ? [...subproof(m, leaves.slice(0, k), whole), mth(leaves.slice(k))]
    : [...subproof(m - k, leaves.slice(k), false), mth(leaves.slice(0, k))];
}

function splitOf(count: number): number {
  let k = 1;
  while (k * 2 < count) k *= 2;
  return k;
}

const SIZE_MAX = 70;
const leaves = Array.from({ length: SIZE_MAX }, (_, i) => leafDigest(utf8(`leaf ${i}`)));

function treeOf(size: number): MerkleTree {
  const tree = new MerkleTree();
  for (const leaf of leaves.slice(0, size)) tree.append(leaf);
  return tree;
}

const hex = (parts: readonly Uint8Array[]): string[] => parts.map(toHex);

describe('the tree agrees with the definitions of RFC 9162', () => {
  const tree = treeOf(SIZE_MAX);

  test('roots, at every size', () => {
    for (let size = 0; size <= SIZE_MAX; size++) {
      expect(toHex(tree.rootAt(size))).toBe(toHex(mth(leaves.slice(0, size))));
    }
  });

  test('inclusion proofs, of every leaf at every size', () => {
    for (let size = 1; size <= SIZE_MAX; size += 3) {
      for (let index = 0; index < size; index++) {
        expect(hex(tree.inclusionProof(index, size))).toEqual(
          hex(path(index, leaves.slice(0, size))),
        );
      }
    }
  });

  test('consistency proofs, between all sizes', () => {
    for (let to = 1; to <= SIZE_MAX; to += 3) {
      for (let from = 1; from <= to; from++) {
        expect(hex(tree.consistencyProof(from, to))).toEqual(
          hex(subproof(from, leaves.slice(0, to), true)),
        );
      }
    }
  });
});

describe('laws', () => {
  const sizes = fc.integer({ min: 1, max: SIZE_MAX });

  test('a leaf that is added keeps every older proof valid', () => {
    fc.assert(
      fc.property(sizes, sizes, fc.nat(SIZE_MAX), (a, b, at) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const [older, newer] = [treeOf(from), treeOf(to)];
        const index = at % from;
        const inclusion = older.inclusionProof(index);
        expect(newer.inclusionProof(index, from)).toEqual(inclusion);
        const [rootFrom, rootTo] = [older.rootAt(), newer.rootAt()];
        const given = { leaf: leaves[index]!, index, size: from, root: rootFrom };
        expect(verifyInclusion({ ...given, proof: inclusion })).toBe(true);
        const proof = newer.consistencyProof(from);
        expect(verifyConsistency({ from, to, rootFrom, rootTo, proof })).toBe(true);
      }),
    );
  });

  test('a proof with one bit changed, a part lost or a part more proves nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: SIZE_MAX }), fc.nat(), fc.nat(), (size, at, bit) => {
        const tree = treeOf(size);
        const index = at % size;
        const proof = tree.inclusionProof(index);
        const given = { leaf: leaves[index]!, index, size, root: tree.rootAt() };
        const flipped = proof.map((part) => part.slice());
        const hit = flipped[bit % flipped.length]!;
        hit[bit % hit.length]! ^= 1 << (bit % 8);
        expect(verifyInclusion({ ...given, proof: flipped })).toBe(false);
        expect(verifyInclusion({ ...given, proof: proof.slice(1) })).toBe(false);
        expect(verifyInclusion({ ...given, proof: [...proof, proof[0]!] })).toBe(false);
        expect(verifyInclusion({ ...given, index: index ^ 1, proof })).toBe(false);
      }),
    );
  });

  test('a verifier returns for every input', () => {
    const parts = fc.array(fc.uint8Array({ maxLength: 33 }), { maxLength: 5 });
    fc.assert(
      fc.property(parts, fc.double(), fc.double(), (proof, from, to) => {
        const [leaf, root] = [concat(...proof), concat(...proof)];
        expect(verifyInclusion({ leaf, index: from, size: to, root, proof })).toBe(false);
        const roots = { rootFrom: leaf, rootTo: leafDigest(root) };
        expect(verifyConsistency({ from, to, ...roots, proof })).toBe(false);
      }),
    );
  });
});
