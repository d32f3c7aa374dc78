import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planDigest } from './digest.ts';
import { FILE_CHARACTERS_MAX, FILES_MAX, FINDINGS_MAX } from './limits.ts';
import { loadPlan } from './load.ts';

const base = new Map(
  readFileSync(join(import.meta.dirname, '../testdata/base.plan'), 'utf8')
    .split(/^=== /m)
    .slice(1)
    .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]),
);
const names = [...base.keys(), 'detection/x.yml', 'playbooks/x.json', 'other', '../x', ''];
const pieces = fc.constantFrom(
  '&a ',
  '*a',
  '- ',
  ': ',
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  '|',
  '>',
  '\n',
  '  ',
  '\t',
  '#',
  '!!',
  '---',
  '...',
  '? ',
  '<<: ',
  '~',
  'id',
  'assets',
  'zones',
  '1e999',
  '\u0000',
  '\uD800',
  '%TAG',
  '__proto__',
  'constructor',
  'toString',
  'a',
  '0',
  '!!binary ',
  '\r',
  '\u2028',
  '\uFEFF',
);
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
);

test('law: whatever the files hold, a plan or findings with places, never a throw', () => {
  const files = fc.array(fc.tuple(fc.constantFrom(...names), anyText), { maxLength: 4 });
  fc.assert(
    fc.property(files, (changes) => {
      const { plan, findings } = loadPlan(new Map([...base, ...changes]), { today: '2026-11-22' });
      expect(plan === null).toBe(findings.some(({ severity }) => severity === 'error'));
      for (const { line, column, fix } of findings) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(fix).not.toBe('');
      }
    }),
    { numRuns: 300 },
  );
});

test('law: a file cut short or with a piece put in anywhere never throws', () => {
  const places = fc.tuple(fc.constantFrom(...base.keys()), fc.nat(), fc.nat(9), anyText);
  fc.assert(
    fc.property(places, ([file, at, gone, text]) => {
      const whole = base.get(file)!;
      const cut = at % (whole.length + 1);
      const changed = whole.slice(0, cut) + text + whole.slice(cut + gone);
      const { findings, readiness } = loadPlan(new Map([...base, [file, changed]]));
      expect(readiness.score).toBeGreaterThanOrEqual(0);
      expect(findings.length).toBeLessThanOrEqual(FINDINGS_MAX + 1);
    }),
    { numRuns: 300 },
  );
});

test('law: the order of the files changes nothing, one letter changes the digest', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...base], { minLength: base.size }), (shuffled) => {
      expect(loadPlan(new Map(shuffled))).toEqual(loadPlan(base));
      expect(planDigest(new Map(shuffled))).toBe(planDigest(base));
    }),
    { numRuns: 20 },
  );
  for (const [file, text] of base) {
    expect(planDigest(new Map([...base, [file, `${text} `]]))).not.toBe(planDigest(base));
    expect(planDigest(new Map([...base, [`${file}x`, text]]))).not.toBe(planDigest(base));
  }
});

const flow = '['.repeat(FILE_CHARACTERS_MAX);
const hostile: readonly (readonly [name: string, text: string, code: string])[] = [
  ['open brackets', flow, 'yaml-too-deep'],
  ['open braces', '{'.repeat(FILE_CHARACTERS_MAX), 'yaml-too-deep'],
  ['dashes', '- '.repeat(FILE_CHARACTERS_MAX / 2), 'yaml-too-deep'],
  ['question marks', '? '.repeat(FILE_CHARACTERS_MAX / 2), 'yaml-too-deep'],
  [
    'steps',
    Array.from({ length: 700 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    'yaml-too-deep',
  ],
  ['values', `zones: [${'1,'.repeat(60_000)}1]`, 'yaml-too-large'],
  ['keys', Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join('\n'), 'yaml-too-many-keys'],
  ['keys in a flow map', `{${'a,'.repeat(20_000)}}`, 'yaml-too-many-keys'],
  ['tabs', '\t\n'.repeat(100_000), 'empty-file'],
  ['quotes', '"\n'.repeat(100_000), 'yaml-syntax'],
  ['directives', '%TAG ! !\n'.repeat(25_000), 'yaml-syntax'],
  ['documents', '---\na\n'.repeat(40_000), 'yaml-documents'],
  ['anchors', '&a '.repeat(80_000), 'yaml-syntax'],
  ['aliases', `zones: [${'*a,'.repeat(40_000)}]`, 'yaml-too-many-aliases'],
  ['tags', `zones: [${'!a b,'.repeat(40_000)}]`, 'yaml-syntax'],
  ['wrong items', `zones: [${'{},'.repeat(4_000)}]`, 'too-many-findings'],
  ['one letter too many', ' '.repeat(FILE_CHARACTERS_MAX + 1), 'file-too-large'],
];

test.each(hostile)('a file of %s is refused within seconds', (_, text, code) => {
  const started = performance.now();
  const { plan, findings } = loadPlan(new Map([...base, ['zones.yaml', text]]));
  expect(plan).toBeNull();
  expect(findings.map((finding) => finding.code)).toContain(code);
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('too many files and too much text are one finding', () => {
  const many = new Map(Array.from({ length: FILES_MAX + 1 }, (_, i) => [`assets/${i}.yaml`, '']));
  expect(loadPlan(many).findings.map(({ code }) => code)).toEqual(['too-many-files']);
  const large = new Map(Array.from({ length: 9 }, (_, i) => [`a${i}`, ' '.repeat(250_000)]));
  expect(loadPlan(large).findings.map(({ code }) => code)).toEqual(['plan-too-large']);
});

test('every point that is lost has a finding to show for it', () => {
  const files = new Map(base);
  files.delete('drills/all.yaml');
  files.delete('gates.yaml');
  const { readiness } = loadPlan(files);
  for (const { points, pointsMax, because } of readiness.parts) {
    expect(points < pointsMax).toBe(because.length > 0);
  }
  expect(readiness.score).toBe(100 - 15 - 10);
  expect(readiness.parts.reduce((sum, { pointsMax }) => sum + pointsMax, 0)).toBe(100);
});
