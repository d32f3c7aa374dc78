import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageOf, StoreFailed } from '../failed.ts';
import { kindOf, SQLITE_BUSY } from './schema.ts';

/**
 * Makes this process the only writer of a folder until `release` or its death. The operating system
 * drops the lock of a killed process, so a lock is never stale. Readers are not kept out.
 */
export function lockFolder(folder: string): { release(): void } {
  const note = join(folder, 'writer.txt');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(folder, 'writer.lock'), { timeout: 0 });
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    throw lockFailed(folder, note, error);
  }
  const held = database;
  writeFileSync(note, `process ${process.pid} on ${hostname()}`, { mode: 0o600 });
  return {
    release() {
      rmSync(note, { force: true });
      held.close();
    },
  };
}

function lockFailed(folder: string, note: string, error: unknown): StoreFailed {
  if (kindOf(error) !== SQLITE_BUSY) {
    return new StoreFailed(`${folder}: cannot be written: ${messageOf(error)}.`, { cause: error });
  }
  return new StoreFailed(
    `${folder}: another process writes here${writerOf(note)}. ` +
      'Stop it first, or use another folder.',
    { retryable: true, cause: error },
  );
}

/** Only a help to the reader: the lock itself is what counts. */
function writerOf(note: string): string {
  try {
    return `: ${readFileSync(note, 'utf8').slice(0, 200)}`;
  } catch {
    return '';
  }
}
