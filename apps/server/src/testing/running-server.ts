import { request } from 'node:http';
import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestName, utf8 } from '@bulkhead/kernel';
import type { Actor } from '@bulkhead/model';
import { openAccounts } from '@bulkhead/store';
import { FakeClock, seededRandom } from '@bulkhead/testkit';
import type { AuditBody, Server, ServerOptions } from '../mod.ts';
import { createServer } from '../mod.ts';
import {
  firstEntry,
  NO_SENSING,
  plan,
  planView,
  ruleText,
  type SmallEngine,
  smallEngine,
} from './small-plant.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  /** Replaces or, with undefined, leaves out what `ask` sends of itself. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly cookie?: string | undefined;
  /** Another address of this machine, such as `127.0.0.2`. */
  readonly from?: string;
  /** Sent as it is, in place of `body`. */
  readonly text?: string;
}

/** A real server on a loopback port with everything that a test may turn. */
export interface Running {
  readonly server: Server;
  readonly url: string;
  readonly port: number;
  readonly startLink: string | null;
  readonly engine: SmallEngine;
  readonly clock: FakeClock;
  readonly options: ServerOptions;
  readonly audited: readonly { readonly body: AuditBody; readonly actor: Actor }[];
  readonly logged: readonly string[];
  ask(ask: Ask): Promise<Answer>;
  /** The cookie of a session of the person, made past the sign-in. */
  cookieOf(person: string): string;
}

/** A new folder that the operating system clears away. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'bulkhead-server-'));
}

/** A folder as the build of the pages leaves it, with the least in it. */
export function webFolder(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Bulkhead</title>');
  writeFileSync(join(folder, 'assets', 'page-a1b2c3.js'), 'export {};');
  return folder;
}

export function testOptions(changes: Partial<ServerOptions> = {}): ServerOptions {
  return {
    engine: smallEngine(),
    accounts: openAccounts(temporaryFolder()),
    clock: new FakeClock(),
    random: seededRandom('server'),
    log: { write: () => undefined },
    plan,
    planView: () => planView,
    documents: {
      reportHtml: async (id) =>
        id === 'incident-1' ? '<!doctype html><style>p{color:red}</style><p>Report' : undefined,
      reportPdf: async (id) => (id === 'incident-1' ? Buffer.from('%PDF-1.7') : undefined),
      bundle: async (id) =>
        id === 'incident-1' ? { sizeBytes: 4, bytes: pieces('PK', '\x05\x06') } : undefined,
      entry: async (sequence) => (sequence === 0 ? firstEntry : undefined),
      packets: async (id) => (id === 'alert-1' ? { packets: [], capture: plan.digest } : undefined),
    },
    ruleText: (id) => (id === 'rule-1' ? ruleText : undefined),
    sensing: () => NO_SENSING,
    demo: null,
    bind: { host: '127.0.0.1', port: 0 },
    webFolder: '/nowhere',
    audit: async () => undefined,
    ...changes,
  };
}

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text, 'latin1');
}

export async function startServer(changes: Partial<ServerOptions> = {}): Promise<Running> {
  const audited: { body: AuditBody; actor: Actor }[] = [];
  const logged: string[] = [];
  const options = testOptions({
    audit: async (body, actor) => void audited.push({ body, actor }),
    log: { write: (_, message, fields) => void logged.push(JSON.stringify({ message, fields })) },
    ...changes,
  });
  const server = await createServer(options);
  const { url, startLink } = await server.listen();
  const port = Number(new URL(url).port);
  return {
    server,
    url,
    port,
    startLink,
    engine: options.engine as SmallEngine,
    clock: options.clock as FakeClock,
    options,
    audited,
    logged,
    ask: (what) => ask(port, what),
    cookieOf: (person) => openSession(options, person),
  };
}

function openSession(options: ServerOptions, person: string): string {
  const planned = options.plan.people.find((item) => item.id === person);
  options.accounts.save({
    person,
    name: planned?.name ?? person,
    roles: planned?.roles ?? [],
    administrator: planned === undefined,
    passwordHash: null,
  });
  const token = Buffer.from(options.random.bytes(32)).toString('base64url');
  const digest = digestName(utf8(token));
  options.accounts.openSession(digest, person, options.clock.nowMs() + 12 * 3_600_000);
  return `bulkhead=${token}`;
}

/** One request as a page of ours sends it, by a plain client that hides nothing. */
function ask(port: number, what: Ask): Promise<Answer> {
  const { method = 'GET', path, body, headers, cookie } = what;
  const text = what.text ?? (body === undefined ? undefined : JSON.stringify(body));
  const localAddress = what.from ?? '127.0.0.1';
  const all: Record<string, string | undefined> = {
    host: `127.0.0.1:${port}`,
    ...(method === 'GET' ? {} : { 'x-bulkhead': '1', origin: `http://127.0.0.1:${port}` }),
    ...(text === undefined ? {} : { 'content-type': 'application/json' }),
    cookie,
    ...headers,
  };
  const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new Promise((resolve, reject) => {
    const call = request(
      { host: '127.0.0.1', port, method, path, headers: sent, localAddress },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => (text += piece));
        response.on('error', reject);
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      },
    );
    call.on('error', reject);
    call.end(text);
  });
}
