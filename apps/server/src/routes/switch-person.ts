import { z } from 'zod';
import { defineRoute } from '../route.ts';
import { beginSession, SessionView } from '../session-view.ts';

export const switchPerson = defineRoute({
  method: 'POST',
  path: '/api/session/switch',
  summary: 'In a demo, takes the part of another person of the sample plant.',
  permission: 'signed-in',
  body: z.strictObject({ person: z.string().min(1).max(64) }),
  reply: SessionView,
  refusals: ['not_found'],
  handle: async (call) =>
    beginSession(call, await call.context.signingIn.switchTo(call.body.person)),
});
