import { defineRoute } from '../route.ts';
import { SessionView, sessionView } from '../session-view.ts';

export const signOut = defineRoute({
  method: 'DELETE',
  path: '/api/session',
  summary: 'Signs out.',
  permission: 'none',
  reply: SessionView,
  refusals: [],
  handle({ who, context, http }) {
    if (who !== null) context.sessions.close(who.digest);
    http.clearSession();
    return sessionView(null, context);
  },
});
