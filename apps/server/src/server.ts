import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import cookie from '@fastify/cookie';
import { toHex } from '@bulkhead/kernel';
import Fastify, { type FastifyInstance } from 'fastify';
import { checkBind, hostsOf, StartRefused, urlOf } from './bind.ts';
import type { Context } from './context.ts';
import { answerErrors } from './answer-errors.ts';
import { checkOrigin } from './guards.ts';
import { commonHeaders, DATA_POLICY } from './headers.ts';
import {
  BODY_BYTES_MAX,
  CLOSE_MS_MAX,
  CONNECTIONS_MAX,
  PARAM_CHARACTERS_MAX,
  REQUEST_MS_MAX,
} from './limits.ts';
import { openApi } from './openapi.ts';
import type { Bind, ServerOptions } from './options.ts';
import { isApiPath, servePages } from './pages.ts';
import { hashPassword } from './passwords.ts';
import { cookieNameOf, mountRoutes } from './mount.ts';
import { routes } from './routes.gen.ts';
import { makeSessions } from './sessions.ts';
import { makeSignInLimits } from './sign-in-limits.ts';
import { makeDemoAccounts, makeSigningIn } from './signing-in.ts';
import { openStream } from './stream.ts';
import { makeWorkload, type Workload } from './workload.ts';

export interface Server {
  /** Resolves when the server answers. `startLink` is null where an administrator exists. */
  listen(): Promise<{ readonly url: string; readonly startLink: string | null }>;
  /** Refuses new requests, finishes those in hand and waits until their entries are durable. */
  close(): Promise<void>;
  /** What the server has in hand. */
  workload(): ReturnType<Workload['counts']>;
  /** One heartbeat of the streams, which otherwise comes by itself. */
  beat(): void;
  /** One look at the sensor, which otherwise comes by itself. */
  look(): void;
  readonly app: FastifyInstance;
}

/** The HTTP server over a running engine. Throws `StartRefused` for an unsafe address. */
export async function createServer(options: ServerOptions): Promise<Server> {
  checkBind(options);
  const { bind, random, log } = options;
  const app = openFastify(options);
  const workload = makeWorkload();
  const context = await makeContext(options, workload);
  let ours = {
    scheme: bind.tls ? ('https' as const) : ('http' as const),
    hosts: new Set<string>(),
  };

  answerErrors(app, log, () => toHex(random.bytes(6)), workload);
  app.addHook('onRequest', async (request, reply) => {
    const isApi = isApiPath(request.url);
    void reply.headers(commonHeaders(bind.tls !== undefined));
    if (isApi) void reply.headers({ 'cache-control': 'no-store' });
    void reply.header('content-security-policy', DATA_POLICY);
    checkOrigin({ method: request.method, isApi, headers: request.headers }, ours);
  });
  let isClosing = false;
  app.addHook('onSend', async (_, reply) => {
    // Else the connection would stay open for the next request, and the server with it.
    if (isClosing) void reply.header('connection', 'close');
  });
  await app.register(cookie);
  mountRoutes(app, routes, context, workload);
  await servePages(app, options.webFolder);

  return {
    app,
    workload: () => workload.counts(),
    beat: () => context.stream.beat(),
    look: () => context.stream.look(),
    async listen() {
      await listenOn(app, bind);
      const { port } = app.server.address() as AddressInfo;
      ours = { ...ours, hosts: new Set(hostsOf(bind, port)) };
      const url = urlOf(bind, port);
      const token = context.signingIn.startToken();
      return { url, startLink: token === null ? null : `${url}/start#${token}` };
    },
    async close() {
      isClosing = true;
      context.stream.close();
      await closeInTime(app);
      await workload.settled();
    },
  };
}

function openFastify({ bind }: ServerOptions): FastifyInstance {
  const tls = bind.tls && {
    cert: readTls(bind.tls.certFile),
    key: readTls(bind.tls.keyFile),
    minVersion: 'TLSv1.2' as const,
  };
  const app = Fastify({
    ...(tls && { https: tls }),
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: PARAM_CHARACTERS_MAX },
  }) as unknown as FastifyInstance;
  // What is left takes JSON alone, which a foreign page cannot send without asking first.
  app.removeContentTypeParser('text/plain');
  app.server.maxConnections = CONNECTIONS_MAX;
  return app;
}

function readTls(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new StartRefused(`${file} cannot be read (${codeOf(error)}).`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

async function listenOn(app: FastifyInstance, { host, port }: Bind): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw new StartRefused(
      `Port ${port} on ${host} is not free (${codeOf(error)}): choose another.`,
    );
  }
}

async function makeContext(given: ServerOptions, workload: Workload): Promise<Context> {
  const audit: ServerOptions['audit'] = (body, actor) => workload.follow(given.audit(body, actor));
  const options = { ...given, audit };
  await makeDemoAccounts(options);
  const { accounts, clock, engine, random } = options;
  const sessions = makeSessions(options);
  const decoy = await hashPassword(toHex(random.bytes(32)));
  const limits = makeSignInLimits(accounts, clock);
  const signingIn = makeSigningIn({ ...options, sessions, limits, decoy });
  const stream = openStream(engine, options.sensing);
  const document = openApi(routes, cookieNameOf(options));
  return {
    options,
    sessions,
    signingIn,
    stream,
    perform: (actor, request) => workload.follow(engine.perform(actor, request)),
    openApi: () => document,
    health: () => {
      const { clients, dropped } = stream.counts();
      return { ...workload.counts(), pages: clients, pagesDropped: dropped };
    },
  };
}

/** Ends quietly where every answer is given in time, and cuts what is left where not. */
async function closeInTime(app: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => {
    app.server.closeAllConnections();
  }, CLOSE_MS_MAX);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}
