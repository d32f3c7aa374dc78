import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hexRows } from './hex.ts';

test('sixteen bytes a row, with offset and text', () => {
  expect(hexRows(`${'41'.repeat(16)}00ff7e`)).toEqual([
    { offset: '0000', bytes: Array(16).fill('41').join(' '), text: 'A'.repeat(16) },
    { offset: '0010', bytes: '00 ff 7e', text: '..~' },
  ]);
});

test('no byte is lost or added', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(8, 16), (bytes, rowBytes) => {
      const hex = Buffer.from(bytes).toString('hex');
      const rows = hexRows(hex, rowBytes);
      expect(rows.map((row) => row.bytes.replaceAll(' ', '')).join('')).toBe(hex);
      expect(rows.map((row) => row.text).join('')).toHaveLength(bytes.length);
    }),
  );
});
