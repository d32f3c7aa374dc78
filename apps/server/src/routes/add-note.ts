import { defineChange } from '../change.ts';

export const addNote = defineChange({
  path: '/api/incidents/:incidentId/notes',
  summary: 'Adds a note to the timeline.',
  permission: 'signed-in',
  type: 'add-note',
  refusals: ['not_found', 'incident_closed'],
});
