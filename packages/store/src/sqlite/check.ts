import { join } from 'node:path';
import { canonicalJson } from '@bulkhead/kernel';
import { Entry } from '@bulkhead/model';
import { messageOf } from '../failed.ts';
import { EMPTY_TAIL, entryOfRow, JOURNAL_FILE, JOURNAL_SCHEMA, tailAfter } from './rows.ts';
import type { Tail } from './rows.ts';
import { openForReading, readPragma } from './schema.ts';

/** What `checkJournal` found. */
export interface JournalCheck {
  readonly ok: boolean;
  /** Entries that are whole and chained, from the first on. */
  readonly entries: number;
  /** Leaf digest of the last of them, hexadecimal; 64 zeros where there is none. */
  readonly lastLeaf: string;
  /** Newest signed checkpoint, as it stands in the file; its signature is not verified here. */
  readonly checkpoint: string | undefined;
  /** Sequence at which the damage shows; undefined where no entry is concerned. */
  readonly at?: number;
  /** One sentence on what is wrong and where. */
  readonly what?: string;
}

/**
 * Reads a whole journal and checks every entry: bytes, schema, sequence, chain. For `doctor`: it
 * only reads, also while another process writes. Throws `StoreFailed` where there is none to read.
 */
export function checkJournal(folder: string): JournalCheck {
  const path = join(folder, JOURNAL_FILE);
  const database = openForReading(path, JOURNAL_SCHEMA);
  let tail: Tail = EMPTY_TAIL;
  let checkpoint: string | undefined;
  const failed = (what: string, at?: number): JournalCheck => ({
    ok: false,
    entries: tail.next,
    lastLeaf: tail.leafHex,
    checkpoint,
    ...(at === undefined ? {} : { at }),
    what: `${path}: ${what}. Nothing was changed; keep the folder and restore a backup beside it.`,
  });
  try {
    const query = database.prepare('SELECT sequence, leaf, bytes FROM entry ORDER BY sequence');
    for (const row of query.iterate()) {
      const sealed = entryOfRow(row, tail);
      if (typeof sealed === 'string') return failed(`entry ${tail.next} ${sealed}`, tail.next);
      const parsed = Entry.safeParse(sealed.entry);
      if (!parsed.success || canonicalJson(parsed.data) !== Buffer.from(sealed.bytes).toString()) {
        return failed(`entry ${tail.next} is not the canonical text of an entry`, tail.next);
      }
      tail = tailAfter(sealed);
    }
    const pages = readPragma(database, 'integrity_check(1)');
    if (pages !== 'ok') return failed(`SQLite reports: ${String(pages)}`);
    const newest = database.prepare('SELECT size, note FROM checkpoint ORDER BY size DESC').get();
    if (typeof newest?.['note'] === 'string') checkpoint = newest['note'];
    const size = Number(newest?.['size'] ?? 0);
    if (size > tail.next) {
      return failed(
        `a checkpoint was signed over ${size} entries, ${tail.next} are here`,
        tail.next,
      );
    }
    return { ok: true, entries: tail.next, lastLeaf: tail.leafHex, checkpoint };
  } catch (error) {
    return failed(`entry ${tail.next} cannot be read: ${messageOf(error)}`, tail.next);
  } finally {
    database.close();
  }
}
