import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { protocols } from '@bulkhead/engine';
import { expect, test } from 'vitest';
import { protocolFacts, protocolsPage } from './protocols-page.ts';

const PAGE = join(import.meta.dirname, '../../../docs/protocols.md');

test('docs/protocols.md is what the protocols declare (npm run golden)', () => {
  const page = protocolsPage(protocolFacts(protocols));
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, 'utf8')).toBe(page);
});
