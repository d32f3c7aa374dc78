import { defineRoute } from '../route.ts';

export const followChanges = defineRoute({
  method: 'GET',
  path: '/api/stream',
  summary:
    'Server-sent events: `change` with {sequence, incidentIds} after each durable commit, and ' +
    '`sensing` when the figures of the sensor have moved.',
  permission: 'signed-in',
  reply: { media: 'text/event-stream' },
  refusals: ['overloaded'],
  handle({ who, http, context }) {
    const { stream, sessions } = context;
    stream.admit();
    stream.join(http.hijack(), http.lastEventId, () => sessions.stands(who.digest));
    return undefined;
  },
});
