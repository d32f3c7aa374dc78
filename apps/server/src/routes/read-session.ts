import { SessionView, sessionView } from '../session-view.ts';
import { defineRoute } from '../route.ts';

export const readSession = defineRoute({
  method: 'GET',
  path: '/api/session',
  summary: 'Who is signed in, and what the plan permits them.',
  permission: 'none',
  reply: SessionView,
  refusals: [],
  handle: ({ who, context }) => sessionView(who?.account ?? null, context),
});
