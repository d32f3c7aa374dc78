import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { checkGolden } from '@bulkhead/testkit';
import { describe, expect, test } from 'vitest';
import { Ends } from './cases.ts';
import { compileRules } from './compile.ts';
import type { OperationContext } from './context.ts';
import { isFieldName } from './fields.ts';
import { createMatcher } from './matcher.ts';
import { sampleContext, sampleOperation, type Partly } from './sample-operation.ts';
import type { Operation } from '@bulkhead/model';

const ROOT = new URL('../../../content/rules/', import.meta.url).pathname;
const FILES = globSync('**/*.yml', { cwd: ROOT }).toSorted();

/** One line of a golden: an operation, or several that are alike. */
interface Line extends Partly<Operation> {
  readonly id: string;
  readonly context?: Partly<OperationContext>;
  readonly repeat?: number;
  readonly everySeconds?: number;
  /** Added to a number with each repetition. */
  readonly step?: { readonly unit?: number; readonly address?: number };
}

interface Sent {
  readonly id: string;
  readonly operation: Operation;
  readonly context: OperationContext;
}

/** Frames are numbered by place, so that the frames of a match lead back to the lines. */
function operationsOf(input: string): Sent[] {
  const sent: Sent[] = [];
  let atSeconds = 0;
  for (const text of input.split('\n').filter((line) => line !== '')) {
    const { id, context, repeat = 1, everySeconds = 1, step, ...given } = JSON.parse(text) as Line;
    for (let i = 0; i < repeat; i++) {
      const frames = { request: sent.length + 1, response: null };
      const stepped = {
        ...(step?.unit === undefined ? {} : { unit: (given.unit ?? 0) + i * step.unit }),
        ...(step?.address === undefined
          ? {}
          : { address: (given.address ?? 0) + i * step.address }),
      };
      const operation = sampleOperation({ ...given, ...stepped, frames }, atSeconds);
      sent.push({ id, operation, context: sampleContext(context) });
      atSeconds += everySeconds;
    }
  }
  return sent;
}

function run(file: string, input: string): { text: string; quiet: string[]; fired: string[] } {
  const { rules, findings } = compileRules([{ file, text: readFileSync(ROOT + file, 'utf8') }]);
  expect(findings).toEqual([]);
  const matcher = createMatcher(rules);
  const sent = operationsOf(input);
  const lines: string[] = [];
  const fired = new Set<string>();
  for (const [i, { operation, context }] of sent.entries()) {
    matcher.match(operation, new Ends(context), (rule, frames) => {
      const places = rule.kind === 'correlation' ? frames : [i + 1];
      const events = [...new Set(places.map((place) => sent[place - 1]!.id))];
      for (const id of events) fired.add(id);
      const { severity } = rule;
      lines.push(`${JSON.stringify({ rule: basename(file, '.yml'), severity, events })}\n`);
    });
  }
  const ids = [...new Set(sent.map((one) => one.id))];
  const quiet = ids.filter((id) => !fired.has(id));
  return { text: lines.join(''), quiet, fired: [...fired] };
}

describe('shipped rules', () => {
  test.each(FILES)('%s fires and stays quiet as its golden says', (file) => {
    checkGolden(`${ROOT}${file.replace(/\.yml$/, '.golden')}`, (input) => {
      const { text, quiet, fired } = run(file, input);
      expect(fired, 'the golden shows what fires').not.toEqual([]);
      expect(quiet, 'the golden shows what stays quiet').not.toEqual([]);
      return text;
    });
  });

  test('compile together, each with one title, a technique and a word on false positives', () => {
    const texts = FILES.map((file) => ({ file, text: readFileSync(ROOT + file, 'utf8') }));
    const { rules, findings } = compileRules(texts);
    expect(findings).toEqual([]);
    expect(new Set(rules.rules.map((rule) => rule.title)).size).toBe(FILES.length);
    expect(new Set(rules.rules.map((rule) => rule.id)).size).toBe(FILES.length);
    for (const rule of rules.rules) {
      expect(rule.techniques, rule.file).not.toEqual([]);
      expect(rule.falsePositives, rule.file).not.toEqual([]);
      expect(rule.description, rule.file).not.toBe('');
      expect(
        rule.fields.filter((name) => !isFieldName(name)),
        rule.file,
      ).toEqual([]);
    }
  });
});
