import { existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';

/** Looks at the lock of a table, which another process holds for a millisecond or so. */
const LOCK_TRIES_MAX = 500;
const LOCK_WAIT_MS = 10;

/**
 * What was tried of each protocol in all runs together, what came of it, and how many of these
 * operations were read whole, answers included.
 */
export type FuzzTable = Record<string, { inputs: number; operations: number; read: number }>;

export const NOTHING: FuzzTable[string] = { inputs: 0, operations: 0, read: 0 };

export function readTable(path: string): FuzzTable {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as FuzzTable) : {};
}

/** Adds to the table of this path, which other processes add to as well. */
export function addToTable(path: string, protocol: string, more: FuzzTable[string]): void {
  lock(`${path}.lock`);
  try {
    const table = readTable(path);
    const known = table[protocol] ?? NOTHING;
    table[protocol] = {
      inputs: known.inputs + more.inputs,
      operations: known.operations + more.operations,
      read: known.read + more.read,
    };
    const sorted = Object.entries(table).toSorted(([a], [b]) => (a < b ? -1 : 1));
    writeFileSync(`${path}.new`, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
    renameSync(`${path}.new`, path);
  } finally {
    rmdirSync(`${path}.lock`);
  }
}

/** A folder can be made by one process only. */
function lock(path: string): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  for (let tries = 0; tries < LOCK_TRIES_MAX; tries++) {
    try {
      mkdirSync(path);
      return;
    } catch {
      Atomics.wait(cell, 0, 0, LOCK_WAIT_MS);
    }
  }
  throw new Error(`${path} stays: no other process is at work? Then remove it`);
}
