import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Journal, SealedEntry } from '@bulkhead/engine';
import { assert } from '@bulkhead/kernel';
import { messageOf, StoreFailed } from '../failed.ts';
import { makeFolder } from '../files/sync.ts';
import { CommitQueue } from './commit-queue.ts';
import { lockFolder } from './lock.ts';
import { EMPTY_TAIL, entryOfRow, JOURNAL_FILE, JOURNAL_SCHEMA, tailAfter } from './rows.ts';
import type { Row, Tail } from './rows.ts';
import { damaged, openDatabase } from './schema.ts';

/**
 * Opens the journal of a folder, or makes one, as its only writer. Checks that no sequence is
 * missing and that the last entries are whole and chained; `checkJournal` checks them all. Every
 * `read` checks what it reads. Throws `StoreFailed`, and then nothing was changed.
 */
export function openJournal(folder: string): Journal {
  makeFolder(folder);
  const lock = lockFolder(folder);
  try {
    const path = join(folder, JOURNAL_FILE);
    const database = openDatabase(path, JOURNAL_SCHEMA);
    try {
      return new SqliteJournal(path, database, lock);
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Entries at the end that are checked on opening: what a crash or a bad disk hits first. */
const TAIL_COUNT = 64;

class SqliteJournal implements Journal {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #lock: { release(): void };
  readonly #queue: CommitQueue;
  /** Of the newest entry taken, durable or not yet. */
  #tail: Tail = EMPTY_TAIL;
  #length = 0;
  #isClosed = false;

  constructor(path: string, database: DatabaseSync, lock: { release(): void }) {
    this.#path = path;
    this.#database = database;
    this.#lock = lock;
    this.#checkTail();
    const insert = database.prepare('INSERT INTO entry (sequence, leaf, bytes) VALUES (?, ?, ?)');
    this.#queue = new CommitQueue(database, path, (entries) => {
      for (const { entry, leaf, bytes } of entries) insert.run(entry.sequence, leaf, bytes);
    });
  }

  get length(): number {
    return this.#length;
  }

  async append(entries: readonly SealedEntry[]): Promise<void> {
    this.#queue.assertUsable();
    let tail = this.#tail;
    for (const sealed of entries) {
      const { sequence, previous } = sealed.entry;
      if (sequence !== tail.next || previous !== tail.leafHex) {
        const problem = `entry ${sequence} does not follow entry ${tail.next - 1}`;
        throw this.#queue.fail(new StoreFailed(`${this.#path}: ${problem}. Open it again.`));
      }
      tail = tailAfter(sealed);
    }
    this.#tail = tail;
    await this.#queue.add(entries, () => {
      this.#length += entries.length;
    });
  }

  read(from: number, countMax: number): readonly SealedEntry[] {
    assert(from >= 0 && countMax >= 0, 'reading starts at an entry and has a limit');
    if (countMax === 0) return [];
    // One row earlier tells what the first row must name as `previous`.
    const first = Math.max(0, from - 1);
    const limit = Math.min(countMax + (from - first), this.#length - first);
    if (limit <= 0) return [];
    const found = this.#rows(first, limit);
    return from === first ? found : found.slice(1);
  }

  lastCheckpoint(): string | undefined {
    const row = this.#database
      .prepare('SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1')
      .get();
    return typeof row?.['note'] === 'string' ? row['note'] : undefined;
  }

  async saveCheckpoint(size: number, note: string): Promise<void> {
    assert(size <= this.#length, 'a checkpoint covers durable entries only');
    this.#queue.assertUsable();
    try {
      this.#database
        .prepare('INSERT INTO checkpoint (size, note) VALUES (?, ?) ON CONFLICT DO NOTHING')
        .run(size, note);
    } catch (error) {
      const problem = `checkpoint ${size} cannot be saved: ${messageOf(error)}`;
      throw this.#queue.fail(new StoreFailed(`${this.#path}: ${problem}.`, { cause: error }));
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#queue.close();
    this.#database.close();
    this.#lock.release();
  }

  #checkTail(): void {
    const row = this.#guarded(() =>
      this.#database.prepare('SELECT count(*) AS count, max(sequence) AS last FROM entry').get(),
    );
    const count = Number(row?.['count'] ?? 0);
    const last = Number(row?.['last'] ?? -1);
    if (last !== count - 1) {
      throw damaged(
        this.#path,
        JOURNAL_SCHEMA,
        `${last + 1 - count} of ${last + 1} entries are missing`,
      );
    }
    const signed = this.#guarded(() =>
      this.#database.prepare('SELECT max(size) AS size FROM checkpoint').get(),
    );
    const size = Number(signed?.['size'] ?? 0);
    if (size > count) {
      const detail = `a checkpoint was signed over ${size} entries and ${count} are here`;
      throw damaged(this.#path, JOURNAL_SCHEMA, detail);
    }
    this.#length = count;
    const newest = this.read(Math.max(0, count - TAIL_COUNT), TAIL_COUNT).at(-1);
    if (newest !== undefined) this.#tail = tailAfter(newest);
  }

  #rows(first: number, limit: number): SealedEntry[] {
    const rows: readonly Row[] = this.#guarded(() =>
      this.#database
        .prepare(
          'SELECT sequence, leaf, bytes FROM entry WHERE sequence >= ? ORDER BY sequence LIMIT ?',
        )
        .all(first, limit),
    );
    const found: SealedEntry[] = [];
    let tail: Tail | undefined = first === 0 ? EMPTY_TAIL : undefined;
    for (const row of rows) {
      const sealed = entryOfRow(row, tail);
      if (typeof sealed === 'string') {
        const at = String(row['sequence']);
        throw damaged(this.#path, JOURNAL_SCHEMA, `entry ${at} ${sealed}`);
      }
      tail = tailAfter(sealed);
      found.push(sealed);
    }
    if (found.length !== limit) {
      throw damaged(this.#path, JOURNAL_SCHEMA, `entry ${first + found.length} is missing`);
    }
    return found;
  }

  /** SQLite finds damaged pages only when it reads them. */
  #guarded<T>(query: () => T): T {
    try {
      return query();
    } catch (error) {
      throw damaged(this.#path, JOURNAL_SCHEMA, messageOf(error), error);
    }
  }
}
