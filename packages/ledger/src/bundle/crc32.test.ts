import fc from 'fast-check';
import { utf8 } from '@bulkhead/kernel';
import { expect, test } from 'vitest';
import { Crc32 } from './crc32.ts';

test.each([
  ['', 0],
  ['a', 0xe8b7_be43],
  ['123456789', 0xcbf4_3926],
])('%j -> %i', (text, want) => {
  expect(new Crc32().update(utf8(text)).value()).toBe(want);
});

test('bytes give the same however they are cut', () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 6 });
  fc.assert(
    fc.property(pieces, (given) => {
      const [whole, single, cut] = [new Crc32(), new Crc32(), new Crc32()];
      const bytes = Uint8Array.from(given.flatMap((piece) => [...piece]));
      whole.update(bytes);
      for (const piece of given) cut.update(piece);
      for (const byte of bytes) single.update(Uint8Array.of(byte));
      expect([cut.value(), single.value()]).toEqual([whole.value(), whole.value()]);
    }),
  );
});
