import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { codeOf, messageOf, StoreFailed } from '../failed.ts';

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
  const isNew = !existsSync(path);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 2_000, enableForeignKeyConstraints: true });
    if (!isNew) checkIdentity(database, path, schema);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    if (isNew || readPragma(database, 'user_version') === 0) createTables(database, schema);
    return database;
  } catch (error) {
    database?.close();
    throw openFailed(path, schema, error);
  }
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

function createTables(database: DatabaseSync, schema: Schema): void {
  database.exec(
    `BEGIN IMMEDIATE; ${schema.tables} PRAGMA application_id = ${schema.applicationId}; ` +
      `PRAGMA user_version = ${schema.version}; COMMIT`,
  );
}

function checkIdentity(database: DatabaseSync, path: string, schema: Schema): void {
  const applicationId = readPragma(database, 'application_id');
  const version = Number(readPragma(database, 'user_version'));
  const tables = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get();
  // A crash between making the file and its first commit leaves an empty one: begin again.
  if (applicationId === 0 && version === 0 && tables?.['count'] === 0) return;
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
  if (codeOf(error) === 'ERR_SQLITE_ERROR' && isDamage(error)) {
    return damaged(path, schema, messageOf(error), error);
  }
  return new StoreFailed(`${path}: the ${schema.what} cannot be opened: ${messageOf(error)}.`, {
    cause: error,
  });
}

/** SQLITE_CORRUPT is 11, SQLITE_NOTADB is 26; the low byte of an extended code is the kind. */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error)) return false;
  const kind = Number(error.errcode) % 256;
  return kind === 11 || kind === 26;
}
