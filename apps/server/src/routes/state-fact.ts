import { defineChange } from '../change.ts';

export const stateFact = defineChange({
  path: '/api/incidents/:incidentId/facts',
  summary: 'States what is so, and since when. Gates read it and duties count from it.',
  permission: 'attest',
  type: 'state-fact',
  refusals: ['not_found', 'incident_closed', 'role_not_held'],
});
