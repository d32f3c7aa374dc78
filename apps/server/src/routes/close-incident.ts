import { defineChange } from '../change.ts';

export const closeIncident = defineChange({
  path: '/api/incidents/:incidentId/close',
  summary: 'Closes an incident whose controls are lifted and whose obligations are settled.',
  permission: 'close',
  type: 'close-incident',
  refusals: ['not_found', 'incident_closed', 'controls_in_force', 'obligations_open'],
});
