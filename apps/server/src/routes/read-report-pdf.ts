import { z } from 'zod';
import { attachment, defineRoute, PathId } from '../route.ts';

export const readReportPdf = defineRoute({
  method: 'GET',
  path: '/api/incidents/:incidentId/report.pdf',
  summary: 'The report of an incident as PDF/A.',
  permission: 'signed-in',
  params: z.strictObject({ incidentId: PathId }),
  reply: { media: 'application/pdf' },
  refusals: ['not_found'],
  async handle({ params, actor, context }) {
    const content = await context.options.documents.reportPdf(params.incidentId, actor);
    return content && attachment(`${params.incidentId}-report.pdf`, content);
  },
});
