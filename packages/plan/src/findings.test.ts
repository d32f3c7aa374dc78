import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkGolden } from '@bulkhead/testkit';
import { expect, test } from 'vitest';
import { LINT_RULES } from './lint.ts';
import { loadPlan } from './load.ts';

const folder = join(import.meta.dirname, '../testdata');
const base = readFileSync(join(folder, 'base.plan'), 'utf8');
const options = { today: '2026-11-22', regimes: ['nis2', 'nerc-cip-008'] };
const goldens = readdirSync(folder).filter((file) => file.endsWith('.golden'));

/** Files of `=== path` and text; `=== path (deleted)` takes one away again. */
function filesOf(...texts: readonly string[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const part of texts.flatMap((text) => text.split(/^=== /m).slice(1))) {
    const end = part.indexOf('\n');
    const [, path, deleted] = /^(\S+)( \(deleted\))?$/.exec(part.slice(0, end))!;
    if (deleted) files.delete(path!);
    else files.set(path!, part.slice(end + 1));
  }
  return files;
}

test.each(goldens)('%s', (golden) => {
  checkGolden(join(folder, golden), (input) => {
    const { plan, findings, readiness } = loadPlan(filesOf(base, input), options);
    const errors = findings.some(({ severity }) => severity === 'error');
    expect(plan === null).toBe(errors);
    const lines = findings.map(
      ({ severity, code, file, line, column, message, fix }) =>
        `${file}:${line}:${column} ${severity} ${code}: ${message}\n  ${fix}\n`,
    );
    return `${lines.join('')}score ${readiness.score}\n`;
  });
});

test('every rule has a golden of its name that shows it', () => {
  for (const { code } of LINT_RULES) {
    expect(goldens).toContain(`${code}.golden`);
    expect(readFileSync(join(folder, `${code}.golden`), 'utf8')).toMatch(
      new RegExp(`^\\S+ (error|warning|note) ${code}: `, 'm'),
    );
  }
});

test('codes of rules are unlike each other', () => {
  const codes = LINT_RULES.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
});
