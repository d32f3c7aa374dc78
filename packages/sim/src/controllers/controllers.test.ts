import { toHex } from '@bulkhead/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modbus, modbusFrame } from '../clients/modbus.ts';
import { s7 } from '../clients/s7.ts';
import { MillbrookPlant } from '../plant/millbrook.ts';
import type { Controller } from './controller.ts';

const SEED = 11;

/** What a controller of a fresh plant answers to each frame in turn, in hexadecimal. */
function said(controller: Controller, ...frames: readonly Uint8Array[]): string[] {
  const session = controller.open();
  return frames.map((frame) => session.answer(frame).map(toHex).join(' '));
}

describe('a Modbus controller', () => {
  // Request -> answer, both behind the MBAP header of transaction 1, unit 1.
  test.each([
    ['reads registers', modbus.readHolding(1, 2), '030400640000'],
    ['packs coils into bits', modbus.readCoils(0, 2), '010103'],
    ['writes one register', modbus.writeRegister(1, 11_100), '0600012b5c'],
    ['writes one coil', modbus.writeCoil(1, false), '0500010000'],
    ['refuses to write past the table', modbus.writeRegister(4, 1), '8602'],
    ['refuses a coil that is neither on nor off', [5, 0, 1, 0x12, 0x34], '8503'],
    ['refuses a byte count that does not fit', [16, 0, 0, 0, 2, 2, 0, 1], '9003'],
    ['refuses a function that it does not have', [90, 0], 'da01'],
    ['refuses identification objects that it does not have', [43, 14, 1, 9], 'ab02'],
  ])('%s', (_, pdu, want) => {
    const { dosing } = new MillbrookPlant(SEED);
    const [answer] = said(dosing, modbusFrame(1, 1, pdu));
    expect(answer!.slice(14)).toBe(want);
  });

  test('is silent in listen only mode until it is told to restart', () => {
    const { dosing } = new MillbrookPlant(SEED);
    const read = modbusFrame(2, 1, modbus.readHolding(0, 1));
    const restart = modbusFrame(3, 1, [8, 0, 1, 0, 0]);
    const answers = said(dosing, modbusFrame(1, 1, modbus.forceListenOnly()), read, restart, read);
    expect(answers.map((answer) => answer !== '')).toEqual([false, false, false, true]);
  });

  test('does not act in listen only mode', () => {
    const { dosing } = new MillbrookPlant(SEED);
    dosing.listensOnly = true;
    said(dosing, modbusFrame(1, 1, modbus.writeRegister(1, 11_100)));
    dosing.listensOnly = false;
    expect(said(dosing, modbusFrame(2, 1, modbus.readHolding(1, 1)))[0]!.slice(14)).toBe(
      '03020064',
    );
  });
});

describe('an S7 controller', () => {
  test('reads a word and a bit, each item on an even byte', () => {
    const { filter } = new MillbrookPlant(SEED);
    const items = [
      { byte: 0, bit: 0, count: 1 },
      { block: 10, byte: 0, count: 2 },
    ];
    const [answer] = said(filter, s7.read(9, items));
    expect(answer!.slice(-28)).toBe('ff0300010100ff0400200018001e');
  });

  test.each([
    ['a setting', 10, 0, 'ff'],
    ['a reading', 10, 4, '03'],
    ['a place that is not there', 10, 6, '05'],
    ['a block that is not there', 99, 0, '05'],
  ])('writes %s, DB%d byte %d: %s', (_, block, byte, code) => {
    const { filter } = new MillbrookPlant(SEED);
    expect(said(filter, s7.writeWord(1, block, byte, 48))[0]!.slice(-2)).toBe(code);
  });

  test('stops where it may, and refuses where it is protected', () => {
    const { filter, pumps } = new MillbrookPlant(SEED);
    expect(said(filter, s7.stop(1))[0]).toContain('000029');
    expect(said(pumps, s7.stop(1))[0]).toContain('d24129');
    expect([filter.cpu.isRunning, pumps.cpu.isRunning]).toEqual([false, true]);
  });

  test('gives a block whole, and then says that it was the last part', () => {
    const { filter } = new MillbrookPlant(SEED);
    const block = filter.cpu.blocks[0]!;
    const parts = Array.from({ length: 7 }, (_, i) => s7.upload(i));
    const [, ...answers] = said(filter, s7.startUpload(1, '08', 1), ...parts);
    // 19 bytes of headers, the parameter 0x1E and more, the length, 0x00FB.
    expect(answers.map((answer) => answer.slice(50)).join('')).toBe(toHex(block.bytes));
    expect(answers.map((answer) => answer.slice(38, 42))).toEqual([
      ...Array.from({ length: 6 }, () => '1e01'),
      '1e00',
    ]);
  });
});

describe('any bytes', () => {
  const plant = new MillbrookPlant(SEED);
  const starts = [
    modbusFrame(1, 1, modbus.readHolding(0, 1)),
    modbusFrame(1, 1, [16, 0, 0, 0, 1, 2, 0, 1]),
    s7.connect(0, 2),
    s7.read(1, [{ block: 10, byte: 0, count: 1 }]),
    s7.writeWord(1, 10, 0, 1),
    s7.readStatusList(1, 0x11),
    s7.startUpload(1, '08', 1),
  ];
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .tuple(fc.constantFrom(...starts), fc.nat(60), fc.nat(255), fc.nat(40))
      .map(([frame, at, value, cut]) => {
        const copy = frame.slice(0, Math.max(0, frame.length - (cut > 30 ? cut - 30 : 0)));
        if (at < copy.length) copy[at] = value;
        return copy;
      }),
  );

  test.each([
    ['Modbus', plant.dosing],
    ['S7', plant.filter],
  ])('%s: every frame is answered or not, none breaks the controller', (_, controller) => {
    fc.assert(
      fc.property(bytes, (frame) => {
        const session = controller.open();
        for (const answer of session.answer(frame)) {
          expect(controller.frameBytes(answer)).toBe(answer.length);
        }
        const size = controller.frameBytes(frame);
        expect(size === undefined || size <= frame.length).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
