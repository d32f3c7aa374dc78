import { expect, test } from 'vitest';
import type { Outcome } from '@bulkhead/model';
import { sampleOperation } from './sample-operation.ts';
import { type Seat, SERVERS_MAX, Silence } from './silence.ts';

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  o: 'ok',
  r: 'refused',
  n: 'no-response',
  u: 'unconfirmed',
};

// What a server did -> what is counted after each; `-` where nothing can be said.
test.each([
  ['nnn', '- - -'],
  ['onnn', '0 1 2 3'],
  ['onnonn', '0 1 2 0 1 2'],
  ['rnn', '0 1 2'],
  ['ounun', '0 - 1 - 2'],
])('%s is %s', (outcomes, want) => {
  const silence = new Silence();
  const seat: Seat = { server: undefined };
  const counts = outcomes
    .split('')
    .map((letter) => silence.after(sampleOperation({ outcome: OUTCOMES[letter]! }, 0), seat));
  expect(counts.map((count) => count ?? '-').join(' ')).toBe(want);
});

test('servers and protocols are told apart, also those without a network address', () => {
  const silence = new Silence();
  const [a, b] = ['02:00:00:00:00:0a', '02:00:00:00:00:0b'].map((mac) => ({ ip: '', mac }));
  const ask = (protocol: string, server: { ip: string; mac: string }, outcome: Outcome) =>
    silence.after(sampleOperation({ protocol, server, outcome }, 0), { server: undefined });
  ask('ethercat', a!, 'ok');
  expect(ask('ethercat', a!, 'no-response')).toBe(1);
  expect(ask('ethercat', b!, 'no-response')).toBe(undefined);
  expect(ask('modbus', a!, 'no-response')).toBe(undefined);
});

test('it forgets rather than grow without limit', () => {
  const silence = new Silence();
  const ask = (ip: string, outcome: Outcome, seat: Seat = { server: undefined }) =>
    silence.after(sampleOperation({ server: { ip }, outcome }, 0), seat);
  const seat: Seat = { server: undefined };
  ask('first', 'ok', seat);
  for (let i = 0; i < SERVERS_MAX; i++) ask(`server ${i}`, 'ok');
  expect(ask('first', 'no-response')).toBe(undefined);
  expect(ask('first', 'no-response', seat)).toBe(undefined);
  expect(ask(`server ${SERVERS_MAX - 1}`, 'no-response')).toBe(1);
});
