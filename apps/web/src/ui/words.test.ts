import { expect, test } from 'vitest';
import { idWords, roleWords } from './words.ts';

test.each([
  ['ot-engineer', 'OT engineer', 'OT engineer'],
  ['shift-supervisor', 'shift supervisor', 'Shift supervisor'],
])('%s in words, and as a role', (id, words, role) => {
  expect([idWords(id), roleWords(id)]).toEqual([words, role]);
});
