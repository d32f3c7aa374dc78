import type { SituationView } from '@bulkhead/model';
import { expect, test } from 'vitest';
import { nextStep } from './next-step.ts';

const people = [
  ['aoife', 'incident-commander'],
  ['tomas', 'shift-supervisor'],
].map(([person = '', role = '']) => ({ person, name: person, roles: [{ id: role, name: role }] }));

interface Told {
  readonly incident?: 'open' | 'acknowledged' | 'closed';
  readonly fact?: 'missing' | 'fresh';
  readonly agreed?: readonly string[];
  readonly control?: boolean;
  readonly duty?: 'not-started' | 'running';
  readonly work?: true;
}

function view({ incident, fact, agreed = [], control = false, duty }: Told): SituationView {
  const needs = people.map(({ person, roles }) => ({
    role: roles[0]!.id,
    roleName: roles[0]!.id,
    count: 1,
    given: agreed.includes(person) ? [{ person, name: person, at: '', cites: [] }] : [],
  }));
  const approval = {
    key: 'key',
    incidentId: 'one',
    title: 'Cut it',
    state: 'waiting',
    requestedBy: 'the plan',
    needs,
    facts: [{ fact: 'manual', question: 'In manual?', role: 'shift-supervisor', state: fact }],
  };
  return {
    incidents: incident === undefined ? [] : [{ id: 'one', state: incident }],
    approvals: fact === undefined ? [] : [approval],
    controls: control ? [{ key: 'control', liftedAt: null }] : [],
    obligations: duty === undefined ? [] : [{ state: duty, countsFrom: 'aware' }],
  } as unknown as SituationView;
}

// State -> what aoife, the incident commander, is told to do, and as whom.
test.each<[string, Told, string, string | null]>([
  ['nothing yet', {}, 'Wait', null],
  ['just opened', { incident: 'open' }, 'acknowledge', null],
  ['a fact is missing', { incident: 'open', fact: 'missing' }, 'Answer: In manual?', 'tomas'],
  ['my decision', { incident: 'open', fact: 'fresh' }, 'Decide: Cut it', null],
  ['the other one', { incident: 'open', fact: 'fresh', agreed: ['aoife'] }, 'Decide', 'tomas'],
  ['gate is open', { incident: 'open', work: true }, 'Report the work, as tomas may', 'tomas'],
  ['decision first', { incident: 'open', fact: 'fresh', work: true }, 'Decide: Cut it', null],
  ['work in the field', { incident: 'acknowledged', duty: 'not-started' }, 'playbook', null],
  ['duty asleep', { incident: 'acknowledged', control: true, duty: 'not-started' }, 'aware', null],
  ['duty runs', { incident: 'acknowledged', control: true, duty: 'running' }, 'report', null],
  ['closed', { incident: 'closed' }, 'closed', null],
])('%s', (_, told, text, as) => {
  const work = told.work === true ? { incidentId: 'one', name: 'Unplug it' } : null;
  const step = nextStep(view(told), people, 'aoife', work);
  expect(step.text).toContain(text);
  expect(step.actAs?.person ?? null).toBe(as);
});
