import type { Account, Accounts } from '@bulkhead/engine';
import type { Clock, Random } from '@bulkhead/kernel';
import type { Actor, Plan } from '@bulkhead/model';
import { actorOf, type Permission, permissionsOf } from './access.ts';
import { newToken, TOKEN_CHARACTERS_MAX, tokenDigest } from './tokens.ts';

/** One shift: after it everyone signs in anew, whatever they did. */
export const SESSION_ABSOLUTE_MS = 12 * 3_600_000;
/** Without any request for this long a session is over. A restart starts the time anew. */
export const SESSION_IDLE_MS = 2 * 3_600_000;
/** Sessions whose last use is remembered; the one that was idle longest is closed beyond it. */
export const SESSIONS_MAX = 10_000;

/** A signed-in person, with what the plan permits them now. */
export interface Who {
  readonly account: Account;
  readonly actor: Actor & { kind: 'person' };
  readonly permissions: ReadonlySet<Permission>;
  readonly digest: string;
}

export interface Sessions {
  /** A new session. The token is told once, and only its digest is kept. */
  open(person: string): string;
  /** Who holds the token; using it keeps the session from being idle. */
  use(token: string): Who | null;
  /** Whether the session of a stream still stands; asking does not count as using it. */
  stands(digest: string): boolean;
  close(digest: string): void;
}

interface Parts {
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly random: Random;
  readonly plan: Plan;
}

export function makeSessions({ accounts, clock, random, plan }: Parts): Sessions {
  /** Last use by digest, oldest first. */
  const usedMs = new Map<string, number>();

  const close = (digest: string): void => {
    usedMs.delete(digest);
    accounts.closeSession(digest);
  };
  const remember = (digest: string, nowMs: number): void => {
    usedMs.delete(digest);
    usedMs.set(digest, nowMs);
    const [oldest] = usedMs.keys();
    if (usedMs.size > SESSIONS_MAX && oldest !== undefined) close(oldest);
  };
  const isIdle = (digest: string, nowMs: number): boolean =>
    nowMs - (usedMs.get(digest) ?? nowMs) >= SESSION_IDLE_MS;

  return {
    open(person) {
      const token = newToken(random);
      const nowMs = clock.nowMs();
      accounts.openSession(tokenDigest(token), person, nowMs + SESSION_ABSOLUTE_MS);
      remember(tokenDigest(token), nowMs);
      return token;
    },
    use(token) {
      if (token === '' || token.length > TOKEN_CHARACTERS_MAX) return null;
      const digest = tokenDigest(token);
      const nowMs = clock.nowMs();
      const account = accounts.session(digest, nowMs);
      if (account === undefined) return null;
      if (isIdle(digest, nowMs)) {
        close(digest);
        return null;
      }
      remember(digest, nowMs);
      const permissions = permissionsOf(account, plan);
      return { account, actor: actorOf(account, plan), permissions, digest };
    },
    stands(digest) {
      const nowMs = clock.nowMs();
      return accounts.session(digest, nowMs) !== undefined && !isIdle(digest, nowMs);
    },
    close,
  };
}
