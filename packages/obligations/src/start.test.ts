import type { Fact, PlanRegime } from '@bulkhead/model';
import { ObligationStarted } from '@bulkhead/model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FACTS } from './facts.ts';
import { regimes } from './stages.ts';
import { notStarted, startObligations, type StartInput } from './start.ts';

const water: PlanRegime = {
  regime: 'nis2',
  appliesBecause: 'Drinking water',
  entity: { 'entity-class': 'essential' },
  drafter: 'compliance-officer',
  recipient: { name: 'National CSIRT', how: 'Portal' },
};
const grid: PlanRegime = { ...water, regime: 'nerc-cip-008', entity: {} };

function fact(name: string, trueSince: string, value: Fact['value'] = true): Fact {
  const statedAt = '2026-12-31T00:00:00.000Z';
  return { incidentId: 'inc-1', fact: name, value, trueSince, statedBy: 'helen', statedAt };
}

/** What starts, each as `stage-of-id counted-from due`. */
function start(input: Partial<StartInput>): string[] {
  const given = { incidentId: 'inc-1', timeZone: 'Europe/Dublin', planRegimes: [water], facts: [] };
  return startObligations({ ...given, submitted: [], started: new Set(), ...input }).map((each) => {
    expect(ObligationStarted.parse(each)).toEqual(each);
    const when = [each.countedFrom, each.dueAt].map((iso) => iso.replace('.000Z', 'Z'));
    return [each.id.replace('obl-inc-1-', ''), ...when].join(' ');
  });
}

const aware = fact('aware', '2026-11-20T03:12:00.000Z');
const early = 'nis2-early-warning 2026-11-20T03:12:00Z 2026-11-21T03:12:00Z';
const notification = 'nis2-incident-notification 2026-11-20T03:12:00Z 2026-11-23T03:12:00Z';

test('no fact, no count: alerts start nothing', () => {
  expect(start({})).toEqual([]);
});

test('awareness starts warning and notification, once', () => {
  expect(start({ facts: [aware] })).toEqual([early, notification]);
  const started = new Set(['obl-inc-1-nis2-early-warning', 'obl-inc-1-nis2-incident-notification']);
  expect(start({ facts: [aware], started })).toEqual([]);
});

test('the submitted notification starts the final report; the earliest submission counts', () => {
  const submitted = [
    { stage: 'nis2.incident-notification', submittedAt: '2026-11-22T10:00:00.000Z' },
    { stage: 'nis2.incident-notification', submittedAt: '2026-11-21T10:00:00.000Z' },
  ];
  expect(start({ submitted })).toEqual([
    'nis2-final-report 2026-11-21T10:00:00Z 2026-12-21T23:59:59Z',
  ]);
});

test('an incident that goes on: progress report then, final report a month after handling', () => {
  const submitted = [
    { stage: 'nis2.incident-notification', submittedAt: '2026-11-21T10:00:00.000Z' },
  ];
  const started = new Set(['obl-inc-1-nis2-final-report']);
  const ongoing = fact('still-ongoing', '2026-12-10T08:00:00.000Z');
  const handled = fact('handled', '2026-12-23T08:00:00.000Z');
  const progress = 'nis2-progress-report 2026-11-21T10:00:00Z 2026-12-21T23:59:59Z';
  expect(start({ submitted, started, facts: [ongoing] })).toEqual([progress]);
  const over = fact('still-ongoing', '2026-12-11T08:00:00.000Z', false);
  expect(start({ submitted, started, facts: [ongoing, over] })).toEqual([]);
  expect(start({ submitted, started, facts: [handled] })).toEqual([]);
  const told = { stage: 'nis2.progress-report', submittedAt: '2026-12-21T10:00:00.000Z' };
  const after = 'nis2-final-report-after-progress 2026-12-23T08:00:00Z 2027-01-25T23:59:59Z';
  expect(start({ submitted: [...submitted, told], started, facts: [handled] })).toEqual([after]);
});

test('each request is a duty of its own, numbered in the order of the journal', () => {
  const first = fact('requested-by-authority', '2026-11-22T09:00:00.000Z', '2026-11-25');
  const second = fact('requested-by-authority', '2026-11-21T09:00:00.000Z');
  expect(start({ facts: [first, second, first] })).toEqual([
    'nis2-intermediate-report 2026-11-22T09:00:00Z 2026-11-25T23:59:59Z',
    'nis2-intermediate-report-2 2026-11-21T09:00:00Z 2026-11-22T09:00:00Z',
  ]);
  const started = new Map([
    ['obl-inc-1-nis2-intermediate-report', '2026-11-22T09:00:00.000Z'],
    ['obl-inc-1-nis2-intermediate-report-2', '2026-11-21T09:00:00.000Z'],
  ]);
  expect(start({ facts: [first, second], started })).toEqual([]);
});

test('a trust service provider has 24 hours for the notification', () => {
  const trust = { ...water, entity: { 'trust-service-provider': 'yes' } };
  expect(start({ planRegimes: [trust], facts: [aware] })[1]).toBe(
    'nis2-incident-notification 2026-11-20T03:12:00Z 2026-11-21T03:12:00Z',
  );
});

test('CIP-008: what was determined decides which time counts', () => {
  const facts = [fact('determined-attempt', '2026-11-20T20:00:00.000Z')];
  const timeZone = 'America/Chicago';
  expect(start({ planRegimes: [grid], timeZone, facts })).toEqual([
    'nerc-cip-008-attempt 2026-11-20T20:00:00Z 2026-11-22T05:59:59Z',
  ]);
  facts.push(fact('determined-reportable', '2026-11-20T22:00:00.000Z'));
  expect(start({ planRegimes: [grid], timeZone, facts })[0]).toBe(
    'nerc-cip-008-reportable 2026-11-20T22:00:00Z 2026-11-20T23:00:00Z',
  );
  expect(start({ planRegimes: [water], facts })).toEqual([]);
});

test('the earlier of two moments counts, and moves what was started', () => {
  const earlier = fact('aware', '2026-11-19T22:00:00.000Z');
  const later = fact('aware', '2026-11-20T09:00:00.000Z');
  const started = new Map([
    ['obl-inc-1-nis2-early-warning', '2026-11-20T03:12:00.000Z'],
    ['obl-inc-1-nis2-incident-notification', '2026-11-20T03:12:00.000Z'],
  ]);
  expect(start({ facts: [aware, later], started })).toEqual([]);
  expect(start({ facts: [aware, earlier], started })).toEqual([
    'nis2-early-warning 2026-11-19T22:00:00Z 2026-11-20T22:00:00Z',
    'nis2-incident-notification 2026-11-19T22:00:00Z 2026-11-22T22:00:00Z',
  ]);
  const submitted = [{ stage: 'nis2.early-warning', submittedAt: '2026-11-20T20:00:00.000Z' }];
  const settled = new Set(['obl-inc-1-nis2-incident-notification']);
  expect(start({ facts: [aware, earlier], started, submitted, settled })).toEqual([]);
});

test('a no starts nothing and ends nothing, but withdraws the yes of the very same moment', () => {
  const no = (at: string): Fact => fact('aware', at, false);
  expect(start({ facts: [no('2026-11-20T03:12:00.000Z')] })).toEqual([]);
  expect(start({ facts: [aware, no('2026-11-20T05:00:00.000Z')] })).toHaveLength(2);
  const wrong = fact('aware', '2025-11-20T03:12:00.000Z');
  const facts = [wrong, no('2025-11-20T03:12:00.000Z'), aware];
  expect(start({ facts })).toEqual([early, notification]);
});

test('moments before 2000, or later than they were said, and other words start nothing', () => {
  const odd = [
    fact('aware', '1999-12-31T23:59:59.000Z'),
    fact('aware', '2027-01-01T00:00:00.000Z'),
    fact('aware', '2026-11-20T03:12:00.000Z', 'maybe'),
    { ...aware, incidentId: 'inc-2' },
  ];
  expect(start({ facts: odd })).toEqual([]);
  expect(start({ facts: [...odd, aware] })).toEqual([early, notification]);
});

test('what waits says what to ask; requests can always come again', () => {
  const started = ['nis2.early-warning', 'nis2.incident-notification', 'nis2.intermediate-report'];
  expect(
    notStarted({ planRegimes: [water], started }).map((each) => `${each.stage} ${each.countsFrom}`),
  ).toEqual([
    'nis2.intermediate-report requested-by-authority',
    'nis2.final-report submitted:nis2.incident-notification',
    'nis2.progress-report still-ongoing',
    'nis2.final-report-after-progress handled',
  ]);
  for (const { question } of notStarted({ planRegimes: [water, grid], started: [] })) {
    expect(question).toMatch(/\?/);
  }
});

test('every stage counts from a fact or a stage that exists, and cites its clause', () => {
  const facts = new Set(FACTS.map(({ id }) => id));
  const stages = new Set<string>(regimes.flatMap((each) => each.stages).map(({ id }) => id));
  for (const regime of regimes) {
    for (const stage of regime.stages) {
      expect(stage.id.startsWith(`${regime.id}.`)).toBe(true);
      expect(stage.source).toMatch(/Art\.|R4/);
      const from = stage.countsFrom.replace('submitted:', '');
      expect(facts.has(from) || stages.has(from)).toBe(true);
    }
  }
});

const anyFact = fc.record({
  incidentId: fc.constantFrom('inc-1', 'inc-2'),
  fact: fc.constantFrom(...FACTS.map(({ id }) => id), 'dosing-in-manual'),
  value: fc.oneof(fc.boolean(), fc.constantFrom('2026-12-01', 'x', '', '2026-12-01T10:00:00Z')),
  trueSince: fc.constantFrom(
    '1990-01-01T00:00:00Z',
    '2026-11-01T00:00:00Z',
    '2026-11-02T00:00:00Z',
  ),
  statedBy: fc.constant('helen'),
  statedAt: fc.constantFrom('2026-11-01T12:00:00Z', '2026-11-03T00:00:00Z'),
});

test('law: fed one fact at a time or all at once, the same obligations are in force', () => {
  fc.assert(
    fc.property(fc.array(anyFact, { maxLength: 12 }), (facts) => {
      // A withdrawal leaves what was started standing until another moment replaces it.
      fc.pre(facts.every(({ value }) => value !== false));
      const given = { incidentId: 'inc-1', timeZone: 'Europe/Dublin', submitted: [] };
      const planRegimes = [water, grid];
      const once = startObligations({ ...given, planRegimes, facts, started: new Map() });
      const inForce = new Map<string, (typeof once)[number]>();
      for (const [i] of facts.entries()) {
        const started = new Map([...inForce].map(([id, { countedFrom }]) => [id, countedFrom]));
        const so = facts.slice(0, i + 1);
        for (const each of startObligations({ ...given, planRegimes, facts: so, started })) {
          inForce.set(each.id, each);
        }
      }
      const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
      expect([...inForce.values()].toSorted(byId)).toEqual([...once].toSorted(byId));
      expect(new Set(once.map(({ id }) => id)).size).toBe(once.length);
    }),
    { numRuns: 500 },
  );
});
