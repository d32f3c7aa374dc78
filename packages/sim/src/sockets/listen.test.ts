import { spawn, spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import modbusSerial from 'modbus-serial';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { s7 } from '../clients/s7.ts';
import { MillbrookPlant } from '../plant/millbrook.ts';
import { listen, type Listening } from './listen.ts';

// A CommonJS package: its class stands in `default` of what Node calls the default.
const ModbusRTU = modbusSerial.default;

let plant: MillbrookPlant;
let listening: Listening;
let client: InstanceType<typeof ModbusRTU>;

beforeEach(async () => {
  plant = new MillbrookPlant(7);
  listening = await listen(plant.dosing);
  client = new ModbusRTU();
  client.setTimeout(400);
  await client.connectTCP('127.0.0.1', { port: listening.port });
  client.setID(1);
});

afterEach(async () => {
  await new Promise<void>((resolve) => client.close(resolve));
  await listening.close();
});

describe('an independent Modbus client', () => {
  test('reads what the process says', async () => {
    expect((await client.readHoldingRegisters(0, 4)).data).toEqual([167, 100, 0, 920]);
    const [ph] = (await client.readInputRegisters(0, 4)).data;
    expect(ph).toBe(Math.round(plant.dosing.process.ph * 100));
    expect((await client.readCoils(0, 2)).data.slice(0, 2)).toEqual([true, true]);
  });

  test('writes, and the process follows', async () => {
    await client.writeRegister(2, 1);
    await client.writeRegisters(0, [1_000, 11_100]);
    await client.writeCoil(1, false);
    expect((await client.readHoldingRegisters(0, 4)).data).toEqual([1_000, 11_100, 1, 920]);
    expect((await client.readCoils(1, 1)).data[0]).toBe(false);
    for (let second = 0; second < 120; second++) plant.step(1_000);
    expect((await client.readInputRegisters(0, 1)).data[0]).toBeGreaterThan(1_150);
  });

  test('is told who it talks to', async () => {
    const { data } = await client.readDeviceIdentification(1, 0);
    expect(Object.values(data)).toEqual(['Example Controls', 'EC-200', '2.4.1']);
  });

  test.each([
    ['past the end', () => client.readHoldingRegisters(3, 2), /exception 2/i],
    ['a table that is empty', () => client.readDiscreteInputs(0, 1), /exception 2/i],
    ['more than a request may', () => client.readHoldingRegisters(0, 126), /exception 3/i],
    ['another unit', () => (client.setID(2), client.readHoldingRegisters(0, 1)), /exception 11/i],
  ])('is refused what is %s', async (_, ask, refusal) => {
    await expect(ask()).rejects.toThrow(refusal);
  });

  test('hears nothing any more after force listen only', async () => {
    const socket = connect(listening.port, '127.0.0.1');
    socket.write(Uint8Array.of(0, 1, 0, 0, 0, 6, 1, 8, 0, 4, 0, 0));
    await expect.poll(() => plant.dosing.listensOnly).toBe(true);
    socket.destroy();
    await expect(client.readHoldingRegisters(0, 1)).rejects.toThrow(/timed out/i);
  });
});

test('bytes that are no frame end the connection, and only that one', async () => {
  const socket = connect(listening.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\n\r\n');
  await once(socket, 'close');
  expect((await client.readHoldingRegisters(3, 1)).data).toEqual([920]);
});

test('an S7 CPU answers byte by byte fed requests on a socket', async () => {
  const cpu = await listen(plant.filter);
  const socket = connect(cpu.port, '127.0.0.1');
  const received: number[] = [];
  socket.on('data', (bytes) => received.push(...bytes));
  for (const frame of [s7.connect(0, 2), s7.setup(1), s7.stop(2)]) {
    for (const byte of frame) socket.write(Uint8Array.of(byte));
  }
  await expect.poll(() => plant.filter.cpu.isRunning).toBe(false);
  await expect.poll(() => received.length).toBe(22 + 27 + 20);
  socket.destroy();
  await cpu.close();
});

const capturing = spawnSync('tcpdump', ['-i', 'lo', '-D'], { stdio: 'ignore' }).status === 0;

describe.skipIf(!capturing)('tcpdump (skipped where it is missing or not permitted)', () => {
  test('sees the exchange on the loopback', async ({ skip }) => {
    const folder = mkdtempSync(join(tmpdir(), 'sim-'));
    const file = join(folder, 'lo.pcap');
    const filter = ['tcp', 'port', String(listening.port)];
    const tcpdump = spawn('tcpdump', ['-i', 'lo', '-U', '-w', file, ...filter]);
    try {
      const started = await new Promise<boolean>((resolve) => {
        tcpdump.stderr.on('data', (text: Buffer) => {
          if (text.includes('listening on')) resolve(true);
        });
        tcpdump.once('exit', () => resolve(false));
      });
      skip(!started, 'tcpdump may not open the loopback here');
      await client.writeRegister(1, 11_100);
      const wanted = Buffer.from([0, 6, 1, 6, 0, 1, 0x2b, 0x5c]);
      await expect.poll(() => readFileSync(file).includes(wanted), { timeout: 5_000 }).toBe(true);
    } finally {
      tcpdump.kill();
      rmSync(folder, { recursive: true });
    }
  });
});
