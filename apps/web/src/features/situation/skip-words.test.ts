import { expect, test } from 'vitest';
import { skipWords } from './skip-words.ts';

test.each([
  ['tcp_other', 'TCP of no protocol that we read'],
  ['tls_payload', 'tls: bulk or encrypted data'],
  ['vnc_no_operation', 'vnc: part of a session'],
  ['link_type_147', 'link type 147'],
  ['constructor', 'constructor'],
])('%s is told as %s', (reason, words) => {
  expect(skipWords(reason)).toBe(words);
});
