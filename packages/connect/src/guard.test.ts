import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PlanAsset, PlanZone } from '@bulkhead/model';
import { ActionFailed, defineAction } from '@bulkhead/playbook';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { guarded } from './connectors.ts';
import { defineActionKind } from './define.ts';
import { createGuard } from './guard.ts';

const zone = (id: string, level: number, safety = false): unknown => ({
  id,
  name: id,
  level,
  safety,
});
const asset = (id: string, zoneId: string, level: number, ...addresses: string[]): unknown => ({
  id,
  name: id,
  kind: id.startsWith('sis') ? 'safety-controller' : 'server',
  zone: zoneId,
  level,
  addresses,
});
const plan = {
  zones: [
    zone('supervision', 2),
    zone('dosing-control', 1),
    zone('field', 0),
    zone('safety', 3, true),
    zone('loopback', 3),
  ].map((one) => PlanZone.parse(one)),
  assets: [
    asset('hmi-1', 'supervision', 2, '10.20.20.11', '2001:db8::11'),
    asset('plc-dosing', 'dosing-control', 1, '10.20.11.10', '2001:db8::1:10'),
    asset('pump', 'field', 0, '10.20.10.1'),
    // What the asset says is mended by what its zone says, and the other way round.
    asset('misfiled', 'dosing-control', 3, '10.20.11.99'),
    asset('too-low', 'supervision', 1, '10.20.20.99'),
    asset('sis-dosing', 'supervision', 2, '10.20.13.10'),
    asset('logic-solver', 'safety', 3, '10.20.13.11'),
    asset('lost', 'no-such-zone', 3, '10.20.99.1'),
    asset('twin', 'supervision', 2, '10.20.11.10'),
    asset('no-address', 'supervision', 2),
    asset('switch', 'loopback', 3, '127.0.0.1'),
  ].map((one) => PlanAsset.parse(one)),
};
const guard = createGuard(plan);

function verdict(target: string): string {
  try {
    return guard.admit(target);
  } catch (error) {
    expect(error).toBeInstanceOf(ActionFailed);
    expect((error as ActionFailed).retryable).toBe(false);
    return (error as ActionFailed).code;
  }
}

// Whom -> the address to send to, or the refusal.
test.each([
  ['hmi-1', '10.20.20.11'],
  ['10.20.20.11', '10.20.20.11'],
  ['2001:0db8:0:0::0011', '2001:db8::11'],
  ['plc-dosing', 'target_protected'],
  ['10.20.11.10', 'target_protected'],
  ['::ffff:10.20.11.10', 'target_protected'],
  ['2001:DB8::1:10', 'target_protected'],
  ['pump', 'target_protected'],
  ['misfiled', 'target_protected'],
  ['too-low', 'target_protected'],
  ['sis-dosing', 'target_protected'],
  ['logic-solver', 'target_protected'],
  ['lost', 'target_protected'],
  // Another asset at level 1 has the same address.
  ['twin', 'target_protected'],
  ['no-address', 'target_unknown'],
  ['10.20.20.12', 'target_unknown'],
  ['hmi-1.plant.example', 'target_unknown'],
  ['10.20.20.011', 'target_unknown'],
  ['', 'target_unknown'],
  ['__proto__', 'target_unknown'],
])('%s: %s', (target, want) => {
  expect(verdict(target)).toBe(want);
});

test('no plan admits an address of an asset at level 0 or 1 or in a safety zone', () => {
  const address = fc.integer({ min: 1, max: 6 }).map((n) => `10.0.0.${n}`);
  const zones = fc.uniqueArray(
    fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      level: fc.constantFrom(0, 1, 2, 3),
      safety: fc.boolean(),
    }),
    { selector: ({ id }) => id, maxLength: 3 },
  );
  const assets = fc.uniqueArray(
    fc.record({
      id: fc.constantFrom('p', 'q', 'r', 's'),
      zone: fc.constantFrom('a', 'b', 'c'),
      level: fc.constantFrom(0, 1, 2, 3),
      addresses: fc.array(address, { maxLength: 3 }),
    }),
    { selector: ({ id }) => id },
  );
  fc.assert(
    fc.property(zones, assets, (someZones, someAssets) => {
      const made = createGuard({
        zones: someZones.map((one) => PlanZone.parse({ ...one, name: 'z' })),
        assets: someAssets.map((one) => PlanAsset.parse({ ...one, name: 'x', kind: 'server' })),
      });
      for (const target of ['p', 'q', 'r', 's', ...someAssets.flatMap((one) => one.addresses)]) {
        let sentTo: string;
        try {
          sentTo = made.admit(target);
        } catch {
          continue;
        }
        for (const one of someAssets.filter(({ addresses }) => addresses.includes(sentTo))) {
          const at = someZones.find(({ id }) => id === one.zone);
          expect(one.level).toBeGreaterThan(1);
          expect(at?.level ?? 0).toBeGreaterThan(1);
          expect(at?.safety).toBe(false);
        }
      }
    }),
  );
});

describe('a network action', () => {
  const kind = defineActionKind({
    name: 'probe',
    reach: { to: 'network', targets: ({ target = '' }) => (target === '' ? [] : [target]) },
    create: () =>
      defineAction({
        name: 'probe',
        summary: 'Asks a machine for its page.',
        impact: 'observe',
        timeoutMs: 1_000,
        settledBy: 'result',
        input: z.object({ target: z.string(), port: z.string() }),
        preview: ({ target }) => `Asks ${target}.`,
        async run({ port }, { signal }) {
          const response = await fetch(`http://127.0.0.1:${port}/`, { signal });
          return { detail: String(response.status), out: {} };
        },
      }),
  });
  const action = kind.create({ spoolFolder: '', channels: [] });
  const context = { idempotencyKey: 'k', signal: AbortSignal.timeout(5_000) };

  test('reaches what the guard admits, and nothing else, on a real socket', async () => {
    let requests = 0;
    const server = createServer((_, response) => {
      requests++;
      response.end('ok');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const port = String((server.address() as AddressInfo).port);
    try {
      const safe = guarded(kind, action, guard);
      await expect(safe.run({ target: 'switch', port }, context)).resolves.toMatchObject({
        detail: '200',
      });
      expect(requests).toBe(1);
      for (const target of ['plc-dosing', '10.20.11.10', 'sis-dosing', 'elsewhere', '']) {
        await expect(safe.run({ target, port }, context)).rejects.toThrow(ActionFailed);
      }
      const unguarded = guarded(kind, action, undefined);
      await expect(unguarded.run({ target: 'switch', port }, context)).rejects.toMatchObject({
        code: 'target_unknown',
      });
      expect(requests).toBe(1);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
