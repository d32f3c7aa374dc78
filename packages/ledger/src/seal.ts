import { canonicalJson, fromUtf8, InvariantBroken, assert, sha256, utf8 } from '@bulkhead/kernel';
import { Entry } from '@bulkhead/model';
import type { Parsed } from './result.ts';

/** Bytes of one entry's canonical JSON. An entry cites evidence; it never contains it. */
export const ENTRY_BYTES_MAX = 1024 * 1024;

/** `previous` of the first entry: 64 zeros. */
export const NO_PREVIOUS = '0'.repeat(64);

/** RFC 9162 §2.1.1: leaves and nodes are hashed apart, so that neither passes for the other. */
const LEAF_PREFIX = Uint8Array.of(0);

/** An entry with the bytes that were hashed. */
export interface Sealed {
  readonly entry: Entry;
  /** Canonical JSON (RFC 8785) of `entry`, UTF-8. */
  readonly bytes: Uint8Array;
  /** RFC 9162 leaf digest of `bytes`. */
  readonly leaf: Uint8Array;
}

/** The leaf digest of an entry's bytes: SHA-256(0x00 || bytes), RFC 9162 §2.1.1. */
export function leafDigest(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return sha256(LEAF_PREFIX, bytes);
}

/**
 * Makes an entry final. Members that the schema does not know are left out, and what the schema
 * refuses breaks here: an entry that could not be read again must never reach the journal.
 */
export function sealEntry(draft: Entry): Sealed {
  const parsed = Entry.safeParse(draft);
  assert(parsed.success, `entry ${draft.sequence} fits the schema: ${firstIssue(parsed.error)}`);
  const bytes = utf8(canonicalJson(parsed.data));
  assert(bytes.length <= ENTRY_BYTES_MAX, `an entry is at most ${ENTRY_BYTES_MAX} bytes`);
  return { entry: parsed.data, bytes, leaf: leafDigest(bytes) };
}

/** Reads an entry from any bytes. Only the one canonical text of an entry is accepted. */
export function openEntry(bytes: Uint8Array): Parsed<Sealed> {
  if (bytes.length > ENTRY_BYTES_MAX) return { problem: `is longer than ${ENTRY_BYTES_MAX} bytes` };
  const text = fromUtf8(bytes);
  if (text === undefined) return { problem: 'is not UTF-8 text' };
  const json = parseJson(text);
  if (json === undefined) return { problem: 'is not JSON' };
  const parsed = Entry.safeParse(json);
  if (!parsed.success) return { problem: `is not an entry: ${firstIssue(parsed.error)}` };
  if (canonicalText(parsed.data) !== text) {
    return { problem: 'is not the canonical text of an entry' };
  }
  return { value: { entry: parsed.data, bytes, leaf: leafDigest(bytes) } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Text from outside can hold a lone surrogate, which has no canonical form. */
function canonicalText(value: unknown): string | undefined {
  try {
    return canonicalJson(value);
  } catch (error) {
    if (error instanceof InvariantBroken) return undefined;
    throw error;
  }
}

function firstIssue(error: Issues | undefined): string {
  const issue = error?.issues[0];
  return issue === undefined ? 'no issue' : `${issue.path.join('.') || 'entry'}: ${issue.message}`;
}

interface Issues {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}
