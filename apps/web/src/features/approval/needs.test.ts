import type { ApprovalView } from '@bulkhead/model';
import { describe, expect, test } from 'vitest';
import { missingRoles, sayOf } from './needs.ts';

const COMMANDER = { id: 'incident-commander', name: 'Incident commander' };
const SUPERVISOR = { id: 'shift-supervisor', name: 'Shift supervisor' };

function approval(given: readonly string[], change: Partial<ApprovalView> = {}): ApprovalView {
  return {
    key: 'run-1/ask/gate',
    incidentId: 'incident-1',
    runId: 'run-1',
    stepId: 'ask',
    title: 'Cut the engineering conduit',
    impact: 'process',
    preview: {
      does: '',
      cuts: [],
      loses: [],
      keeps: [],
      alternatives: [],
      doNothing: '',
      undo: '',
      owner: '',
      expiresAfterMinutes: null,
    },
    gate: { id: 'gate', name: 'gate' },
    needs: [COMMANDER, SUPERVISOR].map(({ id, name }) => ({
      role: id,
      roleName: name,
      count: 1,
      given: given
        .filter((text) => text.endsWith(`:${id}`))
        .map((text) => ({ person: text.split(':')[0]!, name: '', at: '', cites: [] })),
    })),
    facts: [],
    state: 'waiting',
    requestedBy: 'analyst',
    requestedAt: '2026-11-22T19:00:00.000Z',
    refusal: null,
    escalation: null,
    cites: [],
    ...change,
  };
}

const me = (person: string, ...roles: (typeof COMMANDER)[]) => ({ person, name: person, roles });

describe('who may say what', () => {
  test.each([
    ['a role that is asked', me('niamh', COMMANDER), approval([]), ['incident-commander']],
    [
      'both roles',
      me('niamh', COMMANDER, SUPERVISOR),
      approval([]),
      ['incident-commander', 'shift-supervisor'],
    ],
    ['no role', me('sean'), approval([]), 'not your part'],
    ['own request', me('analyst', COMMANDER), approval([]), 'own request'],
    [
      'agreed before',
      me('niamh', COMMANDER, SUPERVISOR),
      approval(['niamh:incident-commander']),
      'Another person',
    ],
    [
      'role has agreed',
      me('orla', COMMANDER),
      approval(['niamh:incident-commander']),
      'not your part',
    ],
    ['decided', me('niamh', COMMANDER), approval([], { state: 'refused' }), 'decided before'],
  ] as const)('%s', (_, person, view, want) => {
    const say = sayOf(view, person);
    if (typeof want === 'string') expect(say.can ? '' : say.why).toContain(want);
    else expect(say.can ? say.roles.map((role) => role.id) : []).toEqual(want);
  });

  test.each([
    [approval([]), 'the Incident commander and the Shift supervisor'],
    [approval(['niamh:incident-commander']), 'the Shift supervisor'],
    [approval(['niamh:incident-commander', 'tom:shift-supervisor']), 'nobody'],
  ])('whom it waits for', (view, want) => {
    expect(missingRoles(view)).toBe(want);
  });
});
