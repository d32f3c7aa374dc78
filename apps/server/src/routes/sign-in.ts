import { z } from 'zod';
import { PASSWORD_CHARACTERS_MAX } from '../passwords.ts';
import { defineRoute } from '../route.ts';
import { beginSession, SessionView } from '../session-view.ts';

export const signIn = defineRoute({
  method: 'POST',
  path: '/api/session',
  summary: 'Signs in with a password.',
  permission: 'none',
  body: z.strictObject({
    person: z.string().min(1).max(64),
    password: z.string().min(1).max(PASSWORD_CHARACTERS_MAX),
  }),
  reply: SessionView,
  refusals: ['wrong_password', 'too_many', 'overloaded'],
  async handle(call) {
    const { person, password } = call.body;
    return beginSession(
      call,
      await call.context.signingIn.withPassword(person, password, call.http.address),
    );
  },
});
