import { defineChange } from '../change.ts';

export const startRun = defineChange({
  path: '/api/incidents/:incidentId/runs',
  summary: 'Starts a playbook of the plan.',
  permission: 'start-run',
  type: 'start-run',
  refusals: ['not_found', 'incident_closed', 'playbook_not_runnable'],
});
