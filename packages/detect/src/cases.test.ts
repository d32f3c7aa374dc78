import { expect, test } from 'vitest';
import { CASES_MAX, Ends } from './cases.ts';
import { compileRules } from './compile.ts';
import { NO_CONTEXT } from './context.ts';
import { createMatcher } from './matcher.ts';
import { sampleContext, sampleOperation } from './sample-operation.ts';

const RULE = `title: r
id: r
logsource: {product: ot, category: modbus}
detection:
  a: {verb: write, service|startswith: write}
  listed: {permitted: 'yes'}
  condition: a and not listed
`;

test('services without number leave it within its limit, and nothing is missed', () => {
  const { rules } = compileRules([{ file: 'rule.yml', text: RULE }]);
  const matcher = createMatcher(rules);
  const strange = new Ends(NO_CONTEXT);
  const listed = new Ends(sampleContext({ permitted: true }));
  let matches = 0;
  const write = (code: number, ends: Ends): void => {
    const service = { code, name: 'write_it' };
    matcher.match({ ...given, service }, ends, () => matches++);
  };
  const given = sampleOperation({ verb: 'write' }, 0);
  write(0, listed);
  for (let code = 0; code <= CASES_MAX; code++) write(code, strange);
  expect(matches).toBe(CASES_MAX + 1);
  expect(strange.cases.size).toBeLessThan(CASES_MAX);
  write(0, listed);
  write(0, strange);
  expect(matches).toBe(CASES_MAX + 2);
});
