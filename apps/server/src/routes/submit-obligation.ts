import { defineChange } from '../change.ts';

export const submitObligation = defineChange({
  path: '/api/obligations/submit',
  summary: 'Records that an obligation was submitted, with its receipt.',
  permission: 'submit',
  type: 'submit-obligation',
  refusals: ['not_found', 'already_decided'],
});
