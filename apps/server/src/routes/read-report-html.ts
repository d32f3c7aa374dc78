import { z } from 'zod';
import { defineRoute, type FileAnswer, PathId } from '../route.ts';
import { documentPolicy } from '../headers.ts';

export const readReportHtml = defineRoute({
  method: 'GET',
  path: '/api/incidents/:incidentId/report.html',
  summary: 'The report of an incident as one page.',
  permission: 'signed-in',
  params: z.strictObject({ incidentId: PathId }),
  reply: { media: 'text/html' },
  refusals: ['not_found'],
  async handle({ params, actor, context }) {
    const content = await context.options.documents.reportHtml(params.incidentId, actor);
    if (content === undefined) return undefined;
    const page: FileAnswer = {
      fileName: `${params.incidentId}-report.html`,
      disposition: 'inline',
      content,
      contentSecurityPolicy: documentPolicy(content),
    };
    return page;
  },
});
