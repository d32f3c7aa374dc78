import { z } from 'zod';
import { defineRoute } from '../route.ts';

const count = z.number().int();

export const readHealth = defineRoute({
  method: 'GET',
  path: '/api/health',
  summary: 'Whether the server answers; with counts for those who are signed in.',
  permission: 'none',
  reply: z.object({
    ok: z.literal(true),
    requests: count.optional(),
    requestsShed: count.optional(),
    writes: count.optional(),
    pages: count.optional(),
    pagesDropped: count.optional(),
    failures: count.optional(),
  }),
  refusals: [],
  handle: ({ who, context }) => ({ ok: true as const, ...(who === null ? {} : context.health()) }),
});
