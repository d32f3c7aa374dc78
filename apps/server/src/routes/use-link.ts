import { z } from 'zod';
import { PASSWORD_CHARACTERS_MAX } from '../passwords.ts';
import { defineRoute } from '../route.ts';
import { beginSession, SessionView } from '../session-view.ts';
import { TOKEN_CHARACTERS_MAX } from '../tokens.ts';

export const useLink = defineRoute({
  method: 'POST',
  path: '/api/session/link',
  summary: 'Uses a start link or an invitation once: sets the password and signs in.',
  permission: 'none',
  body: z.strictObject({
    token: z.string().min(1).max(TOKEN_CHARACTERS_MAX),
    person: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower case letters, digits and dashes')
      .optional(),
    name: z.string().trim().min(1).max(200).optional(),
    password: z.string().min(1).max(PASSWORD_CHARACTERS_MAX).optional(),
  }),
  reply: SessionView,
  refusals: ['link_used', 'overloaded'],
  handle: async (call) => beginSession(call, await call.context.signingIn.withLink(call.body)),
});
