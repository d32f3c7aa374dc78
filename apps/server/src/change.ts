import { assert } from '@bulkhead/kernel';
import { Request, type RequestType } from '@bulkhead/engine';
import { z } from 'zod';
import type { FailureCode } from './failure.ts';
import { defineRoute, type Route } from './route.ts';
import type { Permission } from './access.ts';
import { PASSWORD_CHARACTERS_MAX } from './passwords.ts';

const Done = z
  .object({
    /** Sequence of the newest entry that the request became. */
    sequence: z.number().int(),
  })
  .readonly();

const STEP_UP_PASSWORD = z.string().min(1).max(PASSWORD_CHARACTERS_MAX).optional();
const STEP_UP_FAILURES = ['password_needed', 'wrong_password', 'too_many', 'overloaded'] as const;

/** A change that a person asks of the engine: the engine's own schema is the one of the route. */
export interface ChangeSpec {
  readonly path: `/api/${string}`;
  readonly summary: string;
  readonly permission: 'signed-in' | Permission;
  readonly type: RequestType;
  readonly refusals: readonly FailureCode[];
  /** Asks for the password again, outside a demo. */
  readonly stepUp?: true;
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
  if (change.stepUp) body['password'] = STEP_UP_PASSWORD;
  return defineRoute({
    method: 'POST',
    path: change.path,
    summary: change.summary,
    permission: change.permission,
    params: z.strictObject(params),
    body: z.strictObject(body),
    reply: Done,
    refusals: change.stepUp ? [...change.refusals, ...STEP_UP_FAILURES] : change.refusals,
    async handle({ params, body, actor, who, context, http }) {
      const { password, ...asked } = body as { readonly password?: string };
      if (change.stepUp) {
        await context.signingIn.confirm(who.account.person, password, http.address);
      }
      return context.perform(actor, Request.parse({ ...params, ...asked, type: change.type }));
    },
  });
}
