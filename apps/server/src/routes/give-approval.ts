import { defineChange } from '../change.ts';

export const giveApproval = defineChange({
  path: '/api/approvals/approve',
  summary: 'Allows a step, in a role that one holds. Outside a demo it needs the password again.',
  permission: 'approve',
  type: 'approve',
  stepUp: true,
  refusals: [
    'not_found',
    'incident_closed',
    'own_request',
    'already_decided',
    'already_approved',
    'role_not_in_quorum',
    'role_not_held',
  ],
});
