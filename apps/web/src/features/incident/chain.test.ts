import type { Alert, IncidentView } from '@bulkhead/model';
import { expect, test } from 'vitest';
import { chainOf } from './chain.ts';

function alert(n: number, change: Partial<Alert>): IncidentView['alerts'][number] {
  const at = `2026-11-22T19:00:0${n}.000Z`;
  return {
    alert: {
      id: `alert-${String(n).padStart(16, '0')}`,
      rule: { id: 'write', title: 'Write' },
      severity: 'medium',
      techniques: [],
      count: 1,
      firstAt: at,
      lastAt: at,
      protocol: 'modbus',
      client: '10.0.0.1',
      server: '10.0.1.1',
      verb: 'write',
      service: 'write',
      outcome: 'ok',
      objects: [],
      capture: '',
      frames: [],
      ...change,
    },
    clientName: change.client ?? '10.0.0.1',
    serverName: change.server ?? '10.0.1.1',
    cites: [n],
  };
}

// Two sources; the second began first. Two alerts of one rule are one deed with a count.
test('sources by who began, targets by time, deeds by rule', () => {
  const alerts = [
    alert(1, { client: 'jump', server: 'station', rule: { id: 'remote', title: 'Remote' } }),
    alert(2, { count: 3 }),
    alert(3, { severity: 'critical', outcome: 'refused' }),
    alert(4, { server: '10.0.1.2', rule: { id: 'stop', title: 'Stop' } }),
  ];
  const view = { alerts: alerts.toReversed(), assets: [] } as unknown as IncidentView;
  const told = chainOf(view).map(({ source, links }) => [
    source.address,
    links.map((link) => [
      link.target.address,
      link.severity,
      link.refused,
      link.did.map(({ title, count }) => `${title} ${count}`),
    ]),
  ]);
  expect(told).toEqual([
    ['jump', [['station', 'medium', 0, ['Remote 1']]]],
    [
      '10.0.0.1',
      [
        ['10.0.1.1', 'critical', 1, ['Write 4']],
        ['10.0.1.2', 'medium', 0, ['Stop 1']],
      ],
    ],
  ]);
});
