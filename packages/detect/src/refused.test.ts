import { readdirSync } from 'node:fs';
import { checkGolden } from '@bulkhead/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRules } from './compile.ts';
import { RULE_ALIASES_MAX, RULE_DEPTH_MAX, RULE_FILE_CHARS_MAX } from './yaml-tree.ts';

const ROOT = new URL('../testdata/', import.meta.url).pathname;

/** `line:column code message - fix`, one a line. */
function findings(text: string): string {
  const lines = compileRules([{ file: 'rule.yml', text }]).findings.map(
    ({ line, column, severity, code, message, fix }) =>
      `${line}:${column} ${severity} ${code}: ${message}. ${fix}\n`,
  );
  return lines.join('');
}

describe('what is not understood is refused at its place', () => {
  test.each(readdirSync(ROOT).filter((name) => name.endsWith('.golden')))('%s', (name) => {
    checkGolden(ROOT + name, findings);
  });

  test('a broken rule leaves the others in force', () => {
    const rule = (id: string, verb: string) =>
      `title: ${id}\nid: ${id}\nlogsource: {product: ot, category: modbus}\n` +
      `detection:\n  a: {verb: ${verb}}\n  condition: a\n`;
    const { rules, findings: found } = compileRules([
      { file: 'one.yml', text: `${rule('good', 'read')}---\n${rule('bad', 'raed')}` },
      { file: 'two.yml', text: rule('also-good', 'write') },
      { file: 'three.yml', text: rule('good', 'write') },
    ]);
    expect(rules.rules.map((one) => one.id)).toEqual(['good', 'also-good']);
    expect(found.map((one) => [one.file, one.code])).toEqual([
      ['one.yml', 'value-wrong'],
      ['three.yml', 'id-duplicate'],
    ]);
  });
});

describe('hostile files', () => {
  test.each([
    ['too long', `title: ${'x'.repeat(RULE_FILE_CHARS_MAX)}`],
    ['nested lists', '['.repeat(20_000)],
    ['nested maps', `a: ${'{a: '.repeat(2_000)}1${'}'.repeat(2_000)}`],
    ['deep', `a: ${'['.repeat(RULE_DEPTH_MAX + 1)}${']'.repeat(RULE_DEPTH_MAX + 1)}`],
    ['aliases', `a: &a 1\nb: [${'*a, '.repeat(RULE_ALIASES_MAX + 1)}]`],
    ['an alias of itself', 'a: &a [*a]'],
    ['an alias of nothing', 'a: *b'],
    ['deep condition', condition(`${'not '.repeat(500)}a`)],
    ['long condition', condition(`a${' and a'.repeat(5_000)}`)],
    ['many stars', condition(`1 of ${'a*'.repeat(5_000)}b`)],
  ])('%s: one clear finding or more, and no rule', (_, text) => {
    const { rules, findings: found } = compileRules([{ file: 'rule.yml', text }]);
    expect(found.length).toBeGreaterThan(0);
    expect(rules.rules).toEqual([]);
  });

  test('any text compiles to rules or findings, never a throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), yamlish()), (text) => {
        compileRules([{ file: 'rule.yml', text }]);
      }),
      { numRuns: 500 },
    );
  });
});

function condition(text: string): string {
  return (
    'title: t\nid: t\nlogsource: {product: ot, category: modbus}\n' +
    `detection:\n  a: {verb: read}\n  condition: ${text}\n`
  );
}

/** Pieces of rules in any order: closer to what people get wrong than random letters. */
function yamlish(): fc.Arbitrary<string> {
  const pieces = [
    ['title: t\n', 'id: t\n', 'logsource:\n', '  product: ot\n', '  category: modbus\n', '- '],
    ['detection:\n', '  a:\n', '    verb: read\n', '    count|gte: 3\n', '  condition: a\n'],
    ['correlation:\n', '  type: temporal\n', '  rules: [t]\n', '---\n', '&a ', '*a\n', '\t'],
    ['null\n', '[]\n', '{}\n', '"', "'", '  ', ': ', '|', '#', '!!binary x\n', '? x\n'],
  ];
  return fc
    .array(fc.constantFrom(...pieces.flat()), { maxLength: 30 })
    .map((chosen) => chosen.join(''));
}
