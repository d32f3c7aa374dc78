import { Refused } from '@bulkhead/model';
import { actorOf, rolesOf } from './access.ts';
import { Failure } from './failure.ts';
import type { ServerOptions } from './options.ts';
import { hashPassword, isPassword, passwordFault } from './passwords.ts';
import { makeQueue } from './queue.ts';
import type { Sessions } from './sessions.ts';
import type { SignInLimits } from './sign-in-limits.ts';
import { newToken, tokenDigest } from './tokens.ts';

/** A start link or an invitation works once within this time. */
export const LINK_MS = 24 * 3_600_000;
/** Sign-ins that wait for their turn; each takes some 35 ms of one core. */
export const SIGN_INS_WAITING_MAX = 32;

/** The link of the first start; whoever opens it becomes the first administrator. */
const START = 'start';
const INVITATION = 'invite:';
const invitation = (person: string): string => `${INVITATION}${person}`;

export interface LinkUse {
  readonly token: string;
  readonly person?: string | undefined;
  readonly name?: string | undefined;
  readonly password?: string | undefined;
}

/** A link that was just made. */
export interface NewLink {
  readonly token: string;
  readonly expiresAtMs: number;
}

/** A start link makes the first administrator; an invitation names its person. */
export type LinkPurpose = { readonly kind: 'start' } | { kind: 'invitation'; person: string };

/** Ways to become somebody. Each resolves to the token of a new session. */
export interface SigningIn {
  withPassword(person: string, password: string, address: string): Promise<string>;
  withLink(use: LinkUse): Promise<string>;
  /** In a demo, takes the part of another person of the sample plant. */
  switchTo(person: string): Promise<string>;
  /** The token of a start link, or null where there is an administrator and no demo. */
  startToken(): string | null;
  /**
   * A link with which a person of the plan sets a first or a new password. It ends the links that
   * the person was given before.
   */
  invite(person: string, by: string): Promise<NewLink>;
  /** What a link is for, without using it. Throws `link_used`. */
  lookAtLink(token: string, address: string): LinkPurpose;
  /** The same person again, beside the session: throws unless the password is theirs. */
  confirm(person: string, password: string | undefined, address: string): Promise<void>;
  hasAdministrator(): boolean;
}

type Parts = ServerOptions & {
  readonly sessions: Sessions;
  readonly limits: SignInLimits;
  /** Hash of no password, on which unknown accounts are tried. */
  readonly decoy: string;
};

/** Sign-ins take turns, so that no number of guesses at once slips past the limits. */
export function makeSigningIn(parts: Parts): SigningIn {
  const { accounts, random, clock, demo } = parts;
  const inTurn = makeQueue(SIGN_INS_WAITING_MAX);
  const hasAdministrator = (): boolean => accounts.list().some((item) => item.administrator);
  const link = (purpose: string): NewLink => {
    const token = newToken(random);
    const expiresAtMs = clock.nowMs() + LINK_MS;
    accounts.saveLink(tokenDigest(token), purpose, expiresAtMs);
    return { token, expiresAtMs };
  };

  return {
    hasAdministrator,
    withPassword(person, password, address) {
      parts.limits.check(person, address);
      return inTurn(() => passwordSignIn(parts, person, password, address));
    },
    withLink: (use) =>
      inTurn(() => (demo === null ? linkSignIn(parts, use) : demoSignIn(parts, use.token))),
    async switchTo(person) {
      if (demo === null || !demo.people.includes(person)) throw new Refused('not_found');
      return openSession(parts, person);
    },
    startToken: () => (demo === null && hasAdministrator() ? null : link(START).token),
    async invite(person, by) {
      const planned = parts.plan.people.find((item) => item.id === person);
      if (planned === undefined) throw new Refused('not_found', 'The plan has no such person.');
      const inviter = accounts.find(by);
      if (inviter === undefined) throw new Refused('not_signed_in');
      const before = accounts.find(person);
      const account = {
        person,
        name: planned.name,
        roles: planned.roles,
        administrator: before?.administrator ?? false,
        passwordHash: before?.passwordHash ?? null,
      };
      const body = { kind: 'account-created' as const, person, roles: [...planned.roles] };
      await parts.audit(body, actorOf(inviter, parts.plan));
      accounts.save(account);
      accounts.closeLinks(invitation(person));
      return link(invitation(person));
    },
    lookAtLink: (token, address) => lookAtLink(parts, token, address),
    async confirm(person, password, address) {
      if (demo !== null) return;
      if (password === undefined) throw new Failure('password_needed');
      parts.limits.check(person, address);
      await inTurn(() => checkPassword(parts, person, password, address, 'The password is wrong.'));
    },
  };
}

async function openSession(parts: Parts, person: string): Promise<string> {
  const account = parts.accounts.find(person);
  if (account === undefined) throw new Refused('not_found');
  await parts.audit({ kind: 'signed-in', person }, actorOf(account, parts.plan));
  return parts.sessions.open(person);
}

/** A token is found by its digest, so the time that it takes says nothing of any other token. */
function lookAtLink(parts: Parts, token: string, address: string): LinkPurpose {
  const { accounts, clock, limits, demo } = parts;
  limits.checkAddress(address);
  const purpose = accounts.linkPurpose(tokenDigest(token), clock.nowMs());
  const spent = accounts.list().some((item) => item.administrator) && demo === null;
  if (purpose === START && !spent) return { kind: 'start' };
  if (purpose?.startsWith(INVITATION) && demo === null) {
    return { kind: 'invitation', person: purpose.slice(INVITATION.length) };
  }
  limits.failedAddress(address);
  throw new Refused('link_used');
}

async function passwordSignIn(
  parts: Parts,
  person: string,
  password: string,
  address: string,
): Promise<string> {
  await checkPassword(parts, person, password, address);
  return openSession(parts, person);
}

/** Throws unless the password is the person's; every wrong one counts against who guesses. */
async function checkPassword(
  parts: Parts,
  person: string,
  password: string,
  address: string,
  message?: string,
): Promise<void> {
  parts.limits.check(person, address);
  const phc = parts.accounts.find(person)?.passwordHash ?? null;
  if (!(await isPassword(phc, parts.decoy, password))) {
    parts.limits.failed(person, address);
    throw new Refused('wrong_password', message);
  }
  parts.limits.succeeded(person, address);
}

async function demoSignIn(parts: Parts, token: string): Promise<string> {
  const { accounts, clock, demo } = parts;
  if (demo === null || !accounts.consumeLink(tokenDigest(token), START, clock.nowMs())) {
    throw new Refused('link_used');
  }
  return openSession(parts, demo.commander);
}

async function linkSignIn(parts: Parts, use: LinkUse): Promise<string> {
  const { accounts, clock, plan } = parts;
  const { person, name, password } = use;
  if (person === undefined || name === undefined || password === undefined) {
    throw new Failure('invalid_request', 'body: person, name and password are needed.');
  }
  const fault = passwordFault(password, person, name);
  if (fault !== undefined) throw new Failure('invalid_request', `body.password: ${fault}`);

  const digest = tokenDigest(use.token);
  const starts = accounts.consumeLink(digest, START, clock.nowMs());
  const known = accounts.find(person);
  if (starts) {
    if (accounts.list().some((item) => item.administrator)) throw new Refused('link_used');
  } else if (!accounts.consumeLink(digest, invitation(person), clock.nowMs())) {
    throw new Refused('link_used');
  }
  const account = {
    person,
    name: known?.name ?? name,
    roles: plan.people.find((item) => item.id === person)?.roles ?? [],
    administrator: starts || (known?.administrator ?? false),
    passwordHash: await hashPassword(password),
  };
  if (starts) {
    const roles = rolesOf(account, plan).map((role) => role.id);
    await parts.audit({ kind: 'account-created', person, roles }, actorOf(account, plan));
  }
  accounts.save(account);
  // Whoever has the old password, or sits at a machine where it was used, is out.
  accounts.closeLinks(invitation(person));
  accounts.closeSessionsOf(person);
  return openSession(parts, person);
}

/** Accounts for the parts that may be taken in a demo; none of them has a password. */
export async function makeDemoAccounts(options: ServerOptions): Promise<void> {
  const { accounts, plan, demo } = options;
  for (const id of demo?.people ?? []) {
    const person = plan.people.find((item) => item.id === id);
    if (person === undefined || accounts.find(id) !== undefined) continue;
    const roles = [...person.roles];
    const actor = { kind: 'system', part: 'demo' } as const;
    await options.audit({ kind: 'account-created', person: id, roles }, actor);
    accounts.save({
      person: id,
      name: person.name,
      roles,
      administrator: false,
      passwordHash: null,
    });
  }
}
