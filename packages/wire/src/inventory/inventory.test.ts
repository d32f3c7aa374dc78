import type { Operation, Sighting } from '@bulkhead/model';
import { describe, expect, test } from 'vitest';
import { captureOf, framesOf } from '../testing/captures.ts';
import { CaptureDissector } from '../dissector.ts';
import { MODBUS } from '../testing/fixtures.ts';
import { ASSETS_MAX, Inventory } from './inventory.ts';

const vendorOf = (mac: string): string | null => (mac.startsWith('00:0e:8c') ? 'Siemens AG' : null);

function sighting(given: Partial<Sighting>): Sighting {
  return {
    time: '2026-01-01T00:00:00.000000Z',
    frame: 1,
    ip: '10.20.11.10',
    mac: '00:0e:8c:00:00:01',
    protocol: 's7comm',
    field: 'firmware',
    value: 'V3.2.6',
    ...given,
  };
}

function asset(inventory: Inventory, address: string) {
  return inventory.reading().assets.find((one) => one.address === address);
}

test('a capture of polling and writing shows a controller and who works with it', () => {
  const inventory = new Inventory(vendorOf);
  const dissector = new CaptureDissector({
    onOperation: (operation) => inventory.operation(operation),
    onSighting: (one) => inventory.sighting(one),
  });
  dissector.push(captureOf(framesOf(502, MODBUS)));
  dissector.end();
  const controller = asset(inventory, '10.20.11.10');
  expect(controller?.roles[0]?.role).toBe('controller');
  expect(controller?.level).toBe(1);
  expect(controller?.served).toEqual({ modbus: 7 });
  expect(asset(inventory, '10.20.20.10')?.asked).toEqual({ modbus: 7 });
});

describe('changes of identity', () => {
  const cases: readonly [string, readonly Partial<Sighting>[], number][] = [
    ['the same again', [{}, { frame: 9 }], 0],
    ['another firmware', [{}, { frame: 9, value: 'V3.2.5' }], 1],
    ['back again', [{}, { frame: 9, value: 'V3.2.5' }, { frame: 11 }], 1],
    ['two modules in one answer', [{}, { value: 'V1.0' }], 0],
    ['another protocol says it its way', [{}, { frame: 9, protocol: 'snmp', value: '3.2.6' }], 0],
    [
      'another name',
      [
        { field: 'name', value: 'a' },
        { frame: 9, field: 'name', value: 'b' },
      ],
      0,
    ],
    [
      'another PROFINET name',
      [
        { protocol: 'profinet_dcp', field: 'name', value: 'a' },
        { protocol: 'profinet_dcp', field: 'name', value: 'b', frame: 9 },
      ],
      1,
    ],
    [
      'another MAC address for the same IP address',
      [
        { protocol: 'arp', field: 'mac', value: '00:0e:8c:00:00:01' },
        { protocol: 'arp', field: 'mac', value: '02:00:00:00:00:99', frame: 9 },
      ],
      1,
    ],
  ];
  test.each(cases)('%s', (_name, told, changes) => {
    const inventory = new Inventory(vendorOf);
    for (const one of told) inventory.sighting(sighting(one));
    expect(inventory.reading().changes).toHaveLength(changes);
  });
});

test('facts of the link layer join the only address behind the same MAC address', () => {
  const inventory = new Inventory(vendorOf);
  inventory.sighting(sighting({}));
  inventory.sighting(sighting({ ip: '', protocol: 'lldp', field: 'name', value: 'plc-filter' }));
  const { assets } = inventory.reading();
  expect(assets.map(({ address }) => address)).toEqual(['10.20.11.10']);
  expect(assets[0]?.facts.map(({ value }) => value)).toEqual(['V3.2.6', 'plc-filter']);
  expect(assets[0]?.interfaceVendor).toBe('Siemens AG');
});

test('many addresses behind one MAC address are not one device', () => {
  const inventory = new Inventory(vendorOf);
  for (let i = 1; i <= 5; i++) inventory.sighting(sighting({ ip: `192.0.2.${i}` }));
  inventory.sighting(sighting({ ip: '', protocol: 'lldp', field: 'name', value: 'core-switch' }));
  const { assets } = inventory.reading();
  expect(assets).toHaveLength(6);
  expect(assets.at(-1)?.roles[0]?.role).toBe('network_device');
  expect(assets[0]?.interfaceVendor).toBeNull();
});

test('addresses of the Internet stand at level 5', () => {
  const inventory = new Inventory(vendorOf);
  inventory.sighting(sighting({ ip: '8.8.8.8', field: 'name', value: 'x' }));
  expect(asset(inventory, '8.8.8.8')?.level).toBe(5);
});

test('broadcast and multicast addresses are no devices', () => {
  const inventory = new Inventory(vendorOf);
  for (const ip of ['255.255.255.255', '10.20.11.255', '239.1.2.3', 'ff02::1', '0.0.0.0']) {
    inventory.sighting(sighting({ ip }));
  }
  inventory.sighting(sighting({ ip: '', mac: '01:0e:cf:00:00:00' }));
  expect(inventory.reading().assets).toEqual([]);
});

test('a million addresses are counted, not kept', () => {
  const inventory = new Inventory(vendorOf);
  const end = (ip: string): Operation['client'] => ({ ip, port: 1, mac: '' });
  for (let i = 0; i < 1_000_000; i++) {
    const client = end(`10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`);
    inventory.operation({
      client,
      server: end('10.20.11.10'),
      protocol: 'modbus',
      verb: 'read',
      time: '2026-01-01T00:00:00.000000Z',
    } as Operation);
  }
  const { assets, shed } = inventory.reading();
  expect(assets.length).toBeLessThanOrEqual(ASSETS_MAX);
  expect(shed).toBeGreaterThan(900_000);
});
