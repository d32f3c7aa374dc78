import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Alert, Operation, Outcome } from '@bulkhead/model';
import {
  ALERT_PAUSE_MS,
  ALERTS_OPEN_MAX,
  ALERTS_PER_RULE_MAX,
  Collapser,
  HOSTS_PER_END_MAX,
  MANY_HOSTS,
} from './collapse.ts';
import { Evidence } from './evidence.ts';

const RULE = { id: 'r', title: 'R', severity: 'high', techniques: [], kind: 'operation' } as const;

function operation(atMs: number, client = 'a', outcome: Outcome = 'ok', frame = 1): Operation {
  const end = { ip: client, port: 1, mac: '' };
  return {
    time: new Date(atMs).toISOString(),
    protocol: 'modbus',
    client: end,
    server: { ...end, ip: 's' },
    unit: 1,
    service: { code: 6, name: 'write' },
    verb: 'write',
    techniques: [],
    object: `register/${frame}`,
    address: null,
    count: 1,
    values: [],
    outcome,
    refusal: null,
    frames: { request: frame, response: null },
    anomalies: [],
  };
}

function match(collapser: Collapser, one: Operation): void {
  collapser.match(RULE, new Evidence(one, Date.parse(one.time)), []);
}

function collapse(operations: readonly Operation[]): { told: Alert[]; first: number } {
  const told: Alert[] = [];
  let first = 0;
  const collapser = new Collapser('capture', (alert, isFirst) => {
    told.push(alert);
    if (isFirst) first++;
  });
  for (const one of operations) match(collapser, one);
  collapser.flush();
  return { told, first };
}

describe('alerts are collapsed', () => {
  test('a flood is a handful of entries that count all of it', () => {
    const { told } = collapse(Array.from({ length: 100_000 }, (_, i) => operation(i)));
    expect(told.map(({ count }) => count)).toEqual([
      1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000,
    ]);
    expect(new Set(told.map(({ id }) => id)).size).toBe(1);
    expect(told.at(-1)!.frames.length).toBeLessThanOrEqual(100);
  });

  test('ends without a network address are known by their Ethernet addresses', () => {
    const frames = ['02:00:00:00:00:0a', '02:00:00:00:00:0b'].map((mac, i) => {
      const end = { ip: '', port: 0, mac };
      return { ...operation(i), client: end, server: { ...end, mac: '02:00:00:00:00:0c' } };
    });
    const { told } = collapse(frames);
    expect(told.map(({ client, server }) => `${client} ${server}`)).toEqual([
      '02:00:00:00:00:0a 02:00:00:00:00:0c',
      '02:00:00:00:00:0b 02:00:00:00:00:0c',
    ]);
  });

  // Times in minutes, client and outcome of each match -> how many alerts.
  test.each([
    ['0a 1a 2a', 1],
    ['0a 9a 18a', 1],
    ['0a 11a', 2],
    ['0a 0b', 2],
    ['0a 0a!', 2],
    ['11a 0a', 1],
  ])('%s -> %i', (text, want) => {
    const operations = text.split(' ').map((word) => {
      const [, minutes, client, bang] = /^(\d+)([a-z])(!?)$/.exec(word)!;
      return operation(Number(minutes) * 60_000, client, bang === '!' ? 'refused' : 'ok');
    });
    expect(collapse(operations).first).toBe(want);
  });

  test('no match is lost, and the same matches give the same alerts', () => {
    const one = fc.tuple(fc.nat(3 * ALERT_PAUSE_MS), fc.constantFrom('a', 'b', 'c'));
    fc.assert(
      fc.property(fc.array(one, { maxLength: 200 }), (matches) => {
        const operations = matches.map(([atMs, client], i) => operation(atMs, client, 'ok', i));
        const { told } = collapse(operations);
        const last = new Map(told.map((alert) => [alert.id, alert.count]));
        const counted = [...last.values()].reduce((sum, count) => sum + count, 0);
        expect(counted).toBe(operations.length);
        expect(collapse(operations).told).toEqual(told);
      }),
    );
  });

  test('more hosts than are remembered close the quiet ones early, and that is counted', () => {
    const collapser = new Collapser(
      'capture',
      () => {},
      () => true,
    );
    for (let i = 0; i < ALERTS_OPEN_MAX + 25; i++) match(collapser, operation(i, `h${i}`));
    expect(collapser.closedEarly).toBe(25);
  });
});

describe('hosts without number', () => {
  // Who takes part in 5,000 matches -> alerts, and how many of them name no client or no server.
  test.each([
    ['clients without number on one server', many, one, HOSTS_PER_END_MAX + 1, 1, 0],
    ['one client on servers without number', one, many, HOSTS_PER_END_MAX + 1, 0, 1],
    ['ends that are both spoofed', many, other, ALERTS_PER_RULE_MAX + 1, 1, 1],
    ['hosts that the plan knows', planned, one, 2_000, 0, 0],
  ])('%s', (_, client, server, alerts, withoutClient, withoutServer) => {
    const told = new Map<string, Alert>();
    const collapser = new Collapser(
      'capture',
      (alert) => told.set(alert.id, alert),
      (ip) => ip.startsWith('planned') || ip === 'one',
    );
    for (let i = 0; i < 5_000; i++) {
      const end = { port: 1, mac: '' };
      const ends = { client: { ...end, ip: client(i) }, server: { ...end, ip: server(i) } };
      match(collapser, { ...operation(i), ...ends });
    }
    collapser.flush();
    const all = [...told.values()];
    expect(all.length).toBe(alerts);
    expect(all.filter((alert) => alert.client === MANY_HOSTS)).toHaveLength(withoutClient);
    expect(all.filter((alert) => alert.server === MANY_HOSTS)).toHaveLength(withoutServer);
    expect(all.reduce((sum, { count }) => sum + count, 0)).toBe(5_000);
    const unnamed = all.find((alert) => [alert.client, alert.server].includes(MANY_HOSTS));
    expect(collapser.unnamed).toBe(unnamed?.count ?? 0);
  });

  test('a host of the plan keeps its own alert in a flood, and a pause makes room again', () => {
    const told: Alert[] = [];
    const collapser = new Collapser(
      'capture',
      (alert, first) => {
        if (first) told.push(alert);
      },
      (ip) => ip === 'engineering',
    );
    for (let i = 0; i < 1_000; i++) match(collapser, operation(i, `h${i}`));
    match(collapser, operation(1_001, 'engineering'));
    expect(told.at(-1)!.client).toBe('engineering');
    match(collapser, operation(2_000 + ALERT_PAUSE_MS, 'later'));
    expect(told.at(-1)!.client).toBe('later');
  });

  test('what was written is text that a journal can hold, wherever it is cut', () => {
    const [value, object] = [`${'x'.repeat(31)}\u{1f4a7}`, `DB\ud83d`];
    const told: Alert[] = [];
    const collapser = new Collapser('capture', (alert) => told.push(alert));
    match(collapser, { ...operation(0), object, values: [value] });
    expect(told[0]!.objects.every((text) => text.isWellFormed())).toBe(true);
  });
});

function one(): string {
  return 'one';
}

function many(i: number): string {
  return `host-${i}`;
}

function other(i: number): string {
  return `other-${i}`;
}

function planned(i: number): string {
  return `planned-${i % 2_000}`;
}
