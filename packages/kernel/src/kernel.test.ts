import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonicalJson,
  InvariantBroken,
  fromBase64,
  fromHex,
  sha256,
  Sha256,
  toBase64,
  toHex,
} from './mod.ts';

describe('SHA-256', () => {
  test('agrees with OpenSSL on any bytes, however they are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(400), (bytes, cut) => {
        const want = createHash('sha256').update(bytes).digest('hex');
        const pieces = new Sha256().update(bytes.subarray(0, cut)).update(bytes.subarray(cut));
        expect(toHex(sha256(bytes))).toBe(want);
        expect(toHex(pieces.digest())).toBe(want);
      }),
    );
  });
});

describe('base64 and hexadecimal', () => {
  test('give back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
        expect(fromHex(toHex(bytes))).toEqual(bytes);
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      }),
    );
  });

  // Text -> understood? One byte string has one text, so that an edited text never passes.
  test.each([
    ['AA==', true],
    ['AB==', false],
    ['AAA=', true],
    ['AAB=', false],
    ['AA', false],
    ['AA=\n', false],
    ['A-_=', false],
  ])('%j is understood: %s', (text, understood) => {
    expect(fromBase64(text) !== undefined).toBe(understood);
  });
});

describe('canonical JSON, RFC 8785', () => {
  // From the RFC: §3.2.2 (numbers and strings) and §3.2.3 (order of members).
  test.each([
    [
      {
        numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
        literals: [null, true, false],
      },
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}',
    ],
    [
      { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 },
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
    ],
    [{ b: undefined, a: -0 }, '{"a":0}'],
  ])('%j', (value, want) => {
    expect(canonicalJson(value)).toBe(want);
  });

  test('reading it back and writing it again changes nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  test.each([[Number.NaN], [Number.POSITIVE_INFINITY], ['\ud800'], [() => 1]])(
    'breaks on %s',
    (value) => {
      expect(() => canonicalJson(value)).toThrow(InvariantBroken);
    },
  );
});
