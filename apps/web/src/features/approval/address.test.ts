import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyToSegment, segmentToKey } from './address.ts';

test('any key goes into an address and back, as characters that no proxy touches', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (key) => {
      const segment = keyToSegment(key);
      expect(segment).toMatch(/^[\w-]+$/);
      expect(segmentToKey(segment)).toBe(key);
    }),
  );
});

test.each(['', 'a', 'a/b', 'run%3A1', '____'])('%j is no key', (segment) => {
  expect(segmentToKey(segment)).toBeUndefined();
});
