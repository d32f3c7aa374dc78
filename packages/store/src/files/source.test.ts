import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bulkhead/testkit';
import { expect, test } from 'vitest';
import { openFileSource, StoreFailed } from '../mod.ts';

test('a file is read at any offset, and to its end at most', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'bundle.zip');
  writeFileSync(path, '0123456789');
  const source = await openFileSource(path);
  const text = async (offset: number, length: number): Promise<string> =>
    Buffer.from(await source.read(offset, length)).toString();
  expect(source.sizeBytes).toBe(10);
  expect([await text(0, 3), await text(8, 5), await text(10, 1), await text(99, 1)]).toEqual([
    '012',
    '89',
    '',
    '',
  ]);
  await source.close();
  await expect(openFileSource(join(folder, 'none'))).rejects.toThrow(StoreFailed);
  rmSync(folder, { recursive: true });
});
