import { expect, test } from 'vitest';
import type { Outcome, Severity, Verb } from '@bulkhead/model';
import { openBench, raise } from '../testing/bench.ts';
import { UNPLANNED } from '../use-cases/unplanned.ts';

// plan       rule           verb     outcome      -> the incident that opens, if any
test.each(
  `
  with        low            write    ok           none
  with        medium         write    ok           critical
  without     low            write    ok           low
  without     low            command  ok           low
  without     low            write    refused      none
  without     low            write    no-response  none
  without     low            read     ok           none
  without     informational  read     ok           none
  without     medium         read     refused      medium
`
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s{2,}/)),
)('%s a plan, a %s rule, %s %s: %s', async (plan, rule, verb, outcome, want) => {
  const { engine } = await openBench({
    actions: null,
    ...(plan === 'without' ? { plan: UNPLANNED } : {}),
  });
  await raise(engine, {
    severity: rule as Severity,
    verb: verb as Verb,
    outcome: outcome as Outcome,
  });
  const [incident] = engine.situation().incidents;
  expect(incident?.severity ?? 'none').toBe(want);
  if (plan === 'without' && incident !== undefined) {
    expect(incident.severityBecause).toContain(
      'no plan was given, so who may change what is not known',
    );
  }
});
