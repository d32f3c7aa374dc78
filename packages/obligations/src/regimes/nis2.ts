import { defineRegime } from '../regime.ts';

/** Directive (EU) 2022/2555, Art. 23. Hours run through weekends; months by Reg. 1182/71. */
export const nis2 = defineRegime({
  id: 'nis2',
  name: 'NIS2 Directive',
  source: 'Directive (EU) 2022/2555, Art. 23',
  scope: 'Essential and important entities',
  trigger:
    'A significant incident: it has caused or can cause severe operational disruption or ' +
    'financial loss for the entity, or it has affected or can affect others by considerable ' +
    'material or non-material damage (Art. 23(3)).',
  entity: [
    { key: 'entity-class', values: ['essential', 'important'] },
    { key: 'trust-service-provider', values: ['yes', 'no'] },
  ],
  stages: [
    {
      id: 'nis2.early-warning',
      title: 'Early warning',
      source: 'Directive (EU) 2022/2555, Art. 23(4)(a)',
      countsFrom: 'aware',
      within: { hours: 24 },
      fields: [
        'Suspected to be caused by unlawful or malicious acts: yes or no',
        'Could have a cross-border impact: yes or no',
      ],
    },
    {
      id: 'nis2.incident-notification',
      title: 'Incident notification',
      source: 'Directive (EU) 2022/2555, Art. 23(4)(b)',
      countsFrom: 'aware',
      within: { hours: 72 },
      withinFor: {
        entity: ['trust-service-provider', 'yes'],
        within: { hours: 24 },
        source: 'Directive (EU) 2022/2555, Art. 23(4), second subparagraph (trust services)',
      },
      fields: [
        'Update of the early warning',
        'Initial assessment: severity and impact',
        'Indicators of compromise, where available',
      ],
    },
    {
      id: 'nis2.intermediate-report',
      title: 'Intermediate report, on request',
      source: 'Directive (EU) 2022/2555, Art. 23(4)(c); sets no time: 24 h unless the request does',
      countsFrom: 'requested-by-authority',
      within: { asRequestedOrHours: 24 },
      repeats: true,
      fields: ['Relevant status updates'],
    },
    {
      id: 'nis2.final-report',
      title: 'Final report',
      source: 'Directive (EU) 2022/2555, Art. 23(4)(d)',
      countsFrom: 'submitted:nis2.incident-notification',
      within: { months: 1 },
      fields: [
        'Detailed description of the incident, its severity and impact',
        'Type of threat or root cause that is likely to have triggered it',
        'Mitigation that was applied and that is under way',
        'Cross-border impact, where applicable',
      ],
    },
    {
      id: 'nis2.progress-report',
      title: 'Progress report, as the incident goes on',
      source: 'Directive (EU) 2022/2555, Art. 23(4)(e)',
      countsFrom: 'submitted:nis2.incident-notification',
      within: { months: 1 },
      onlyWhile: 'still-ongoing',
      fields: ['Progress of the handling of the incident so far'],
    },
    {
      id: 'nis2.final-report-after-progress',
      title: 'Final report after the incident was handled',
      source: 'Directive (EU) 2022/2555, Art. 23(4)(e)',
      countsFrom: 'handled',
      within: { months: 1 },
      onlyAfter: 'nis2.progress-report',
      fields: [
        'Detailed description of the incident, its severity and impact',
        'Type of threat or root cause that is likely to have triggered it',
        'Mitigation that was applied and that is under way',
        'Cross-border impact, where applicable',
      ],
    },
  ],
});
