import { expect, test } from 'vitest';
import type { Alert, Outcome, Severity, Verb } from '@bulkhead/model';
import { alertBody } from '../testing/bench.ts';
import { assess, type Ends } from './severity.ts';

const UNKNOWN: Ends = {
  clientName: '192.0.2.1',
  serverName: '192.0.2.2',
  clientLevel: null,
  serverLevel: null,
  serverSafety: false,
  safety: 'none',
  permitted: null,
};
const PLACES: Readonly<Record<string, Partial<Ends>>> = {
  'unknown hosts': {},
  'a controller': { clientLevel: 3, serverLevel: 1, permitted: true },
  'a controller that harms people': {
    clientLevel: 3,
    serverLevel: 1,
    safety: 'major',
    permitted: true,
  },
  'a controller from the office': { clientLevel: 4, serverLevel: 1, permitted: true },
  'a controller not permitted': { clientLevel: 2, serverLevel: 1, permitted: false },
  'a safety system': { clientLevel: 3, serverLevel: 1, serverSafety: true },
};

// rule      verb      outcome      where                            -> how bad it is here
test.each(
  `
  medium     write     ok           unknown hosts                    medium
  medium     write     refused      unknown hosts                    medium
  high       command   ok           unknown hosts                    high
  high       command   refused      unknown hosts                    medium
  high       command   no-response  unknown hosts                    high
  medium     command   ok           a controller                     high
  medium     write     ok           a controller                     medium
  medium     write     ok           a controller that harms people   critical
  medium     write     refused      a controller that harms people   medium
  low        write     ok           a controller that harms people   low
  low        read      ok           a controller that harms people   low
  low        write     ok           a controller not permitted       high
  low        read      ok           a controller not permitted       low
  medium     command   unconfirmed  a controller                     high
  medium     command   no-response  a controller                     medium
  medium     write     unconfirmed  a controller that harms people   critical
  low        write     unconfirmed  a controller not permitted       high
  low        report    unconfirmed  a controller not permitted       low
  low        write     refused      a controller from the office     high
  low        read      ok           a controller from the office     low
  low        write     refused      a safety system                  critical
  low        read      ok           a safety system                  low
`
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s{2,}/)),
)('%s %s %s on %s is %s', (rule, verb, outcome, where, want) => {
  const body = alertBody({
    severity: rule as Severity,
    verb: verb as Verb,
    outcome: outcome as Outcome,
    techniques: [],
  });
  const { alert } = body as { alert: Alert };
  expect(assess(alert, { ...UNKNOWN, ...PLACES[where] }).severity).toBe(want);
});

test('a technique that takes protection away is critical wherever it is seen', () => {
  const { alert } = alertBody({ severity: 'low', techniques: ['T0880'] }) as { alert: Alert };
  expect(assess(alert, UNKNOWN)).toEqual({
    severity: 'critical',
    because: [`rule "${alert.rule.title}" is low`, 'the technique takes protection away'],
  });
});
