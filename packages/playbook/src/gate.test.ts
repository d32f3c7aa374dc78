import type { Fact, PlanGate } from '@bulkhead/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkApproval, checkRefusal, evaluateGate, type GateApproval } from './gate.ts';

const START = Date.parse('2026-03-14T03:00:00.000Z');
const iso = (minute: number): string => new Date(START + minute * 60_000).toISOString();
const gate: PlanGate = {
  id: 'cut-engineering-conduit',
  name: 'Cut the engineering conduit',
  quorum: [
    { role: 'incident-commander', count: 1 },
    { role: 'shift-supervisor', count: 1 },
  ],
  facts: [
    {
      id: 'dosing-in-manual',
      question: 'Is dosing in manual?',
      must: true,
      maxAgeMinutes: 30,
      role: 'shift-supervisor',
    },
  ],
};

function approval(person: string, role: string, minute = 0): GateApproval {
  return { person, role, at: iso(minute) };
}

function fact(value: boolean | string, minute: number, statedBy = 'maeve'): Fact {
  const statedAt = iso(minute);
  const common = { incidentId: 'incident-1', trueSince: statedAt, statedAt };
  return { ...common, fact: 'dosing-in-manual', value, statedBy };
}

const both = [approval('aoife', 'incident-commander'), approval('maeve', 'shift-supervisor')];

// Facts and approvals on the left; open, or why not, on the right.
test.each<[string, readonly Fact[], readonly GateApproval[], string | null, readonly string[]]>([
  ['all', [fact(true, 0)], both, null, []],
  ['no fact', [], both, null, ['fact dosing-in-manual is missing']],
  ['fact too old', [fact(true, -21)], both, null, ['fact dosing-in-manual is stale']],
  ['fact as old as allowed', [fact(true, -20)], both, null, []],
  ['fact from the future', [fact(true, 11)], both, null, ['fact dosing-in-manual is stale']],
  ['fact says no', [fact(false, 0)], both, null, ['fact dosing-in-manual is contrary']],
  ['fact as text', [fact('true', 0)], both, null, ['fact dosing-in-manual is contrary']],
  ['no, then yes', [fact(false, 0), fact(true, 1)], both, null, []],
  [
    'yes, then no',
    [fact(true, 0), fact(false, 1)],
    both,
    null,
    ['fact dosing-in-manual is contrary'],
  ],
  [
    'later no comes first',
    [fact(false, 1), fact(true, 0)],
    both,
    null,
    ['fact dosing-in-manual is contrary'],
  ],
  [
    'one approval',
    [fact(true, 0)],
    both.slice(1),
    null,
    ['role incident-commander has 0 of 1 approvals'],
  ],
  [
    'the requester approves',
    [fact(true, 0)],
    both,
    'aoife',
    ['role incident-commander has 0 of 1 approvals'],
  ],
  [
    'one person for both roles',
    [fact(true, 0)],
    [approval('maeve', 'shift-supervisor'), approval('maeve', 'incident-commander')],
    null,
    ['role incident-commander has 0 of 1 approvals'],
  ],
  [
    'a role that is not asked',
    [fact(true, 0)],
    [approval('aoife', 'plant-manager'), approval('maeve', 'shift-supervisor')],
    null,
    ['role incident-commander has 0 of 1 approvals'],
  ],
])('%s', (_, facts, approvals, requestedBy, because) => {
  const state = evaluateGate(gate, { facts, approvals, requestedBy, atIso: iso(10) });
  expect(state.because).toEqual(because);
  expect(state.open).toBe(because.length === 0);
});

test('a time that cannot be read keeps the gate shut', () => {
  const input = { facts: [fact(true, 0)], approvals: both, requestedBy: null };
  expect(evaluateGate(gate, { ...input, atIso: 'soon' }).open).toBe(false);
  const odd = [{ ...fact(true, 0), statedAt: 'lately' }];
  expect(evaluateGate(gate, { ...input, facts: odd, atIso: iso(1) }).open).toBe(false);
});

test('where roles are given, those not held count neither for approvals nor for facts', () => {
  const input = { facts: [fact(true, 0)], approvals: both, requestedBy: null, atIso: iso(1) };
  const rolesHeld = { aoife: ['incident-commander'], maeve: ['shift-supervisor'] };
  expect(evaluateGate(gate, { ...input, rolesHeld }).open).toBe(true);
  expect(evaluateGate(gate, { ...input, rolesHeld: { ...rolesHeld, maeve: [] } }).because).toEqual([
    'role shift-supervisor has 0 of 1 approvals',
    'fact dosing-in-manual is missing',
  ]);
});

describe('laws', () => {
  const person = fc.constantFrom('aoife', 'maeve', 'sean', 'ciara');
  const role = fc.constantFrom('incident-commander', 'shift-supervisor', 'plant-manager');
  const approvals = fc.array(
    fc.record({ person, role, at: fc.integer({ min: 0, max: 60 }).map(iso) }),
    { maxLength: 8 },
  );
  const facts = fc.array(
    fc
      .tuple(fc.boolean(), fc.integer({ min: -90, max: 90 }), person)
      .map(([value, minute, by]) => fact(value, minute, by)),
    { maxLength: 6 },
  );
  const requestedBy = fc.option(person);
  const at = fc.integer({ min: 0, max: 60 });

  test('an open gate has distinct people, none of them the requester, and a fresh yes', () => {
    let opened = 0;
    fc.assert(
      fc.property(approvals, facts, requestedBy, at, (given, stated, requester, minute) => {
        const input = {
          facts: stated,
          approvals: given,
          requestedBy: requester,
          atIso: iso(minute),
        };
        const state = evaluateGate(gate, input);
        if (!state.open) return;
        opened++;
        const people = state.roles.flatMap((need) => need.given.map((one) => one.person));
        expect(new Set(people).size).toBe(2);
        expect(people).not.toContain(requester);
        for (const need of state.roles) {
          for (const one of need.given) expect(given).toContainEqual({ ...one, role: need.role });
        }
        const newest = stated.toSorted((a, b) => (a.statedAt < b.statedAt ? -1 : 1)).at(-1)!;
        const sameTime = stated.filter(({ statedAt }) => statedAt === newest.statedAt);
        expect(sameTime.some(({ value }) => value === true)).toBe(true);
        expect(Date.parse(newest.statedAt)).toBeGreaterThanOrEqual(START + (minute - 30) * 60_000);
        expect(Date.parse(newest.statedAt)).toBeLessThanOrEqual(START + minute * 60_000);
      }),
      { numRuns: 5_000 },
    );
    expect(opened).toBeGreaterThan(20);
  });

  test('no answer that is taken away opens a closed gate', () => {
    fc.assert(
      fc.property(approvals, facts, requestedBy, at, (given, stated, requester, minute) => {
        const input = { facts: stated, requestedBy: requester, atIso: iso(minute) };
        if (evaluateGate(gate, { ...input, approvals: given }).open) return;
        // A first approval may use a person up, so only taking from the end is monotonous.
        const fewer = given.slice(0, -1);
        expect(evaluateGate(gate, { ...input, approvals: fewer }).open).toBe(false);
      }),
    );
  });
});

// Who tries, with what so far -> the refusal, or null.
test.each([
  ['a commander', 'aoife', 'incident-commander', ['incident-commander'], [], null],
  ['the requester', 'sean', 'incident-commander', ['incident-commander'], [], 'own_request'],
  ['a manager', 'aoife', 'plant-manager', ['plant-manager'], [], 'role_not_in_quorum'],
  ['without the role', 'aoife', 'incident-commander', ['soc-analyst'], [], 'role_not_held'],
  ['twice', 'maeve', 'shift-supervisor', ['shift-supervisor'], both, 'already_approved'],
  [
    'twice, in another role',
    'maeve',
    'incident-commander',
    ['incident-commander'],
    both,
    'already_approved',
  ],
  ['one too many', 'ciara', 'shift-supervisor', ['shift-supervisor'], both, 'already_decided'],
])('%s approves', (_, person, role, rolesHeld, approvals, want) => {
  const attempt = { person, role, rolesHeld, approvals, requestedBy: 'sean', decided: false };
  expect(checkApproval(gate, attempt)).toBe(want);
  expect(checkApproval(gate, { ...attempt, decided: true })).toBe('already_decided');
});

test('whoever may approve may refuse, once, and so may the requester', () => {
  const attempt = { person: 'sean', role: 'shift-supervisor', decided: false };
  const held = ['shift-supervisor'];
  expect(checkRefusal(gate, { ...attempt, rolesHeld: held })).toBe(null);
  expect(checkRefusal(gate, { ...attempt, rolesHeld: [] })).toBe('role_not_held');
  expect(checkRefusal(gate, { ...attempt, rolesHeld: held, decided: true })).toBe(
    'already_decided',
  );
  const other = { ...attempt, role: 'soc-analyst', rolesHeld: ['soc-analyst'] };
  expect(checkRefusal(gate, other)).toBe('role_not_in_quorum');
});
