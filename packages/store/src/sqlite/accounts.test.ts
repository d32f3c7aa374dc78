import { rmSync } from 'node:fs';
import type { Account, Accounts } from '@bulkhead/engine';
import { temporaryFolder } from '@bulkhead/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LINKS_MAX, openAccounts } from '../mod.ts';

let folder = '';
let accounts: Accounts;
beforeEach(() => {
  folder = temporaryFolder();
  accounts = openAccounts(folder);
});
afterEach(() => {
  accounts.close();
  rmSync(folder, { recursive: true });
});

const ana: Account = {
  person: 'ana',
  name: 'Ana Ruiz',
  roles: ['soc-analyst', 'incident-commander'],
  administrator: true,
  passwordHash: null,
};
const bo: Account = { ...ana, person: 'bo', name: 'Bo', administrator: false, passwordHash: 'x' };

test('accounts come back as they were saved, also after a restart', () => {
  accounts.save(bo);
  accounts.save({ ...ana, roles: [] });
  accounts.save(ana);
  accounts.close();
  accounts = openAccounts(folder);
  expect(accounts.list()).toEqual([ana, bo]);
  expect(accounts.find('ana')).toEqual(ana);
  expect(accounts.find('nobody')).toBeUndefined();
});

test('a session ends when it is closed or when it expires, and needs its account', () => {
  accounts.save(ana);
  accounts.openSession('one', 'ana', 1_000);
  accounts.openSession('two', 'ana', 1_000);
  accounts.openSession('three', 'nobody', 1_000);
  expect(accounts.session('one', 999)).toEqual(ana);
  expect(accounts.session('one', 1_000)).toBeUndefined();
  expect(accounts.session('three', 0)).toBeUndefined();
  accounts.closeSession('two');
  expect(accounts.session('two', 0)).toBeUndefined();
});

test('all sessions of one person end at once, and nobody else is signed out', () => {
  accounts.save(ana);
  accounts.save(bo);
  accounts.openSession('one', 'ana', 1_000);
  accounts.openSession('two', 'ana', 1_000);
  accounts.openSession('three', 'bo', 1_000);
  accounts.closeSessionsOf('ana');
  expect(['one', 'two', 'three'].map((token) => accounts.session(token, 0)?.person)).toEqual([
    undefined,
    undefined,
    'bo',
  ]);
});

test('a link tells what it is for without being used, until it expires or is closed', () => {
  accounts.saveLink('first', 'invite:ana', 1_000);
  accounts.saveLink('second', 'invite:ana', 1_000);
  accounts.saveLink('other', 'invite:bo', 1_000);
  expect(accounts.linkPurpose('first', 999)).toBe('invite:ana');
  expect(accounts.linkPurpose('first', 1_000)).toBeUndefined();
  expect(accounts.linkPurpose('nothing', 0)).toBeUndefined();
  accounts.closeLinks('invite:ana');
  expect(accounts.consumeLink('first', 'invite:ana', 0)).toBe(false);
  expect(accounts.consumeLink('second', 'invite:ana', 0)).toBe(false);
  expect(accounts.consumeLink('other', 'invite:bo', 0)).toBe(true);
});

test('a link opens once, in time, for its purpose', () => {
  accounts.saveLink('first', 'setup', 1_000);
  expect(accounts.consumeLink('first', 'other', 0)).toBe(false);
  expect(accounts.consumeLink('first', 'setup', 999)).toBe(true);
  expect(accounts.consumeLink('first', 'setup', 999)).toBe(false);
  accounts.saveLink('late', 'setup', 1_000);
  expect(accounts.consumeLink('late', 'setup', 1_000)).toBe(false);
});

test('failed sign-ins are counted for each person since a time', () => {
  expect([1, 2, 3].map((atMs) => accounts.countFailure('ana', atMs, 0))).toEqual([1, 2, 3]);
  expect(accounts.countFailure('ana', 4, 3)).toBe(2);
  expect(accounts.countFailure('bo', 4, 0)).toBe(1);
});

test('the oldest links go when there are too many', () => {
  for (let i = 0; i <= LINKS_MAX; i++) accounts.saveLink(`link ${i}`, 'setup', 1_000);
  expect(accounts.consumeLink('link 0', 'setup', 0)).toBe(false);
  expect(accounts.consumeLink('link 1', 'setup', 0)).toBe(true);
});
