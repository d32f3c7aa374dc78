import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dosingAttackCapture, playDosingAttack } from './dosing-attack.ts';

const FILE = join(import.meta.dirname, '../../../../content/scenarios/dosing-attack/attack.pcap');
const BYTES_MAX = 900_000;
const tshark = ['/usr/bin/tshark', '/usr/local/bin/tshark'].find((path) => existsSync(path));

/** Lines that tshark prints for the capture. */
function ask(...options: string[]): string[] {
  const text = execFileSync(tshark!, ['-r', FILE, ...options], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return text
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

describe('the recorded attack on dosing', () => {
  test('made again, is the same byte for byte, and small', () => {
    const made = dosingAttackCapture();
    expect(Buffer.from(made).equals(readFileSync(FILE))).toBe(true);
    expect(made.length).toBeLessThan(BYTES_MAX);
  });

  test('leaves the plant as the scenario says', () => {
    const { plant } = playDosingAttack();
    expect(plant.dosing.process.ph).toBeGreaterThan(12);
    expect(plant.filter.cpu.isRunning).toBe(false);
    expect(plant.pumps.cpu.isRunning).toBe(true);
    expect(plant.chlorine.listensOnly).toBe(true);
    expect(plant.dosing.listensOnly).toBe(false);
  });
});

describe.skipIf(tshark === undefined)('tshark (skipped where it is not installed)', () => {
  test('has nothing to complain about', () => {
    // 4194304 is "note": above it stand warnings and errors, malformed packets among them.
    expect(ask('-Y', '_ws.malformed || _ws.expert.severity > 4194304')).toEqual([]);
    expect(ask('-Y', 'tcp.analysis.flags && !tcp.flags.fin')).toEqual([]);
  });

  test.each([
    ['device identification', 'modbus.func_code == 43 && tcp.dstport == 502', 2],
    ['reads refused', 'modbus.exception_code == 2', 43],
    ['set-point written', 'modbus.func_code == 6 && modbus.data == 2b:5c', 2],
    ['stop sent', 's7comm.param.func == 0x29 && tcp.dstport == 102', 2],
    ['stop refused', 's7comm.param.func == 0x29 && s7comm.header.errcls == 0xd2', 1],
    ['listen only', 'modbus.func_code == 8', 1],
    [
      'answers of plc-chlorine after it',
      'frame.time_relative > 215 && modbus && ip.src == 10.20.11.11',
      0,
    ],
  ])('sees %s', (_, filter, count) => {
    expect(ask('-Y', filter)).toHaveLength(count);
  });
});
