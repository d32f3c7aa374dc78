import type { Account, Accounts } from '@bulkhead/engine';

/** The port of accounts in memory, for tests. */
export function memoryAccounts(): Accounts {
  const accounts = new Map<string, Account>();
  const sessions = new Map<string, { person: string; expiresAtMs: number }>();
  const links = new Map<string, number>();
  const failures: { person: string; atMs: number }[] = [];
  return {
    find: (person) => accounts.get(person),
    list: () => [...accounts.values()],
    save: (account) => void accounts.set(account.person, account),
    openSession: (digest, person, expiresAtMs) =>
      void sessions.set(digest, { person, expiresAtMs }),
    session(digest, nowMs) {
      const session = sessions.get(digest);
      return session && session.expiresAtMs > nowMs ? accounts.get(session.person) : undefined;
    },
    closeSession: (digest) => void sessions.delete(digest),
    saveLink: (digest, purpose, expiresAtMs) => void links.set(`${purpose} ${digest}`, expiresAtMs),
    consumeLink(digest, purpose, nowMs) {
      const expiresAtMs = links.get(`${purpose} ${digest}`);
      links.delete(`${purpose} ${digest}`);
      return expiresAtMs !== undefined && expiresAtMs > nowMs;
    },
    countFailure(person, atMs, sinceMs) {
      failures.push({ person, atMs });
      return failures.filter((item) => item.person === person && item.atMs >= sinceMs).length;
    },
    close: () => undefined,
  };
}
