import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionFailed } from '@bulkhead/playbook';

/** Files that one spool folder holds. Beyond it nothing is taken until people clear it. */
export const SPOOL_FILES_MAX = 100_000;
const SLUG_MAX = 80;
const TEMPORARY = '.tmp';

/**
 * A folder in which each key is one file, whole or not there. Kept by one process at a time. A file
 * appears under its name only after its bytes are on the disk, so a crash at any point leaves the
 * file or nothing, and laying the same key down again changes nothing.
 */
export class SpoolFolder {
  readonly #folder: string;
  #files: number;

  /** Makes the folder, and clears what a crash left behind. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    const names = readdirSync(folder);
    const leftovers = names.filter((name) => name.startsWith('.') && name.endsWith(TEMPORARY));
    for (const name of leftovers) rmSync(join(folder, name), { force: true });
    this.#files = names.length - leftovers.length;
  }

  /** Lays `text` down under `key`; resolves with the file's name once it is durable. */
  async put(key: string, text: string, signal: AbortSignal): Promise<string> {
    const name = `${fileNameOf(key)}.txt`;
    const path = join(this.#folder, name);
    const temporary = join(this.#folder, `.${name}.${randomUUID()}${TEMPORARY}`);
    try {
      signal.throwIfAborted();
      if (await exists(path)) return name;
      if (this.#files >= SPOOL_FILES_MAX) {
        const detail = `${this.#folder} holds ${SPOOL_FILES_MAX} files; clear it`;
        throw new ActionFailed('spool_full', { retryable: true, detail });
      }
      await writeDurable(temporary, text);
      // Last look: from here on it happens.
      signal.throwIfAborted();
      await rename(temporary, path);
      await syncFolder(this.#folder);
      this.#files++;
      return name;
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      if (error instanceof ActionFailed) throw error;
      if (signal.aborted) throw new ActionFailed('aborted', { retryable: true, cause: error });
      const detail = error instanceof Error ? error.message : String(error);
      throw new ActionFailed('spool_unwritable', { retryable: true, detail, cause: error });
    }
  }
}

/** A file name that people can read and that differs for every key. */
export function fileNameOf(key: string): string {
  const slug = key.replaceAll(/[^a-zA-Z0-9-]+/g, '_').slice(0, SLUG_MAX);
  return `${slug}-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function writeDurable(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o640);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Without this the rename itself may be lost with the power. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
