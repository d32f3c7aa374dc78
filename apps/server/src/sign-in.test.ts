import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAccounts } from '@bulkhead/store';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hashPassword, isPassword, passwordFault } from './passwords.ts';
import { SESSION_ABSOLUTE_MS, SESSION_IDLE_MS } from './sessions.ts';
import { ADDRESS_FAILURES_MAX, LOCK_FIRST_MS, PAIR_FAILURES_MAX } from './sign-in-limits.ts';
import { LINK_MS } from './signing-in.ts';
import {
  type Answer,
  type Running,
  startServer,
  temporaryFolder,
} from './testing/running-server.ts';

const PASSWORD = 'three wet herons at noon';

async function started(changes = {}): Promise<Running> {
  const running = await startServer(changes);
  onTestFinished(() => running.server.close());
  return running;
}

async function withAda(changes = {}): Promise<Running> {
  const running = await started(changes);
  running.options.accounts.save({
    person: 'ada',
    name: 'Ada Byrne',
    roles: ['incident-commander'],
    administrator: true,
    passwordHash: await hashPassword(PASSWORD),
  });
  return running;
}

const signIn = (running: Running, password: string, from = '127.0.0.1', person = 'ada') =>
  running.ask({ method: 'POST', path: '/api/session', body: { person, password }, from });

const useLink = (running: Running, body: Record<string, string>) =>
  running.ask({ method: 'POST', path: '/api/session/link', body });

const codeOf = (answer: Answer): string =>
  answer.status === 200 ? 'ok' : (JSON.parse(answer.text) as { code: string }).code;

const cookieOf = (answer: Answer): string => answer.headers['set-cookie']![0]!.split(';')[0]!;

const isSignedIn = async (running: Running, cookie: string): Promise<boolean> =>
  (await running.ask({ path: '/api/situation', cookie })).status === 200;

describe('guessing a password', () => {
  test('makes that address wait, longer each time, and nobody else', async () => {
    const running = await withAda();
    const said: string[] = [];
    const attempt = async (password: string, from = '127.0.0.1'): Promise<void> => {
      const answer = await signIn(running, password, from);
      said.push([codeOf(answer), answer.headers['retry-after'] ?? []].flat().join(' '));
    };
    for (let i = 0; i < PAIR_FAILURES_MAX; i++) await attempt('wrong');
    await attempt(PASSWORD);
    await attempt(PASSWORD, '127.0.0.2');
    running.clock.advanceMs(LOCK_FIRST_MS);
    await attempt('wrong');
    await attempt(PASSWORD);
    running.clock.advanceMs(2 * LOCK_FIRST_MS);
    await attempt(PASSWORD);
    expect(said).toEqual([
      ...Array.from({ length: PAIR_FAILURES_MAX }, () => 'wrong_password'),
      'too_many 15',
      'ok',
      'wrong_password',
      'too_many 30',
      'ok',
    ]);
  });

  // Goal: an attacker at one address can never keep a person out who sits at another.
  // Method: the attacker tries as fast as the limits allow for two hours.
  test('from one address never locks the account for the others', async () => {
    const running = await withAda();
    for (let i = 0; i < 240; i++) {
      await signIn(running, 'wrong', '127.0.0.3');
      running.clock.advanceMs(30_000);
      if (i % 40 === 0) expect(codeOf(await signIn(running, PASSWORD, '127.0.0.2'))).toBe('ok');
    }
    expect(codeOf(await signIn(running, PASSWORD, '127.0.0.2'))).toBe('ok');
  });

  test('of many accounts makes the address wait', async () => {
    const running = await withAda();
    for (let i = 0; i < ADDRESS_FAILURES_MAX; i++) {
      expect(codeOf(await signIn(running, 'wrong', '127.0.0.1', `person-${i}`))).toBe(
        'wrong_password',
      );
    }
    expect(codeOf(await signIn(running, PASSWORD))).toBe('too_many');
  });

  test('many at once slip no guess past the limit', async () => {
    const running = await withAda();
    const answers = await Promise.all(Array.from({ length: 25 }, () => signIn(running, 'wrong')));
    const tried = answers.filter((answer) => codeOf(answer) === 'wrong_password');
    expect(tried.length).toBe(PAIR_FAILURES_MAX);
  });

  test('takes the same work whether the account exists or not', async () => {
    const phc = await hashPassword(PASSWORD);
    const durationMs = async (known: string | null): Promise<number> => {
      const startMs = performance.now();
      expect(await isPassword(known, phc, 'wrong')).toBe(false);
      return performance.now() - startMs;
    };
    const known = await durationMs(phc);
    // Without the decoy it is less than a thousandth.
    expect(await durationMs(null)).toBeGreaterThan(known / 10);
    expect(await isPassword(null, phc, PASSWORD)).toBe(false);
    expect(await isPassword(phc, phc, PASSWORD)).toBe(true);
  });
});

describe('a session', () => {
  test('is a new one at each sign-in, and the one before is worth nothing', async () => {
    const running = await withAda();
    const first = cookieOf(await signIn(running, PASSWORD));
    const body = { person: 'ada', password: PASSWORD };
    const again = await running.ask({ method: 'POST', path: '/api/session', body, cookie: first });
    expect(await isSignedIn(running, first)).toBe(false);
    expect(await isSignedIn(running, cookieOf(again))).toBe(true);
  });

  test('permits what the plan says now, not what the account was made with', async () => {
    const running = await withAda();
    const made = running.options.accounts.find('ada')!;
    running.options.accounts.save({ ...made, person: 'nora', administrator: false });
    const answer = await signIn(running, PASSWORD, '127.0.0.1', 'nora');
    expect(JSON.parse(answer.text)).toMatchObject({ roles: [{ id: 'reader' }], permissions: [] });
  });

  test('ends with signing out', async () => {
    const running = await withAda();
    const cookie = cookieOf(await signIn(running, PASSWORD));
    await running.ask({ method: 'DELETE', path: '/api/session', cookie });
    expect(await isSignedIn(running, cookie)).toBe(false);
  });

  test('ends when nobody uses it', async () => {
    const running = await withAda();
    const cookie = cookieOf(await signIn(running, PASSWORD));
    running.clock.advanceMs(SESSION_IDLE_MS - 1);
    expect(await isSignedIn(running, cookie)).toBe(true);
    running.clock.advanceMs(SESSION_IDLE_MS);
    expect(await isSignedIn(running, cookie)).toBe(false);
  });

  test('ends with the shift, however much it is used', async () => {
    const running = await withAda();
    const cookie = cookieOf(await signIn(running, PASSWORD));
    const stepMs = SESSION_IDLE_MS / 2;
    const lasted: boolean[] = [];
    for (let ms = stepMs; ms <= SESSION_ABSOLUTE_MS; ms += stepMs) {
      running.clock.advanceMs(stepMs);
      lasted.push(await isSignedIn(running, cookie));
    }
    expect(lasted).toEqual(lasted.map((_, i) => i < lasted.length - 1));
  });

  test('is nowhere on the disk: whoever reads the file cannot sign in with it', async () => {
    const folder = temporaryFolder();
    const running = await withAda({ accounts: openAccounts(folder) });
    const token = cookieOf(await signIn(running, PASSWORD)).split('=')[1]!;
    const written = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'latin1'));
    expect(written.join('')).toContain('sha256:');
    expect(written.join('')).not.toContain(token);
    expect(written.join('')).not.toContain(PASSWORD);
  });

  test('opens only when the journal has it', async () => {
    const running = await withAda({
      audit: () => Promise.reject(new Error('the disk is full')),
    });
    const answer = await signIn(running, PASSWORD);
    expect(answer.status).toBe(500);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });
});

describe('the start link', () => {
  const rita = { person: 'rita', name: 'Rita Moran', password: PASSWORD };

  test('makes the first administrator, once', async () => {
    const running = await started();
    const token = running.startLink!.split('#')[1]!;
    const first = await useLink(running, { token, ...rita });
    const second = await useLink(running, { token, ...rita, person: 'mallory' });
    expect([codeOf(first), codeOf(second)]).toEqual(['ok', 'link_used']);
    expect(running.audited.map((item) => item.body)).toEqual([
      { kind: 'account-created', person: 'rita', roles: [] },
      { kind: 'signed-in', person: 'rita' },
    ]);
    expect(await isSignedIn(running, cookieOf(first))).toBe(true);
  });

  test('is not made where there is an administrator', async () => {
    const folder = temporaryFolder();
    await withAda({ accounts: openAccounts(folder) });
    const later = await started({ accounts: openAccounts(folder) });
    expect(later.startLink).toBeNull();
  });

  test('of an earlier start cannot make a second administrator', async () => {
    const folder = temporaryFolder();
    const earlier = await started({ accounts: openAccounts(folder) });
    const running = await started({
      accounts: openAccounts(folder),
      random: { bytes: (size: number) => new Uint8Array(size).fill(7) },
    });
    await useLink(running, { token: running.startLink!.split('#')[1]!, ...rita });
    const token = earlier.startLink!.split('#')[1]!;
    expect(codeOf(await useLink(running, { token, ...rita, person: 'mallory' }))).toBe('link_used');
  });

  test('expires', async () => {
    const running = await started();
    running.clock.advanceMs(LINK_MS);
    const token = running.startLink!.split('#')[1]!;
    expect(codeOf(await useLink(running, { token, ...rita }))).toBe('link_used');
  });

  test('survives a password that is not taken', async () => {
    const running = await started();
    const token = running.startLink!.split('#')[1]!;
    const weak = await useLink(running, { token, ...rita, password: 'Password-2026!' });
    expect(codeOf(weak)).toBe('invalid_request');
    expect(codeOf(await useLink(running, { token, ...rita }))).toBe('ok');
  });
});

describe('an invitation', () => {
  test('lets its person, and nobody else, set a password; the plan says their roles', async () => {
    const running = await withAda();
    const cookie = cookieOf(await signIn(running, PASSWORD));
    const body = { person: 'sean' };
    const path = '/api/accounts/invite';
    const invited = await running.ask({ method: 'POST', path, body, cookie });
    const token = (JSON.parse(invited.text) as { path: string }).path.split('#')[1]!;
    const mine = { token, name: 'Sean', password: PASSWORD };
    expect(codeOf(await useLink(running, { ...mine, person: 'nora' }))).toBe('link_used');
    const answer = await useLink(running, { ...mine, person: 'sean' });
    expect(JSON.parse(answer.text)).toMatchObject({
      person: 'sean',
      name: 'Sean Walsh',
      permissions: ['approve', 'attest', 'report-work'],
      administrator: false,
    });
    const created = running.audited.find((item) => item.body.kind === 'account-created');
    expect(created).toMatchObject({ body: { person: 'sean' }, actor: { person: 'ada' } });
  });
});

describe('a new password', () => {
  test.each([
    ['three wet herons at noon', 'taken'],
    ['Zwölf nasse Reiher', 'taken'],
    ['short one', 'at least 12'],
    ['x'.repeat(257), 'more than 256'],
    ['aaaaaaaaaaaaaaaa', 'repeats'],
    ['abababababababab', 'repeats'],
    ['123456789012345', 'tried first'],
    ['Password-2026!', 'tried first'],
    ['qwertyuiop1234', 'tried first'],
    ['Byrne family home', 'name'],
    ['my name is ada-byrne', 'name'],
  ])('%j: %s', (password, want) => {
    expect(passwordFault(password, 'ada-byrne', 'Ada Byrne') ?? 'taken').toContain(want);
  });
});
