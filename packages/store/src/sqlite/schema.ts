import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageOf, StoreFailed } from '../failed.ts';
import { syncFolder } from '../files/sync.ts';

/** What one SQLite file of ours is. `version` is raised with every change of `tables`. */
export interface Schema {
  /** SQLite `application_id`: tells our file from any other. */
  readonly applicationId: number;
  readonly version: number;
  /** What the file is, for messages. */
  readonly what: string;
  readonly tables: string;
}

const RECOVERY =
  'Nothing was changed or deleted. Keep the folder as it is, copy it to a safe place, and ' +
  'restore the last backup into a new folder.';

/**
 * Opens or makes a file in WAL mode with `synchronous = FULL`: one fsync at each commit. Refuses,
 * with one message, a file of another kind or of a newer version, and one that is damaged.
 */
export function openDatabase(path: string, schema: Schema): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    if (!existsSync(path)) makeDatabase(path, schema);
    database = new DatabaseSync(path, { timeout: 2_000 });
    checkIdentity(database, path, schema);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    return database;
  } catch (error) {
    database?.close();
    throw openFailed(path, schema, error);
  }
}

/**
 * Makes the file under another name first: a file of the right name is always whole, so an empty
 * one is damage and never taken for a new one. Its owner alone may read it.
 */
function makeDatabase(path: string, schema: Schema): void {
  const draft = `${path}.new`;
  rmSync(draft, { force: true });
  closeSync(openSync(draft, 'wx', 0o600));
  const database = new DatabaseSync(draft);
  try {
    database.exec(
      `PRAGMA journal_mode = MEMORY; PRAGMA synchronous = FULL; BEGIN; ${schema.tables} ` +
        `PRAGMA application_id = ${schema.applicationId}; ` +
        `PRAGMA user_version = ${schema.version}; COMMIT`,
    );
  } finally {
    database.close();
  }
  renameSync(draft, path);
  syncFolder(dirname(path));
}

/** Opens a file that must exist, for reading only. */
export function openForReading(path: string, schema: Schema): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    if (!existsSync(path)) throw new StoreFailed(`${path}: there is no such file.`);
    database = new DatabaseSync(path, { readOnly: true, timeout: 2_000 });
    checkIdentity(database, path, schema);
    return database;
  } catch (error) {
    database?.close();
    throw openFailed(path, schema, error);
  }
}

/** The error for a file whose content cannot be right; `detail` says where. */
export function damaged(
  path: string,
  schema: Schema,
  detail: string,
  cause?: unknown,
): StoreFailed {
  return new StoreFailed(`${path}: the ${schema.what} is damaged: ${detail}. ${RECOVERY}`, {
    cause,
  });
}

export function readPragma(database: DatabaseSync, name: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}

function checkIdentity(database: DatabaseSync, path: string, schema: Schema): void {
  const applicationId = readPragma(database, 'application_id');
  const version = Number(readPragma(database, 'user_version'));
  if (applicationId === 0 && version === 0) throw damaged(path, schema, 'it is empty');
  if (applicationId !== schema.applicationId) {
    throw new StoreFailed(`${path}: this is not a Bulkhead ${schema.what}. Use another folder.`);
  }
  if (version > schema.version) {
    throw new StoreFailed(
      `${path}: the ${schema.what} has version ${version}; this Bulkhead knows version ` +
        `${schema.version}. Use the newer Bulkhead that wrote it.`,
    );
  }
}

function openFailed(path: string, schema: Schema, error: unknown): StoreFailed {
  if (error instanceof StoreFailed) return error;
  if (isDamage(error)) return damaged(path, schema, messageOf(error), error);
  return new StoreFailed(`${path}: the ${schema.what} cannot be opened: ${messageOf(error)}.`, {
    cause: error,
  });
}

const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;
/** Another process holds a lock. */
export const SQLITE_BUSY = 5;

function isDamage(error: unknown): boolean {
  const kind = kindOf(error);
  return kind === SQLITE_CORRUPT || kind === SQLITE_NOTADB;
}

/** SQLite's result code without its extension; undefined for what is no error of SQLite. */
export function kindOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return Number(error.errcode) % 256;
}
