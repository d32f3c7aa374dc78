import { expect, test } from 'vitest';
import { skipWords } from './skip-words.ts';

test.each([
  ['tcp_other', 'TCP that is no OT protocol we read'],
  ['link_type_147', 'link_type_147'],
  ['constructor', 'constructor'],
])('%s is told as %s', (reason, words) => {
  expect(skipWords(reason)).toBe(words);
});
