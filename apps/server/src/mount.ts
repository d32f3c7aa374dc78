import { Readable } from 'node:stream';
import { isIP } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Context } from './context.ts';
import { Failure } from './failure.ts';
import { ANSWER_MS_MAX } from './limits.ts';
import { faultText } from './faults.ts';
import { contentDisposition } from './headers.ts';
import type { ServerOptions } from './options.ts';
import { type FileAnswer, type Http, isMedia, type Media, type Route } from './route.ts';
import { SESSION_ABSOLUTE_MS, type Who } from './sessions.ts';
import type { Workload } from './workload.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, once the session has been looked at. */
    who: Who | null;
  }
}

/** Browsers take `__Host-` only over TLS, for `/` and without a domain (RFC 6265bis §4.1.3.2). */
export function cookieNameOf({ bind }: ServerOptions): string {
  return bind.tls === undefined ? 'bulkhead' : '__Host-bulkhead';
}

/** Makes every route answer: session, permission, params, body, handler, in this order. */
export function mountRoutes(
  app: FastifyInstance,
  routes: readonly Route[],
  context: Context,
  workload: Workload,
): void {
  const cookieName = cookieNameOf(context.options);
  app.decorateRequest('who', null);
  for (const route of routes) {
    const isStream = isMedia(route.reply) && route.reply.media === 'text/event-stream';
    app.route({
      method: route.method,
      url: route.path,
      ...(isMedia(route.reply) ? {} : { handlerTimeout: ANSWER_MS_MAX }),
      // Before the body is read: whoever may not ask sends us nothing to parse.
      onRequest: async (request, reply) => {
        if (!isStream) countRequest(reply, workload);
        const token = request.cookies[cookieName];
        request.who = token === undefined ? null : context.sessions.use(token);
        checkAccess(route, request.who);
      },
      handler: async (request, reply) => {
        const params = parsed(route.params, request.params, 'path');
        const body = parsed(route.body, request.body ?? {}, 'body');
        const actor = request.who?.actor ?? null;
        const http = httpOf(request, reply, context.options);
        const call = { params, body, who: request.who, actor, context, http };
        const answer = await route.handle(call);
        if (!isMedia(route.reply)) return answer;
        if (reply.sent) return reply;
        return sendFile(reply, route.reply, answer as FileAnswer | undefined, context.options);
      },
    });
  }
}

function countRequest(reply: FastifyReply, workload: Workload): void {
  workload.begin();
  reply.raw.once('close', () => workload.end());
}

function checkAccess({ permission }: Route, who: Who | null): void {
  if (permission === 'none') return;
  if (who === null) throw new Failure('not_signed_in');
  if (permission === 'signed-in' || who.permissions.has(permission)) return;
  throw new Failure('not_permitted', `This needs a role with the permission \`${permission}\`.`);
}

/** The value, or `invalid_request` with the place of the first fault. */
function parsed(schema: z.ZodType, value: unknown, place: 'path' | 'body'): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Failure('invalid_request', faultText(place, result.error.issues[0]!));
}

function httpOf(request: FastifyRequest, reply: FastifyReply, options: ServerOptions): Http {
  const name = cookieNameOf(options);
  const isTls = options.bind.tls !== undefined;
  const flags = { path: '/', httpOnly: true, sameSite: 'strict', secure: isTls } as const;
  const lastEventId = request.headers['last-event-id'];
  return {
    address: plainAddress(request.ip),
    lastEventId: typeof lastEventId === 'string' ? lastEventId : undefined,
    setSession: (token) => {
      reply.setCookie(name, token, { ...flags, maxAge: SESSION_ABSOLUTE_MS / 1_000 });
    },
    clearSession: () => {
      reply.clearCookie(name, flags);
    },
    hijack: () => {
      reply.hijack();
      reply.raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream',
        'x-accel-buffering': 'no',
      });
      return reply.raw;
    },
  };
}

/** One address has one text, whether it came by IPv4 or mapped into IPv6 (RFC 4291 §2.5.5.2). */
function plainAddress(address: string): string {
  const mapped = /^::ffff:(.+)$/i.exec(address)?.[1];
  return mapped !== undefined && isIP(mapped) === 4 ? mapped : address;
}

function sendFile(
  reply: FastifyReply,
  { media }: Media,
  file: FileAnswer | undefined,
  { log }: ServerOptions,
): FastifyReply {
  if (file === undefined) throw new Failure('not_found', 'There is no such incident.');
  void reply
    .type(media === 'text/html' ? 'text/html; charset=utf-8' : media)
    .header('content-disposition', contentDisposition(file.disposition, file.fileName));
  if (file.contentSecurityPolicy !== undefined) {
    void reply.header('content-security-policy', file.contentSecurityPolicy);
  }
  const { content } = file;
  if (typeof content === 'string') return reply.send(content);
  if (content instanceof Uint8Array) return reply.send(Buffer.from(content));
  if (content.sizeBytes !== null) void reply.header('content-length', content.sizeBytes);
  const stream = Readable.from(content.bytes, { objectMode: false });
  // Too late for another status: the connection breaks off, so that nobody takes it for whole.
  stream.on('error', (error) => {
    log.write('error', 'a document broke off', { file: file.fileName, error: error.message });
  });
  return reply.send(stream);
}
