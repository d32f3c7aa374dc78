import { defineChange } from '../change.ts';

export const liftControl = defineChange({
  path: '/api/controls/lift',
  summary: 'Reports that a control is lifted, with proof.',
  permission: 'report-work',
  type: 'lift-control',
  refusals: ['not_found', 'already_decided'],
});
