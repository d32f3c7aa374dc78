import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageOf, StoreFailed } from '../failed.ts';

/**
 * Makes this process the only writer of a folder until `release` or its death. The operating system
 * drops the lock of a killed process, so a lock is never stale. Readers are not kept out.
 */
export function lockFolder(folder: string): { release(): void } {
  const database = new DatabaseSync(join(folder, 'writer.lock'), { timeout: 0 });
  const note = join(folder, 'writer.txt');
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw new StoreFailed(
      `${folder}: another process writes here${writerOf(note)}. Stop it first, or use another ` +
        `folder. (${messageOf(error)})`,
      { retryable: true, cause: error },
    );
  }
  writeFileSync(note, `process ${process.pid} on ${hostname()}`, { mode: 0o600 });
  return {
    release() {
      rmSync(note, { force: true });
      database.close();
    },
  };
}

/** Only a help to the reader: the lock itself is what counts. */
function writerOf(note: string): string {
  try {
    return `: ${readFileSync(note, 'utf8').slice(0, 200)}`;
  } catch {
    return '';
  }
}
