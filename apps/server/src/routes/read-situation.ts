import { SituationView } from '@bulkhead/model';
import { defineRoute } from '../route.ts';

export const readSituation = defineRoute({
  method: 'GET',
  path: '/api/situation',
  summary: 'The site on one screen.',
  permission: 'signed-in',
  reply: SituationView,
  refusals: [],
  handle: ({ context }) => context.options.engine.situation(),
});
