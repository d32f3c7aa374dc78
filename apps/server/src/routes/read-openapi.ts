import { z } from 'zod';
import { defineRoute } from '../route.ts';

export const readOpenapi = defineRoute({
  method: 'GET',
  path: '/api/openapi.json',
  summary: 'This interface, as OpenAPI 3.1.',
  permission: 'none',
  reply: z.record(z.string(), z.unknown()),
  refusals: [],
  handle: ({ context }) => context.openApi(),
});
