import { assert } from '@bulkhead/kernel';
import { Request, type RequestType } from '@bulkhead/engine';
import { z } from 'zod';
import type { FailureCode } from './failure.ts';
import { defineRoute, type Route } from './route.ts';
import type { Permission } from './access.ts';

const Done = z
  .object({
    /** Sequence of the newest entry that the request became. */
    sequence: z.number().int(),
  })
  .readonly();

/** A change that a person asks of the engine: the engine's own schema is the one of the route. */
export interface ChangeSpec {
  readonly path: `/api/${string}`;
  readonly summary: string;
  readonly permission: 'signed-in' | Permission;
  readonly type: RequestType;
  readonly refusals: readonly FailureCode[];
}

/**
 * The route of one kind of request: members that the path names are its params, all others its
 * body, and unknown members are refused.
 */
export function defineChange(change: ChangeSpec): Route {
  const option = Request.options.find((item) => item.shape.type.value === change.type);
  assert(option !== undefined, `the engine takes the request ${change.type}`);
  const params: Record<string, z.ZodType> = {};
  const body: Record<string, z.ZodType> = {};
  for (const [name, schema] of Object.entries<z.ZodType>(option.shape)) {
    if (name === 'type') continue;
    const place = change.path.split('/').includes(`:${name}`) ? params : body;
    place[name] = schema;
  }
  return defineRoute({
    method: 'POST',
    path: change.path,
    summary: change.summary,
    permission: change.permission,
    params: z.strictObject(params),
    body: z.strictObject(body),
    reply: Done,
    refusals: change.refusals,
    handle: ({ params, body, actor, context }) =>
      context.perform(actor, Request.parse({ ...params, ...body, type: change.type })),
  });
}
