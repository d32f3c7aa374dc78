/**
 * A local account. Passwords are argon2id hashes; accounts are not evidence and stay out of the
 * journal.
 */
export interface Account {
  /** The id of a person of the plan, or a name of the same form. */
  readonly person: string;
  readonly name: string;
  /** Ids of the plan's roles. */
  readonly roles: readonly string[];
  readonly administrator: boolean;
  /** PHC string of argon2id, or null where only a link signs in. */
  readonly passwordHash: string | null;
}

/** Accounts, sessions and one-time links. Secrets are kept as SHA-256 digests only. */
export interface Accounts {
  find(person: string): Account | undefined;
  list(): readonly Account[];
  save(account: Account): void;
  openSession(tokenDigest: string, person: string, expiresAtMs: number): void;
  /** The account of a session that has not expired. */
  session(tokenDigest: string, nowMs: number): Account | undefined;
  closeSession(tokenDigest: string): void;
  /** Ends every session of the person, on whatever machine it is open. */
  closeSessionsOf(person: string): void;
  saveLink(tokenDigest: string, purpose: string, expiresAtMs: number): void;
  /** What a link that has not expired is for; it stays as it is. */
  linkPurpose(tokenDigest: string, nowMs: number): string | undefined;
  /** True once for a link that has not expired; it is gone then. */
  consumeLink(tokenDigest: string, purpose: string, nowMs: number): boolean;
  /** Ends every link of the purpose, used or not. */
  closeLinks(purpose: string): void;
  /** Counts a failed sign-in and tells how many there were since `sinceMs`. */
  countFailure(person: string, atMs: number, sinceMs: number): number;
  close(): void;
}
