import { execFileSync } from 'node:child_process';
import { request } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { openAccounts } from '@bulkhead/store';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { contentDisposition } from './headers.ts';
import { BODY_BYTES_MAX, REQUESTS_MAX } from './limits.ts';
import { createServer, type ServerOptions, StartRefused } from './mod.ts';
import { listen } from './testing/listener.ts';
import {
  type Running,
  startServer,
  temporaryFolder,
  testOptions,
  webFolder,
} from './testing/running-server.ts';

async function started(changes: Partial<ServerOptions> = {}): Promise<Running> {
  const running = await startServer(changes);
  onTestFinished(() => running.server.close());
  return running;
}

/** Accounts with an administrator, or with none. */
function accountsWith(administrator: boolean): ServerOptions['accounts'] {
  const accounts = openAccounts(temporaryFolder());
  if (administrator) {
    const account = { person: 'rita', name: 'Rita', roles: [], passwordHash: null };
    accounts.save({ ...account, administrator });
  }
  return accounts;
}

describe('starting', () => {
  const tls = { certFile: '/nowhere/cert.pem', keyFile: '/nowhere/key.pem' };
  const demo = { commander: 'ada', people: ['ada'] };

  // Address, certificate, administrator, demo -> what is said.
  test.each([
    ['192.0.2.7', undefined, true, null, 'needs TLS'],
    ['0.0.0.0', undefined, true, null, 'needs TLS'],
    ['::', undefined, true, null, 'needs TLS'],
    ['plant.example', undefined, true, null, 'needs TLS'],
    ['192.0.2.7', tls, false, null, 'needs an administrator'],
    ['192.0.2.7', tls, true, demo, 'A demo'],
    ['0.0.0.0', tls, true, null, 'needs the names'],
    ['192.0.2.7', tls, true, null, '/nowhere/cert.pem cannot be read (ENOENT)'],
  ])('on %s with %j, administrator %s, demo %j: %s', async (host, tls, admin, demo, said) => {
    const bind = { host, port: 0, ...(tls && { tls }) };
    const options = testOptions({ bind, demo, accounts: accountsWith(admin) });
    const error = await createServer(options).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StartRefused);
    expect((error as Error).message).toContain(said);
  });
});

describe('a port that is taken', () => {
  test('is said to be', async () => {
    const { port } = await started();
    const second = startServer({ bind: { host: '127.0.0.1', port } });
    await expect(second).rejects.toThrow(/Port \d+ on 127.0.0.1 is not free \(EADDRINUSE\)/);
  });
});

describe('a request', () => {
  test('that is too large, of another kind or not JSON is refused', async () => {
    const running = await started();
    const cookie = running.cookieOf('ada');
    const path = '/api/incidents/incident-1/notes';
    const status = async (text: string, type = 'application/json'): Promise<number> =>
      (await running.ask({ method: 'POST', path, cookie, text, headers: { 'content-type': type } }))
        .status;
    expect(await status(JSON.stringify({ text: 'x'.repeat(BODY_BYTES_MAX) }))).toBe(413);
    expect(await status('text=hello', 'application/x-www-form-urlencoded')).toBe(415);
    expect(await status('{"text":"hello"}', 'text/plain')).toBe(415);
    expect(await status('{"text":')).toBe(400);
    expect(await status('{"__proto__":{"text":"hello"}}')).toBe(400);
    expect(running.engine.performed).toEqual([]);
  });

  test('on which we fail tells an id, and only the log tells why', async () => {
    const running = await started();
    running.engine.failWith(new Error('secret of /var/lib/bulkhead'));
    const answer = await running.ask({
      method: 'POST',
      path: '/api/incidents/incident-1/acknowledge',
      cookie: running.cookieOf('ada'),
    });
    const { code, message } = JSON.parse(answer.text) as { code: string; message: string };
    const id = /under ([0-9a-f]{12})\.$/.exec(message)?.[1];
    expect([answer.status, code]).toEqual([500, 'internal']);
    expect(answer.text).not.toContain('secret');
    expect(running.logged.join('\n')).toContain(id);
    expect(running.logged.join('\n')).toContain('secret of /var/lib/bulkhead');
  });

  test('carries who asks, with the roles that the plan gives them now', async () => {
    const running = await started();
    await running.ask({
      method: 'POST',
      path: '/api/incidents/incident-1/notes',
      body: { text: 'Called.' },
      cookie: running.cookieOf('sean'),
    });
    expect(running.engine.performed).toEqual([
      {
        actor: {
          kind: 'person',
          person: 'sean',
          name: 'Sean Walsh',
          roles: ['shift-supervisor'],
        },
        request: { type: 'add-note', incidentId: 'incident-1', text: 'Called.' },
      },
    ]);
  });

  test('beyond what the server has in hand is shed and counted', async () => {
    const running = await started();
    const held = running.engine.hold();
    const cookie = running.cookieOf('ada');
    const path = '/api/incidents/incident-1/acknowledge';
    const answers = Array.from({ length: REQUESTS_MAX + 10 }, () =>
      running.ask({ method: 'POST', path, cookie }),
    );
    while (running.server.workload().requestsShed < 10) await new Promise(setImmediate);
    held.release();
    const statuses = (await Promise.all(answers)).map((answer) => answer.status);
    expect(statuses.filter((status) => status === 503).length).toBe(10);
    expect(statuses.filter((status) => status === 200).length).toBe(REQUESTS_MAX);
    const health = await running.ask({ path: '/api/health', cookie });
    expect(JSON.parse(health.text)).toMatchObject({ requests: 1, requestsShed: 10 });
  });
});

describe('closing', () => {
  test('finishes what is in hand, ends the streams and lets nobody in', async () => {
    const running = await startServer();
    const cookie = running.cookieOf('ada');
    const page = await listen(running.port, cookie);
    const held = running.engine.hold();
    const path = '/api/incidents/incident-1/acknowledge';
    const inHand = running.ask({ method: 'POST', path, cookie });
    while (running.server.workload().requests < 1) await new Promise(setImmediate);
    const closed = running.server.close();
    await page.ended;
    held.release();
    expect((await inHand).status).toBe(200);
    await closed;
    expect(running.engine.performed.length).toBe(1);
    expect(running.engine.listeners).toBe(0);
    await expect(running.ask({ path: '/api/health' })).rejects.toThrow(/ECONNREFUSED/);
  });

  test('waits for a write whose caller is gone', async () => {
    const running = await startServer();
    const held = running.engine.hold();
    const cookie = running.cookieOf('ada');
    const socket = connect(running.port, '127.0.0.1');
    socket.write(
      `POST /api/incidents/incident-1/acknowledge HTTP/1.1\r\nhost: 127.0.0.1:${running.port}\r\n` +
        `x-bulkhead: 1\r\ncookie: ${cookie}\r\ncontent-length: 0\r\n\r\n`,
    );
    while (running.server.workload().writes < 1) await new Promise(setImmediate);
    socket.destroy();
    const order: string[] = [];
    const closed = running.server.close().then(() => order.push('closed'));
    await new Promise(setImmediate);
    order.push('released');
    held.release();
    await closed;
    expect(order).toEqual(['released', 'closed']);
    expect(running.engine.performed.length).toBe(1);
  });
});

describe('pages', () => {
  test.each([
    ['/', 200, 'text/html', 'no-cache'],
    ['/incidents/incident-1', 200, 'text/html', 'no-cache'],
    ['/start', 200, 'text/html', 'no-cache'],
    ['/assets/page-a1b2c3.js', 200, 'application/javascript', 'immutable'],
    ['/assets/none.js', 404, 'application/json', undefined],
    ['/.env', 404, 'application/json', undefined],
    ['/../../etc/passwd', 404, 'application/json', undefined],
    ['/%2e%2e/%2e%2e/etc/passwd', 404, 'application/json', undefined],
    ['/api', 404, 'application/json', 'no-store'],
    ['/api/none', 404, 'application/json', 'no-store'],
  ])('%s: %i %s', async (path, status, type, caching) => {
    const running = await started({ webFolder: webFolder() });
    const answer = await running.ask({ path });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toContain(type);
    if (caching !== undefined) expect(answer.headers['cache-control']).toContain(caching);
    expect(answer.headers['content-security-policy']).toMatch(/^default-src '(self|none)'/);
    expect(answer.headers['content-security-policy']).not.toContain('unsafe');
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    });
  });

  test('that are not built are said to be', async () => {
    const running = await started();
    expect((await running.ask({ path: '/' })).text).toContain('npm run build');
  });

  test('of a report run nothing, and use their own styles alone', async () => {
    const running = await started();
    const path = '/api/incidents/incident-1/report.html';
    const answer = await running.ask({ path, cookie: running.cookieOf('nora') });
    // printf 'p{color:red}' | openssl dgst -sha256 -binary | base64
    expect(answer.headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'sha256-p0bF+un5yUb9MBO6xRb8kPHlY2BdpHVtLiFkDrZPF64='; " +
        "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
    );
  });
});

describe('the name of a file in a header', () => {
  test('is harmless, whatever the incident is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(contentDisposition('attachment', name)).toMatch(
          /^attachment; filename="[A-Za-z0-9._-]{0,120}"$/,
        );
      }),
    );
  });
});

describe('under TLS', () => {
  test('cookies are bound to the host and browsers are told to stay', async () => {
    const folder = temporaryFolder();
    const tls = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    const out = ['-keyout', tls.keyFile, '-out', tls.certFile, '-subj', '/CN=localhost'];
    execFileSync('openssl', ['req', '-x509', ...key, ...out], { stdio: 'ignore' });
    const running = await started({ bind: { host: '127.0.0.1', port: 0, tls } });
    const answer = await new Promise<Record<string, unknown>>((resolve, reject) => {
      const call = request({
        host: '127.0.0.1',
        port: running.port,
        method: 'DELETE',
        path: '/api/session',
        headers: { host: `127.0.0.1:${running.port}`, 'x-bulkhead': '1' },
        rejectUnauthorized: false,
      });
      call.on('response', (response) => resolve(response.headers));
      call.on('error', reject);
      call.end();
    });
    expect(running.url).toBe(`https://127.0.0.1:${running.port}`);
    expect(answer['strict-transport-security']).toBe('max-age=31536000');
    expect(String(answer['set-cookie'])).toMatch(/^__Host-bulkhead=; .*HttpOnly; Secure; SameSite/);
  });
});
