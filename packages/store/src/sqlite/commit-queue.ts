import type { DatabaseSync } from 'node:sqlite';
import type { SealedEntry } from '@bulkhead/engine';
import { messageOf, StoreFailed } from '../failed.ts';

/** Entries and bytes that may wait for a commit. What comes on top fails the journal. */
export const QUEUE_ENTRIES_MAX = 65_536;
export const QUEUE_BYTES_MAX = 128 * 1024 * 1024;

/** Entries of one transaction: bounds how long one commit holds up the event loop. */
export const COMMIT_ENTRIES_MAX = 512;

interface Waiting {
  readonly entries: readonly SealedEntry[];
  readonly done: () => void;
  readonly failed: (error: StoreFailed) => void;
}

/**
 * Joins the appends of one turn of the event loop into one transaction with one fsync. The first
 * failure is final: after a failed fsync nobody knows what the disk holds, so only a new process
 * that opens the journal again may go on.
 */
export class CommitQueue {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #write: (entries: readonly SealedEntry[]) => void;
  #waiting: Waiting[] = [];
  #waitingEntries = 0;
  #waitingBytes = 0;
  #isScheduled = false;
  #failure: StoreFailed | undefined;

  constructor(
    database: DatabaseSync,
    path: string,
    write: (entries: readonly SealedEntry[]) => void,
  ) {
    this.#database = database;
    this.#path = path;
    this.#write = write;
  }

  /** Throws the first failure again. */
  assertUsable(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Makes `failure` final and returns it. */
  fail(failure: StoreFailed): StoreFailed {
    this.#failure ??= failure;
    return failure;
  }

  /** Resolves when `entries` are durable; `onDurable` runs just before, in the order of calls. */
  async add(entries: readonly SealedEntry[], onDurable: () => void): Promise<void> {
    if (entries.length === 0) return;
    this.#waitingEntries += entries.length;
    for (const { bytes } of entries) this.#waitingBytes += bytes.length;
    if (this.#waitingEntries > QUEUE_ENTRIES_MAX || this.#waitingBytes > QUEUE_BYTES_MAX) {
      throw this.fail(
        new StoreFailed(
          `${this.#path}: more than ${QUEUE_ENTRIES_MAX} entries or ${QUEUE_BYTES_MAX} bytes ` +
            'wait to be written: the disk is too slow for what comes in. Start Bulkhead again.',
        ),
      );
    }
    await new Promise<void>((resolve, reject) => {
      const done = (): void => {
        onDurable();
        resolve();
      };
      this.#waiting.push({ entries, done, failed: reject });
      this.#schedule();
    });
  }

  /** Writes what waits, now. */
  close(): void {
    while (this.#waiting.length > 0) this.#commit();
    this.fail(new StoreFailed(`${this.#path}: the journal is closed.`));
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#commit();
      // The rest gets a turn of its own, so that requests are answered between two commits.
      if (this.#waiting.length > 0) this.#schedule();
    });
  }

  #commit(): void {
    const group = this.#takeGroup();
    if (group.length === 0) return;
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      for (const { entries } of group) this.#write(entries);
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#giveUp(group, error);
      return;
    }
    for (const { done } of group) done();
  }

  #takeGroup(): Waiting[] {
    let count = 0;
    let entries = 0;
    for (const waiting of this.#waiting) {
      entries += waiting.entries.length;
      if (count > 0 && entries > COMMIT_ENTRIES_MAX) break;
      count++;
    }
    const group = this.#waiting.splice(0, count);
    for (const waiting of group) {
      this.#waitingEntries -= waiting.entries.length;
      for (const { bytes } of waiting.entries) this.#waitingBytes -= bytes.length;
    }
    return group;
  }

  #giveUp(group: readonly Waiting[], error: unknown): void {
    const failure = this.fail(
      new StoreFailed(
        `${this.#path}: entries cannot be written: ${messageOf(error)}. Nothing of this commit ` +
          'was kept. Free space or repair the disk, then start again.',
        { cause: error },
      ),
    );
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    const rest = this.#waiting.splice(0);
    this.#waitingEntries = 0;
    this.#waitingBytes = 0;
    for (const { failed } of [...group, ...rest]) failed(failure);
  }
}
