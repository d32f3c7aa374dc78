import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { chainedNotes, JOURNAL_PROMISES, temporaryFolder } from '@bulkhead/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkJournal, openJournal, QUEUE_ENTRIES_MAX, StoreFailed } from '../mod.ts';
import { JOURNAL_FILE, JOURNAL_SCHEMA } from './rows.ts';
import { openDatabase, readPragma } from './schema.ts';

let folder = '';
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the journal on SQLite', () => {
  test.each(JOURNAL_PROMISES)('$promise', async ({ hold }) => {
    await hold(() => openJournal(folder));
  });

  test('syncs at every commit: write-ahead log, synchronous = FULL', () => {
    const database = openDatabase(join(folder, 'any.sqlite'), JOURNAL_SCHEMA);
    expect(readPragma(database, 'journal_mode')).toBe('wal');
    expect(readPragma(database, 'synchronous')).toBe(2);
    database.close();
  });

  test('refuses what its queue cannot hold, and keeps what it took before', async () => {
    const entries = chainedNotes(1);
    const journal = openJournal(folder);
    const kept = journal.append(entries);
    const [next] = chainedNotes(1, entries[0]);
    const flood = Array.from({ length: QUEUE_ENTRIES_MAX }, (_, i) => ({
      ...next!,
      entry: { ...next!.entry, sequence: i + 1, previous: hexOf(i === 0 ? entries[0]! : next!) },
    }));
    await expect(journal.append(flood)).rejects.toThrow(/entries or \d+ bytes wait/);
    await kept;
    await expect(journal.append([])).rejects.toThrow(StoreFailed);
    await journal.close();
    expect(checkJournal(folder)).toMatchObject({ ok: true, entries: 1 });
  });

  test('can be checked while it is written', async () => {
    const journal = openJournal(folder);
    await journal.append(chainedNotes(3));
    expect(checkJournal(folder)).toMatchObject({ ok: true, entries: 3 });
    await journal.close();
  });
});

function hexOf(sealed: { readonly leaf: Uint8Array }): string {
  return Buffer.from(sealed.leaf).toString('hex');
}

async function written(count: number): Promise<void> {
  const journal = openJournal(folder);
  await journal.append(chainedNotes(count));
  await journal.saveCheckpoint(count, 'note');
  await journal.close();
}

function tamper(sql: string): void {
  const database = new DatabaseSync(join(folder, JOURNAL_FILE));
  database.exec(sql);
  database.close();
}

describe('damage is named, and nothing is deleted', () => {
  // Change -> the entry that the full check names, and whether opening already refuses.
  const changes: readonly [string, string, number, boolean][] = [
    ['an entry deleted', 'DELETE FROM entry WHERE sequence = 7', 7, true],
    ['the last entry deleted', 'DELETE FROM entry WHERE sequence = 199', 199, true],
    ['an old entry changed', `UPDATE entry SET bytes = x'7b7d' WHERE sequence = 3`, 3, false],
    ['a late entry changed', `UPDATE entry SET bytes = x'7b7d' WHERE sequence = 198`, 198, true],
    ['a digest changed', 'UPDATE entry SET leaf = zeroblob(32) WHERE sequence = 199', 199, true],
    [
      'two entries swapped',
      `UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE sequence = 190),
        bytes = (SELECT bytes FROM entry WHERE sequence = 190) WHERE sequence = 189`,
      189,
      true,
    ],
  ];

  test.each(changes)('%s', async (_, sql, at, isRefused) => {
    await written(200);
    tamper(sql);
    expect(checkJournal(folder)).toMatchObject({ ok: false, at });
    const path = join(folder, JOURNAL_FILE);
    const before = readFileSync(path);
    if (isRefused) expect(() => openJournal(folder)).toThrow(/damaged.*Nothing was changed/);
    expect(readFileSync(path)).toEqual(before);
  });

  test('an entry replaced together with its digest breaks the chain', async () => {
    await written(200);
    const forged = chainedNotes(151, undefined, 'forged')[150]!;
    const database = new DatabaseSync(join(folder, JOURNAL_FILE));
    database
      .prepare('UPDATE entry SET leaf = ?, bytes = ? WHERE sequence = 150')
      .run(forged.leaf, forged.bytes);
    database.close();
    expect(checkJournal(folder)).toMatchObject({ ok: false, at: 150 });
    expect(() => openJournal(folder)).toThrow(/entry 150 does not name the digest/);
  });

  test('an old entry that was changed is found when it is read', async () => {
    await written(200);
    tamper(`UPDATE entry SET bytes = x'7b7d' WHERE sequence = 3`);
    const journal = openJournal(folder);
    expect(journal.read(5, 10)).toHaveLength(10);
    expect(() => journal.read(0, 10)).toThrow(/entry 3 does not match its digest/);
    await journal.close();
  });
});

describe('a file that is not whole, or not ours', () => {
  test.each([
    ['text in place of a database', 'this is not a database, and long enough to be looked at'],
    ['an empty file', ''],
    ['half a database', undefined],
  ])('%s', async (_, text) => {
    await written(200);
    const path = join(folder, JOURNAL_FILE);
    const bytes = readFileSync(path);
    const half = text ?? bytes.subarray(0, bytes.length / 2);
    writeFileSync(path, half);
    expect(() => openJournal(folder)).toThrow(StoreFailed);
    expect(readFileSync(path)).toEqual(Buffer.from(half));
  });

  test('any flipped byte of the file: opened whole, or refused with one error', async () => {
    await written(200);
    const path = join(folder, JOURNAL_FILE);
    const copy = join(folder, 'copy');
    copyFileSync(path, copy);
    const bytes = readFileSync(copy);
    const last = chainedNotes(200).at(-1);
    let refused = 0;
    for (let at = 0; at < bytes.length; at += 997) {
      const edited = Buffer.from(bytes);
      edited[at]! ^= 0x55;
      writeFileSync(path, edited);
      try {
        const journal = openJournal(folder);
        try {
          expect(journal.read(0, 1_000).at(-1), `byte ${at}`).toEqual(last);
        } finally {
          await journal.close();
        }
      } catch (error) {
        if (!(error instanceof StoreFailed)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(10);
  });

  test.each([
    ['a file of another program', 'PRAGMA application_id = 5', /not a Bulkhead journal/],
    ['a newer version', 'PRAGMA user_version = 99', /version 99.*newer Bulkhead/],
  ])('%s', async (_, sql, message) => {
    await written(1);
    tamper(sql);
    expect(() => openJournal(folder)).toThrow(message);
  });

  test('a folder that is a file', () => {
    const path = join(folder, 'file');
    writeFileSync(path, '');
    expect(() => openJournal(path)).toThrow(/cannot be made/);
    expect(() => openJournal(join(path, 'below'))).toThrow(/cannot be made/);
  });
});
