import { expect, test } from 'vitest';
import { createPlant } from './plant.ts';
import { millbrook } from './testing/bench.ts';

const MAC = '00:1c:06:27:1b:4a';
const plan = millbrook().plan!;
const plant = createPlant({
  ...plan,
  assets: plan.assets.map((asset) =>
    asset.id === 'plc-dosing' ? { ...asset, macs: [MAC.toUpperCase()] } : asset,
  ),
});

test('the plan knows an end by its Ethernet address where the packets have no other', () => {
  expect(plant.nameOf(MAC)).toBe('plc-dosing');
  expect(plant.context('02:00:00:00:00:01', MAC)).toMatchObject({
    client: null,
    server: { id: 'plc-dosing' },
    permitted: false,
  });
  expect(plant.ends('02:00:00:00:00:01', MAC).serverLevel).toBe(1);
});

test('a broadcast and an unknown end are nobody', () => {
  expect(plant.context('10.20.11.10', 'ff:ff:ff:ff:ff:ff').permitted).toBe(null);
  expect(plant.nameOf('')).toBe('');
});
