import { isoTime } from '@bulkhead/kernel';
import { z } from 'zod';
import { defineRoute } from '../route.ts';

export const invitePerson = defineRoute({
  method: 'POST',
  path: '/api/accounts/invite',
  summary: 'Makes a link with which a person of the plan sets a password. It works once, for 24 h.',
  permission: 'administer',
  body: z.strictObject({ person: z.string().min(1).max(64) }),
  reply: z.object({
    /** Follows the address of the server. */
    path: z.string(),
    expiresAt: z.string(),
  }),
  refusals: ['not_found'],
  async handle({ body, who, context }) {
    const made = await context.signingIn.invite(body.person, who.account.person);
    return { path: `/start#${made.token}`, expiresAt: isoTime(made.expiresAtMs) };
  },
});
