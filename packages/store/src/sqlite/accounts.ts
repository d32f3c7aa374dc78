import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Account, Accounts } from '@bulkhead/engine';
import { makeFolder } from '../files/sync.ts';
import { openDatabase } from './schema.ts';
import type { Schema } from './schema.ts';

/** Sessions, links and failed sign-ins that are kept; the oldest go first. */
export const SESSIONS_MAX = 10_000;
export const LINKS_MAX = 1_000;
export const FAILURES_MAX = 100_000;

const SCHEMA: Schema = {
  applicationId: 0x42_4b_48_41,
  version: 1,
  what: 'list of accounts',
  tables: `
    CREATE TABLE account (
      person TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      roles TEXT NOT NULL,
      administrator INTEGER NOT NULL,
      password_hash TEXT
    ) STRICT;
    CREATE TABLE session (
      token_digest TEXT PRIMARY KEY,
      person TEXT NOT NULL,
      expires_at_ms INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE link (
      token_digest TEXT PRIMARY KEY,
      purpose TEXT NOT NULL,
      expires_at_ms INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE failure (person TEXT NOT NULL, at_ms INTEGER NOT NULL) STRICT;
    CREATE INDEX failure_by_person ON failure (person, at_ms);
  `,
};

/** Opens the accounts of a folder, or makes the file. Throws `StoreFailed`. */
export function openAccounts(folder: string): Accounts {
  makeFolder(folder);
  return new SqliteAccounts(openDatabase(join(folder, 'accounts.sqlite'), SCHEMA));
}

class SqliteAccounts implements Accounts {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  find(person: string): Account | undefined {
    const row = this.#database.prepare('SELECT * FROM account WHERE person = ?').get(person);
    return row === undefined ? undefined : accountOf(row);
  }

  list(): readonly Account[] {
    return this.#database.prepare('SELECT * FROM account ORDER BY person').all().map(accountOf);
  }

  save(account: Account): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO account VALUES (?, ?, ?, ?, ?)')
      .run(
        account.person,
        account.name,
        JSON.stringify(account.roles),
        account.administrator ? 1 : 0,
        account.passwordHash,
      );
  }

  openSession(tokenDigest: string, person: string, expiresAtMs: number): void {
    this.#database
      .prepare('INSERT INTO session VALUES (?, ?, ?)')
      .run(tokenDigest, person, expiresAtMs);
    this.#trim('session', SESSIONS_MAX);
  }

  session(tokenDigest: string, nowMs: number): Account | undefined {
    const row = this.#database
      .prepare(
        'SELECT account.* FROM session JOIN account USING (person) ' +
          'WHERE token_digest = ? AND expires_at_ms > ?',
      )
      .get(tokenDigest, nowMs);
    return row === undefined ? undefined : accountOf(row);
  }

  closeSession(tokenDigest: string): void {
    this.#database.prepare('DELETE FROM session WHERE token_digest = ?').run(tokenDigest);
  }

  closeSessionsOf(person: string): void {
    this.#database.prepare('DELETE FROM session WHERE person = ?').run(person);
  }

  saveLink(tokenDigest: string, purpose: string, expiresAtMs: number): void {
    this.#database
      .prepare('INSERT INTO link VALUES (?, ?, ?)')
      .run(tokenDigest, purpose, expiresAtMs);
    this.#trim('link', LINKS_MAX);
  }

  linkPurpose(tokenDigest: string, nowMs: number): string | undefined {
    const row = this.#database
      .prepare('SELECT purpose FROM link WHERE token_digest = ? AND expires_at_ms > ?')
      .get(tokenDigest, nowMs);
    return row === undefined ? undefined : String(row['purpose']);
  }

  consumeLink(tokenDigest: string, purpose: string, nowMs: number): boolean {
    // One statement, so that two requests at once cannot both find it.
    const row = this.#database
      .prepare('DELETE FROM link WHERE token_digest = ? AND purpose = ? RETURNING expires_at_ms')
      .get(tokenDigest, purpose);
    return row !== undefined && Number(row['expires_at_ms']) > nowMs;
  }

  closeLinks(purpose: string): void {
    this.#database.prepare('DELETE FROM link WHERE purpose = ?').run(purpose);
  }

  countFailure(person: string, atMs: number, sinceMs: number): number {
    this.#database.prepare('INSERT INTO failure VALUES (?, ?)').run(person, atMs);
    this.#trim('failure', FAILURES_MAX);
    const row = this.#database
      .prepare('SELECT count(*) AS count FROM failure WHERE person = ? AND at_ms >= ?')
      .get(person, sinceMs);
    return Number(row?.['count'] ?? 0);
  }

  close(): void {
    this.#database.close();
  }

  #trim(table: 'session' | 'link' | 'failure', countMax: number): void {
    this.#database
      .prepare(`DELETE FROM ${table} WHERE rowid <= (SELECT max(rowid) FROM ${table}) - ?`)
      .run(countMax);
  }
}

function accountOf(row: Readonly<Record<string, unknown>>): Account {
  const roles: readonly string[] = JSON.parse(String(row['roles']));
  const hash = row['password_hash'];
  return {
    person: String(row['person']),
    name: String(row['name']),
    roles,
    administrator: row['administrator'] === 1,
    passwordHash: typeof hash === 'string' ? hash : null,
  };
}
