import { expect, test } from 'vitest';
import { protocols } from './protocols.gen.ts';
import { Corpus } from './testing/fuzz-corpus.ts';
import { Fuzzer } from './testing/fuzz.ts';

/** A short run with every test; `npm run fuzz` is the long one. */
const INPUTS = 6_000;
const SEED = 20_261_122;

test.each(protocols.map(({ name }) => name))('%s stands changed messages', (name) => {
  const fuzzer = new Fuzzer(new Corpus(name), SEED);
  expect(fuzzer.run(INPUTS).inputs).toBe(INPUTS);
  fuzzer.close();
});
