import { expect, test } from 'vitest';
import { protocols } from './protocols.gen.ts';
import { fuzz } from './testing/fuzz.ts';

/** A short run with every test; `npm run fuzz` is the long one. */
const INPUTS = 3_000;

test.each(protocols.map(({ name }) => name))('%s stands changed messages', (name) => {
  expect(fuzz(name, INPUTS, 20_261_122).inputs).toBe(INPUTS);
});
