import type { Accounts } from '@bulkhead/engine';
import type { Clock } from '@bulkhead/kernel';
import { Failure } from './failure.ts';

/** Failures older than this no longer count. */
export const FAILURE_WINDOW_MS = 15 * 60_000;
/** Of one address on one account. */
export const PAIR_FAILURES_MAX = 5;
/**
 * Of all addresses on one account. Above what one locked address reaches within the window, so
 * that nobody alone can keep the incident commander out.
 */
export const ACCOUNT_FAILURES_MAX = 20;
/** Of one address on any account. */
export const ADDRESS_FAILURES_MAX = 30;
export const LOCK_FIRST_MS = 15_000;
/** The delay doubles with each failure up to this. */
export const LOCK_MAX_MS = 5 * 60_000;
/** Failures kept of one name; more than any limit above. */
const TALLY_MAX = 64;
/** Names whose failures are remembered; the oldest are forgotten beyond it. */
export const REMEMBERED_MAX = 10_000;

/** Counts failed sign-ins and says how long to wait after too many. */
export interface SignInLimits {
  /** Throws `too_many` with the time to wait. */
  check(person: string, address: string): void;
  failed(person: string, address: string): void;
  succeeded(person: string, address: string): void;
  /** Like `check`, where no person is named. */
  checkAddress(address: string): void;
  /** Counts a token that nobody was given. */
  failedAddress(address: string): void;
}

interface Tally {
  readonly failedAtMs: readonly number[];
  readonly lockedUntilMs: number;
}

function delayMs(failures: number, failuresMax: number): number {
  if (failures < failuresMax) return 0;
  return Math.min(LOCK_MAX_MS, LOCK_FIRST_MS * 2 ** (failures - failuresMax));
}

/** Failures of an account outlive a restart, in the accounts; all others are kept in memory. */
export function makeSignInLimits(accounts: Accounts, clock: Clock): SignInLimits {
  const tallies = new Map<string, Tally>();
  const keep = (key: string, tally: Tally): void => {
    tallies.delete(key);
    tallies.set(key, tally);
    const [oldest] = tallies.keys();
    if (tallies.size > REMEMBERED_MAX && oldest !== undefined) tallies.delete(oldest);
  };
  const count = (key: string, failuresMax: number): void => {
    const nowMs = clock.nowMs();
    const recent = (tallies.get(key)?.failedAtMs ?? []).filter(
      (atMs) => nowMs - atMs < FAILURE_WINDOW_MS,
    );
    const failedAtMs = [...recent, nowMs].slice(-TALLY_MAX);
    keep(key, { failedAtMs, lockedUntilMs: nowMs + delayMs(failedAtMs.length, failuresMax) });
  };

  const checkKeys = (keys: readonly string[]): void => {
    const nowMs = clock.nowMs();
    const untilMs = Math.max(...keys.map((key) => tallies.get(key)?.lockedUntilMs ?? 0));
    if (untilMs <= nowMs) return;
    const seconds = Math.ceil((untilMs - nowMs) / 1_000);
    throw new Failure('too_many', `Too many attempts. Try again in ${seconds} s.`, seconds);
  };

  return {
    check: (person, address) =>
      checkKeys([`pair ${person} ${address}`, `account ${person}`, `address ${address}`]),
    checkAddress: (address) => checkKeys([`address ${address}`]),
    failedAddress: (address) => count(`address ${address}`, ADDRESS_FAILURES_MAX),
    failed(person, address) {
      const nowMs = clock.nowMs();
      count(`pair ${person} ${address}`, PAIR_FAILURES_MAX);
      count(`address ${address}`, ADDRESS_FAILURES_MAX);
      const failures = accounts.countFailure(person, nowMs, nowMs - FAILURE_WINDOW_MS);
      const lockedUntilMs = nowMs + delayMs(failures, ACCOUNT_FAILURES_MAX);
      keep(`account ${person}`, { failedAtMs: [], lockedUntilMs });
    },
    succeeded(person, address) {
      tallies.delete(`pair ${person} ${address}`);
    },
  };
}
