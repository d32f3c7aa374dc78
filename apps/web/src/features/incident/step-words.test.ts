import { expect, test } from 'vitest';
import { stepWords } from './step-words.ts';

const spool = 'spool: messages/one.txt';

// Type, detail -> what is read at once, and what is a press away.
test.each([
  ['if-condition', "__isolated__:value = 'true' is true", 'Condition holds', ''],
  ['if-condition', "__isolated__:value = 'true' is false", 'Condition does not hold', ''],
  ['if-condition', 'The variable is unknown', 'The variable is unknown', ''],
  ['action', 'The pump is true', 'The pump is true', ''],
  ['action', `Laid down for the duty (${spool})`, 'Laid down for the duty', spool],
  ['action', `Laid down for Ops (night) (${spool})`, 'Laid down for Ops (night)', spool],
  ['action', `Laid down for A (${spool}); not taken: x`, 'Laid down for A; not taken: x', spool],
  ['action', 'Cable P7 is out (photograph: 3)', 'Cable P7 is out (photograph: 3)', ''],
])('%s: %s', (type, detail, text, more) => {
  expect(stepWords({ type, detail })).toEqual({ text, more });
});
