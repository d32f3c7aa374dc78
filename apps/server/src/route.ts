import type { ServerResponse } from 'node:http';
import type { Actor } from '@bulkhead/model';
import { z } from 'zod';
import type { Access } from './access.ts';
import type { Context } from './context.ts';
import type { FailureCode } from './failure.ts';
import type { ByteStream } from '@bulkhead/engine';
import type { Who } from './sessions.ts';

/** The answer is a file or a stream of this type, not JSON. */
export interface Media {
  readonly media: 'text/html' | 'application/pdf' | 'application/zip' | 'text/event-stream';
}

/** A file as an answer. */
export interface FileAnswer {
  readonly fileName: string;
  readonly disposition: 'inline' | 'attachment';
  readonly content: Uint8Array | string | ByteStream;
  /** Replaces the API's policy, for pages that have styles. */
  readonly contentSecurityPolicy?: string;
}

/** A file to keep. */
export function attachment(fileName: string, content: FileAnswer['content']): FileAnswer {
  return { fileName, disposition: 'attachment', content };
}

/** What a handler may know of the connection and say to it, beside its answer. */
export interface Http {
  readonly address: string;
  readonly lastEventId: string | undefined;
  /** Hands the browser the token of a session. */
  setSession(token: string): void;
  clearSession(): void;
  /** Answers by hand: the handler's own answer is left out. */
  hijack(): ServerResponse;
}

export interface Call<A extends Access, P, B> {
  readonly params: P;
  readonly body: B;
  /** Who asks; null only where a route is open to all. */
  readonly who: A extends 'none' ? Who | null : Who;
  readonly actor: A extends 'none' ? Actor | null : Actor;
  readonly context: Context;
  readonly http: Http;
}

type Answer<R> = R extends z.ZodType ? z.input<R> : FileAnswer | undefined;

/** One route of the API: handler, documentation, client and test come from this one object. */
export interface RouteSpec<
  A extends Access,
  P extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType | Media,
> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: `/api/${string}`;
  readonly summary: string;
  readonly permission: A;
  readonly params?: P;
  readonly body?: B;
  readonly reply: R;
  /** Codes that it may answer with, beside those that every route of its access may. */
  readonly refusals: readonly FailureCode[];
  handle(call: Call<A, z.output<P>, z.output<B>>): Answer<R> | Promise<Answer<R>>;
}

/** A route as the server, the documentation and the client see it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: `/api/${string}`;
  readonly summary: string;
  readonly permission: Access;
  readonly params: z.ZodType;
  readonly body: z.ZodType;
  readonly reply: z.ZodType | Media;
  readonly refusals: readonly FailureCode[];
  handle(call: Call<Access, unknown, unknown>): unknown;
}

const NOTHING = z.strictObject({});

/** Params and body have been checked against their schemas when `handle` is called. */
export function defineRoute<
  const A extends Access,
  R extends z.ZodType | Media,
  P extends z.ZodType = typeof NOTHING,
  B extends z.ZodType = typeof NOTHING,
>(route: RouteSpec<A, P, B, R>): Route {
  return Object.freeze({
    method: route.method,
    path: route.path,
    summary: route.summary,
    permission: route.permission,
    params: route.params ?? NOTHING,
    body: route.body ?? NOTHING,
    reply: route.reply,
    refusals: route.refusals,
    handle: (call: Call<Access, unknown, unknown>) =>
      route.handle(call as Call<A, z.output<P>, z.output<B>>),
  });
}

/** Whether an answer is a file or a stream. */
export function isMedia(reply: z.ZodType | Media): reply is Media {
  return 'media' in reply;
}

/** An id in a path; what it names is for the engine to know. */
export const PathId = z.string().min(1).max(200);
