import { IncidentView, Refused } from '@bulkhead/model';
import { z } from 'zod';
import { defineRoute, PathId } from '../route.ts';

export const readIncident = defineRoute({
  method: 'GET',
  path: '/api/incidents/:incidentId',
  summary: 'One incident, whole.',
  permission: 'signed-in',
  params: z.strictObject({ incidentId: PathId }),
  reply: IncidentView,
  refusals: ['not_found'],
  handle({ params, context }) {
    const view = context.options.engine.incident(params.incidentId);
    if (view === undefined) throw new Refused('not_found', 'There is no such incident.');
    return view;
  },
});
