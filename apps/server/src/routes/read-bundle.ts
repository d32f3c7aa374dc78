import { z } from 'zod';
import { attachment, defineRoute, PathId } from '../route.ts';

export const readBundle = defineRoute({
  method: 'GET',
  path: '/api/incidents/:incidentId/bundle.zip',
  summary: 'The evidence of an incident, to verify offline.',
  permission: 'signed-in',
  params: z.strictObject({ incidentId: PathId }),
  reply: { media: 'application/zip' },
  refusals: ['not_found'],
  async handle({ params, actor, context }) {
    const content = await context.options.documents.bundle(params.incidentId, actor);
    return content && attachment(`${params.incidentId}-bundle.zip`, content);
  },
});
