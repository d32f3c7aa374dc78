import { defineChange } from '../change.ts';

export const refuseApproval = defineChange({
  path: '/api/approvals/refuse',
  summary: 'Refuses a step, in a role that one holds.',
  permission: 'approve',
  type: 'refuse',
  refusals: [
    'not_found',
    'incident_closed',
    'already_decided',
    'role_not_in_quorum',
    'role_not_held',
  ],
});
