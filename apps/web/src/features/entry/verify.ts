import { canonicalJson, fromHex, toHex, utf8 } from '@bulkhead/kernel';
import {
  leafDigest,
  NO_PREVIOUS,
  openCheckpoint,
  parseVerifierKey,
  verifyInclusion,
} from '@bulkhead/ledger';
import type { Entry } from '@bulkhead/model';
import type { ProvenEntry } from '../../client.ts';

/** One thing that this browser worked out by itself. */
export interface Check {
  readonly what: string;
  readonly holds: boolean;
  /** Why not, or what it was held against. */
  readonly detail: string;
}

/** The bytes that were hashed: canonical JSON (RFC 8785). */
export function canonicalText(entry: Entry): string {
  return canonicalJson(entry);
}

/** RFC 9162 leaf digest of the entry, in hexadecimal. */
export function leafOf(entry: Entry): string {
  return toHex(leafDigest(utf8(canonicalText(entry))));
}

/** The key of the journal, as its first entry names it. */
export function keyOf(first: Entry): string {
  return first.body.kind === 'journal-opened' ? first.body.publicKey : '';
}

/**
 * Holds an entry against the entry before it, the tree and the signature. Nothing that the server
 * says of itself is taken for true, save the key, which a person compares with the one kept
 * elsewhere.
 */
export async function verifyEntry(
  given: ProvenEntry,
  before: Entry | null,
  key: string,
): Promise<readonly Check[]> {
  return [chain(given.entry, before), inclusion(given), await signature(given, key)];
}

function chain(entry: Entry, before: Entry | null): Check {
  if (before === null) {
    const holds = entry.sequence === 0 && entry.previous === NO_PREVIOUS;
    return { what: 'It is the first entry', holds, detail: 'No entry comes before it.' };
  }
  const holds = before.sequence === entry.sequence - 1 && leafOf(before) === entry.previous;
  return {
    what: `It follows entry ${entry.sequence - 1}`,
    holds,
    detail: holds
      ? 'It holds the digest of the entry before.'
      : 'The digest that it holds is not the one of the entry before.',
  };
}

function inclusion({ entry, inclusion: given }: ProvenEntry): Check {
  const proof = given.proof.map((part) => fromHex(part) ?? new Uint8Array());
  const holds =
    given.index === entry.sequence &&
    verifyInclusion({
      leaf: leafDigest(utf8(canonicalText(entry))),
      index: given.index,
      size: given.size,
      root: fromHex(given.root) ?? new Uint8Array(),
      proof,
    });
  return {
    what: 'It is in the journal',
    holds,
    detail: holds
      ? `${proof.length} digests lead from its bytes to the root of ${given.size} entries.`
      : 'Its bytes do not lead to the root.',
  };
}

async function signature(
  { checkpoint, inclusion: given }: ProvenEntry,
  key: string,
): Promise<Check> {
  const what = 'The root is signed';
  const parsed = parseVerifierKey(key);
  if ('problem' in parsed) return { what, holds: false, detail: `The key ${parsed.problem}.` };
  const opened = await openCheckpoint(checkpoint, parsed.value);
  if ('problem' in opened) {
    return { what, holds: false, detail: `The checkpoint ${opened.problem}.` };
  }
  const { size, root } = opened.value;
  const holds = size === given.size && toHex(root) === given.root;
  return {
    what,
    holds,
    detail: holds
      ? `By ${parsed.value.name}, key ${parsed.value.id}.`
      : 'The checkpoint is about another root.',
  };
}
