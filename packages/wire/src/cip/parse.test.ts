import fc from 'fast-check';
import { expect, test } from 'vitest';
import { captureOf, dissect, framesOf } from '../testing/captures.ts';

const SERVICES_MAX = 512;
const GET = [0x0e, 0x02, 0x20, 0x04, 0x24, 0x01];

const word = (value: number): number[] => [value & 0xff, value >> 8];

/** A Multiple Service Packet, with offsets of its own where they are given. */
function packet(messages: readonly (readonly number[])[], offsets?: readonly number[]): number[] {
  let next = 2 + messages.length * 2;
  const right = messages.map((message) => (next += message.length) - message.length);
  const told = offsets ?? right;
  const head = [0x0a, 0x02, 0x20, 0x02, 0x24, 0x01, ...word(told.length)];
  return [...head, ...told.flatMap(word), ...messages.flat()];
}

/** The message in a SendRRData command, as hexadecimal. */
function command(message: readonly number[]): string {
  const data = [0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0xb2, 0, ...word(message.length), ...message];
  const header = [0x6f, 0, ...word(data.length), 1, 0, 0, 0, ...Array<number>(16).fill(0)];
  return Buffer.from([...header, ...data]).toString('hex');
}

function operationsOf(message: readonly number[]): number {
  return dissect(captureOf(framesOf(44_818, [['client', command(message)]]))).operations.length;
}

test('however services are nested, no message gives more operations than it may', () => {
  const inner = packet(Array.from({ length: 24 }, () => GET));
  expect(operationsOf(packet(Array.from({ length: 24 }, () => inner)))).toBeLessThan(SERVICES_MAX);
  expect(operationsOf(inner)).toBe(24);
});

test('offsets that all lead to one packet do not multiply it', () => {
  let message = packet([GET]);
  for (let depth = 0; depth < 3; depth++) {
    const offsets = Array<number>(200).fill(402);
    message = packet([message], offsets);
  }
  expect(operationsOf(message)).toBeLessThanOrEqual(SERVICES_MAX);
});

test('services are paired with their answers wherever the packet stands', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0xff), { minLength: 1, maxLength: 90 }), (values) => {
      const answers = values.map((value) => [0x8e, 0, 0, 0, value, 0]);
      const answer = packet(answers);
      const head = [0x8a, 0, 0, 0, ...answer.slice(6)];
      const { operations } = dissect(
        captureOf(
          framesOf(44_818, [
            ['client', command(packet(values.map((value) => [...GET.slice(0, 5), value])))],
            ['server', command(head)],
          ]),
        ),
      );
      expect(operations.map(({ object }) => object)).toEqual(
        values.map((value) => `class/4/instance/${value}`),
      );
      const told = values.map((value) => Buffer.from([value, 0]).toString('hex'));
      expect(operations.map((one) => one.values[0])).toEqual(told);
      expect(operations.every(({ outcome }) => outcome === 'ok')).toBe(true);
    }),
    { numRuns: 100 },
  );
});
