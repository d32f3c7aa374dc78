import { expect, test } from 'vitest';
import { firstSentences } from './sentences.ts';

test.each([
  ['', '', false],
  ['One.', 'One.', false],
  ['One. Two.', 'One. Two.', false],
  ['One. Two. Three.', 'One. Two.', true],
  [
    'From 10.20.30.21 at 08:12 UTC. To 10.20.11.10. And on.',
    'From 10.20.30.21 at 08:12 UTC. To 10.20.11.10.',
    true,
  ],
  ['Set to 11.1 mg/L. école. Été. Fin.', 'Set to 11.1 mg/L. école. Été.', true],
])('%j', (text, want, more) => {
  expect(firstSentences(text, 2)).toEqual({ text: want, more });
});
