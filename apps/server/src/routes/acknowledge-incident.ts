import { defineChange } from '../change.ts';

export const acknowledgeIncident = defineChange({
  path: '/api/incidents/:incidentId/acknowledge',
  summary: 'Says that somebody has the incident in hand.',
  permission: 'signed-in',
  type: 'acknowledge-incident',
  refusals: ['not_found', 'incident_closed', 'already_decided'],
});
