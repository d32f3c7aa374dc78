import { defineRegime } from '../regime.ts';

const ATTRIBUTES = [
  'Functional impact, as far as known',
  'Attack vector used, as far as known',
  'Level of intrusion achieved or attempted, as far as known',
];

/** NERC CIP-008-6, R4: initial notification and updates to the E-ISAC and, in the US, to CISA. */
export const nercCip008 = defineRegime({
  id: 'nerc-cip-008',
  name: 'NERC CIP-008-6',
  source: 'NERC CIP-008-6, R4',
  scope: 'Responsible entities with high or medium impact BES Cyber Systems and their EACMS',
  trigger:
    'A Reportable Cyber Security Incident, or a Cyber Security Incident that was an attempt to ' +
    'compromise an applicable system. A person determines which; the time counts from then.',
  entity: [],
  stages: [
    {
      id: 'nerc-cip-008.reportable',
      title: 'Initial notification of a Reportable Cyber Security Incident',
      source: 'NERC CIP-008-6, R4 Part 4.2',
      countsFrom: 'determined-reportable',
      within: { hours: 1 },
      fields: ATTRIBUTES,
    },
    {
      id: 'nerc-cip-008.attempt',
      title: 'Initial notification of an attempt to compromise',
      source: 'NERC CIP-008-6, R4 Part 4.2',
      countsFrom: 'determined-attempt',
      within: { endOfNextDay: true },
      fields: ATTRIBUTES,
    },
    {
      id: 'nerc-cip-008.update',
      title: 'Update with new or changed attributes',
      source: 'NERC CIP-008-6, R4 Part 4.3',
      countsFrom: 'attribute-changed',
      within: { calendarDays: 7 },
      repeats: true,
      fields: ['Each attribute of Part 4.1 that is new or has changed'],
    },
  ],
});
