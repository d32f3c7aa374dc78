import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { messageOf, StoreFailed } from '../failed.ts';

/** Makes the names in a folder durable: a new file is not there after power loss without it. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Makes a folder that survives power loss. Readable by its owner only: evidence is private. */
export function makeFolder(folder: string): void {
  try {
    makeDurably(folder);
  } catch (error) {
    throw new StoreFailed(`${folder}: the folder cannot be made: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

function makeDurably(folder: string): void {
  const made = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (made === undefined) return;
  for (let at = resolve(folder); ; at = dirname(at)) {
    syncFolder(dirname(at));
    if (at === resolve(made) || at === dirname(at)) return;
  }
}
