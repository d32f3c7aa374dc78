import { expect, test } from 'vitest';
import type { Alert } from '@bulkhead/model';
import { createPlant } from '../plant.ts';
import { system } from '../open.ts';
import { alertBody, millbrook, openBench } from '../testing/bench.ts';
import { UNPLANNED } from '../use-cases/unplanned.ts';
import { headlineOf, titleOf } from './headline.ts';

const PLANTS = { plan: createPlant(millbrook().plan!), none: createPlant(UNPLANNED) };
const DAY = '2026-03-14';

/** `client>server`, one word an alert; a minute between two. */
function alerts(text: string, startAt = `${DAY}T02:59:00.000000Z`): readonly Alert[] {
  return text.split(' ').map((word, i) => {
    const [client = '', server = ''] = word.split('>');
    const at = new Date(Date.parse(startAt) + i * 60_000).toISOString();
    const id = `alert-${String(i).padStart(16, '0')}`;
    const rule = { id: 'w', title: 'A set-point was written' };
    const body = alertBody({ id, rule, client, server, firstAt: at, lastAt: at });
    return (body as { alert: Alert }).alert;
  });
}

const [EWS, DOSING, CHLORINE] = ['10.20.30.21', '10.20.11.10', '10.20.11.11'];
const FIVE = ['10', '11', '12', '13', '14'].map((end) => `192.0.2.1>192.0.2.${end}`).join(' ');

// Where, which alerts -> title, and the first sentence after its times.
test.each([
  ['plan', `${EWS}>${DOSING}`, 'engineering-station to plc-dosing'],
  [
    'plan',
    `${EWS}>${DOSING} ${EWS}>${CHLORINE}`,
    'engineering-station to plc-dosing and plc-chlorine',
  ],
  ['plan', `192.0.2.7>${DOSING}`, '192.0.2.7 to plc-dosing'],
  [
    'plan',
    `192.0.2.7>${DOSING} ${EWS}>${DOSING}`,
    '192.0.2.7 and engineering-station to plc-dosing',
  ],
  ['none', '192.0.2.1>192.0.2.2', '192.0.2.1 to 192.0.2.2'],
  ['none', FIVE, '192.0.2.1 to 192.0.2.10, 192.0.2.11, 192.0.2.12 and 2 more'],
  ['none', '2001:db8::1>2001:db8::2', '2001:db8::1 to 2001:db8::2'],
] as const)('with %s: %s', (where, text, want) => {
  expect(titleOf(alerts(text), PLANTS[where])).toBe(`A set-point was written: ${want}`);
});

test.each([
  [
    'plan',
    `${EWS}>${DOSING}`,
    'T02:59:00Z',
    `engineering-station (${EWS}) acted on plc-dosing at ${DAY} 02:59:00 UTC. ` +
      'A set-point was written: plc-dosing accepted it.',
  ],
  [
    'none',
    '2001:db8::1>2001:db8::9 2001:db8::2>2001:db8::9',
    'T23:59:30Z',
    '2001:db8::1 and 2001:db8::2 acted on 2001:db8::9 between ' +
      `${DAY} 23:59:30 and 2026-03-15 00:00:30 UTC. ` +
      'A set-point was written: 2001:db8::9 accepted it, 2 times.',
  ],
] as const)('headline with %s: %s', (where, text, at, want) => {
  expect(headlineOf(alerts(text, `${DAY}${at}`), PLANTS[where])).toBe(want);
});

test.each([
  ['ok', 'accepted it'],
  ['refused', 'refused it'],
  ['no-response', 'did not answer'],
  ['unconfirmed', 'was sent it; the protocol has no answer to it'],
] as const)('a headline says what became of it: %s', (outcome, want) => {
  const { alert } = alertBody({ outcome, server: '192.0.2.2' }) as { alert: Alert };
  expect(headlineOf([alert], PLANTS.none)).toContain(`192.0.2.2 ${want}.`);
});

test('an entry of an incident names the alerts that it adds, and no other', async () => {
  const { engine, journal } = await openBench({ actions: null });
  const bodies = alerts(FIVE).map((alert) => ({ kind: 'alert-raised', alert }) as const);
  for (const body of bodies) await engine.record(system('sensor'), [body]);
  const added = journal.entries.flatMap(({ entry: { body } }) =>
    'alertIds' in body ? [body.alertIds] : [],
  );
  expect(added).toEqual(bodies.map(({ alert }) => [alert.id]));
  expect(engine.situation().incidents[0]!.alerts).toBe(5);
});
