import { join } from 'node:path';
import { checkGolden } from '@bulkhead/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostsOf } from './bind.ts';
import { Failure } from './failure.ts';
import { checkOrigin } from './guards.ts';
import { routes } from './routes.gen.ts';
import type { Route } from './route.ts';
import { type Ask, type Running, startServer } from './testing/running-server.ts';

const TABLE = join(import.meta.dirname, '../testdata/guards.golden');

let running: Running;
beforeAll(async () => {
  running = await startServer();
});
afterAll(() => running.server.close());

/** A request to the route that is right in all but what a column changes. */
function rightly(route: Route): Ask {
  const path = route.path
    .replace(':incidentId', 'incident-1')
    .replace(':alertId', 'alert-0000000000000000')
    .replace(':sequence', '0')
    .replace(':ruleId', 'rule-1');
  // `rita` is the administrator, `ada` the commander, `nora` holds a role that permits nothing.
  const person = route.permission === 'administer' ? 'rita' : 'ada';
  return { method: route.method, path, cookie: running.cookieOf(person) };
}

const FOREIGN = 'http://evil.example';

/** What one column of the table changes, and whether it says anything of the route. */
const COLUMNS: Readonly<Record<string, (route: Route, ask: Ask) => Ask | undefined>> = {
  'no session': (_, ask) => ({ ...ask, cookie: undefined }),
  'no role': ({ permission }, ask) =>
    permission === 'none' || permission === 'signed-in'
      ? undefined
      : { ...ask, cookie: running.cookieOf('nora') },
  'bad body': ({ method }, ask) => (method === 'POST' ? { ...ask, body: { x: 1 } } : undefined),
  'no header': ({ method }, ask) =>
    method === 'GET' ? undefined : { ...ask, headers: { 'x-bulkhead': undefined } },
  'foreign origin': ({ method }, ask) =>
    method === 'GET' ? undefined : { ...ask, headers: { origin: FOREIGN } },
  'foreign site': (_, ask) => ({ ...ask, headers: { 'sec-fetch-site': 'same-site' } }),
  'foreign host': (_, ask) => ({ ...ask, headers: { host: `evil.example:${running.port}` } }),
};

describe('each route', () => {
  test('refuses what it must, before it does anything', async () => {
    const rows = [['route', 'permission', ...Object.keys(COLUMNS)]];
    for (const route of routes) {
      const row = [`${route.method} ${route.path}`, route.permission];
      for (const change of Object.values(COLUMNS)) {
        const ask = change(route, rightly(route));
        if (ask !== undefined && (ask.cookie !== undefined || route.permission !== 'none')) {
          row.push(String((await running.ask(ask)).status));
        } else row.push('-');
      }
      rows.push(row);
    }
    const text = rows.map((row) => row.map((cell, i) => cell.padEnd(i === 0 ? 48 : 14)).join(' '));
    checkGolden(TABLE, () => text.map((line) => `${line.trimEnd()}\n`).join(''));
    expect(running.engine.performed).toEqual([]);
  });
});

describe('the address that a request names', () => {
  const hosts = hostsOf({ host: '127.0.0.1', port: 7420 }, 7420);
  const ours = { scheme: 'http', hosts } as const;
  const judge = (method: string, headers: Record<string, string>): string => {
    try {
      checkOrigin({ method, isApi: true, headers }, ours);
      return 'ok';
    } catch (error) {
      return error instanceof Failure ? error.code : 'thrown';
    }
  };

  test.each([
    ['127.0.0.1:7420', 'ok'],
    ['localhost:7420', 'ok'],
    ['LOCALHOST:7420', 'ok'],
    ['[::1]:7420', 'ok'],
    ['127.0.0.1', 'foreign_host'],
    ['127.0.0.1:7421', 'foreign_host'],
    ['localhost.evil.example:7420', 'foreign_host'],
    ['', 'foreign_host'],
  ])('host %j: %s', (host, want) => {
    expect(judge('GET', { host })).toBe(want);
  });

  test.each([
    ['http://127.0.0.1:7420', 'ok'],
    ['https://127.0.0.1:7420', 'foreign_origin'],
    ['http://127.0.0.1:7421', 'foreign_origin'],
    ['http://127.0.0.1:7420.evil.example', 'foreign_origin'],
    ['null', 'foreign_origin'],
  ])('origin %j of a change: %s', (origin, want) => {
    expect(judge('POST', { host: '127.0.0.1:7420', origin, 'x-bulkhead': '1' })).toBe(want);
  });

  test('is ours or refused, whatever it says', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (host, origin) => {
        const verdict = judge('POST', { host, origin, 'x-bulkhead': '1' });
        expect(verdict).toBe(hosts.has(host.toLowerCase()) ? 'foreign_origin' : 'foreign_host');
      }),
    );
  });
});
