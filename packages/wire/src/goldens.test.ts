import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkGolden } from '@bulkhead/testkit';
import { describe, expect, test } from 'vitest';
import { protocols } from './protocols.gen.ts';
import { readGoldenInput } from './testing/golden-input.ts';
import { dissectGolden, goldenText } from './testing/golden-output.ts';
import { carrierOf, TESTDATA } from './testing/goldens.ts';
function isProtocol(folder: string): boolean {
  return protocols.some(({ name }) => name === folder);
}

const folders = readdirSync(TESTDATA, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe.each(folders.toSorted())('%s', (folder) => {
  const path = (file: string): string => join(TESTDATA, folder, file);
  const files = readdirSync(path('')).filter((file) => file !== 'coverage.golden');
  const codes = new Map<string, Set<string>>();

  test.each(files.toSorted())('%s', (file) => {
    checkGolden(path(file), (text) => {
      const carrier = carrierOf(folder);
      const found = dissectGolden(readGoldenInput(text, carrier));
      for (const { service, outcome, protocol } of found.operations) {
        if (protocol !== folder) continue;
        const name = `${String(service.code).padStart(5)} ${service.name}`;
        codes.set(name, (codes.get(name) ?? new Set()).add(outcome));
      }
      return goldenText(found, isProtocol(folder) ? folder : 'modbus', carrier.port);
    });
  });

  if (!isProtocol(folder)) return;
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
  for (const { name } of protocols) expect(existsSync(join(TESTDATA, name))).toBe(true);
});
