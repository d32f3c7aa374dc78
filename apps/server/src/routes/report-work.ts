import { defineChange } from '../change.ts';

export const reportWork = defineChange({
  path: '/api/work/report',
  summary: 'Reports a field work order as done or not done, with proof.',
  permission: 'report-work',
  type: 'report-work',
  refusals: ['not_found', 'incident_closed', 'already_decided'],
});
