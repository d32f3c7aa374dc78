import { hash } from 'node:crypto';
import type { SealedEntry } from '@bulkhead/engine';
import type { Entry } from '@bulkhead/model';
import type { Schema } from './schema.ts';

/** Name of the journal's file in its folder. */
export const JOURNAL_FILE = 'journal.sqlite';

export const JOURNAL_SCHEMA: Schema = {
  applicationId: 0x42_4b_48_4a,
  version: 1,
  what: 'journal',
  tables: `
    CREATE TABLE entry (
      sequence INTEGER PRIMARY KEY,
      leaf BLOB NOT NULL CHECK (length(leaf) = 32),
      bytes BLOB NOT NULL
    ) STRICT;
    CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;
  `,
};

/** What the row before promised the next one. */
export interface Tail {
  /** Sequence that the next entry must have. */
  readonly next: number;
  /** Leaf digest, hexadecimal, that the next entry must name as `previous`. */
  readonly leafHex: string;
}

export const EMPTY_TAIL: Tail = { next: 0, leafHex: '0'.repeat(64) };

/** Zero byte and entry in one piece: one call of the hash takes a third of the time of three. */
let scratch = new Uint8Array(64 * 1024);

/** A row as an entry, or what is wrong with it. Without a `tail` the row stands alone. */
export function entryOfRow(row: Row, tail: Tail | undefined): SealedEntry | string {
  const { sequence, leaf, bytes } = row;
  if (!(leaf instanceof Uint8Array) || !(bytes instanceof Uint8Array)) return 'has no bytes';
  if (tail !== undefined && sequence !== tail.next) {
    return `follows entry ${tail.next - 1}: entries are missing between`;
  }
  if (!leafOf(bytes).equals(leaf)) return 'does not match its digest: its bytes were changed';
  let entry: Entry;
  try {
    // The digest holds, so these are the bytes that passed the schema when they were sealed.
    entry = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString());
  } catch {
    return 'is not JSON';
  }
  if (entry.sequence !== sequence) return `calls itself entry ${entry.sequence}`;
  if (tail !== undefined && entry.previous !== tail.leafHex)
    return 'does not name the digest of the entry before it';
  return { entry, bytes, leaf };
}

export type Row = Readonly<Record<string, unknown>>;

/** The promise to the entry after `sealed`. */
export function tailAfter(sealed: SealedEntry): Tail {
  return { next: sealed.entry.sequence + 1, leafHex: Buffer.from(sealed.leaf).toString('hex') };
}

/** RFC 9162 §2.1.1: SHA-256(0x00 || bytes). */
function leafOf(bytes: Uint8Array): Buffer {
  if (scratch.length <= bytes.length) scratch = new Uint8Array(2 * bytes.length);
  scratch.set(bytes, 1);
  return hash('sha256', scratch.subarray(0, bytes.length + 1), 'buffer');
}
