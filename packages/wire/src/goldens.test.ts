import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkGolden } from '@bulkhead/testkit';
import { describe, expect, test } from 'vitest';
import { protocols } from './protocols.gen.ts';
import { readGoldenInput } from './testing/golden-input.ts';
import { dissectGolden, goldenText } from './testing/golden-output.ts';

const ROOT = join(import.meta.dirname, '../testdata');
/** Server port of a folder's conversations where its goldens name none. */
const PORT = new Map(protocols.map(({ name, ports }) => [name, ports[0]!]));
const PORT_OF_OTHERS = 502;

describe.each(readdirSync(ROOT).toSorted())('%s', (folder) => {
  const path = (file: string): string => join(ROOT, folder, file);
  const files = readdirSync(path('')).filter((file) => file !== 'coverage.golden');
  const codes = new Map<string, Set<string>>();

  test.each(files.toSorted())('%s', (file) => {
    checkGolden(path(file), (text) => {
      const found = dissectGolden(readGoldenInput(text, PORT.get(folder) ?? PORT_OF_OTHERS));
      for (const { service, outcome, protocol } of found.operations) {
        if (protocol !== folder) continue;
        const name = `${String(service.code).padStart(5)} ${service.name}`;
        codes.set(name, (codes.get(name) ?? new Set()).add(outcome));
      }
      return goldenText(found);
    });
  });

  if (!PORT.has(folder)) return;
  // Last, because it tells what the goldens before it have exercised.
  test('coverage.golden', () => {
    checkGolden(path('coverage.golden'), () =>
      [...codes]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, outcomes]) => `${name.trim()}: ${[...outcomes].toSorted().join(', ')}\n`)
        .join(''),
    );
  });
});

test('every protocol has goldens', () => {
  for (const { name } of protocols) expect(existsSync(join(ROOT, name))).toBe(true);
});
