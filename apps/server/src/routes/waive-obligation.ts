import { defineChange } from '../change.ts';

export const waiveObligation = defineChange({
  path: '/api/obligations/waive',
  summary: 'Waives an obligation, with a reason.',
  permission: 'submit',
  type: 'waive-obligation',
  refusals: ['not_found', 'already_decided'],
});
