import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bulkhead/testkit';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBlobs, StoreFailed } from '../mod.ts';

let folder = '';
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

async function* stream(...chunks: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* chunks;
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

test('any bytes come back under their digest, however they were cut', async () => {
  const blobs = openBlobs(folder);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 })), async (chunks) => {
      const whole = Buffer.concat(chunks);
      const digest = `sha256:${createHash('sha256').update(whole).digest('hex')}`;
      const found = await blobs.put(stream(...chunks));
      expect(found).toEqual({ digest, sizeBytes: whole.length });
      expect(blobs.sizeBytes(digest)).toBe(whole.length);
      expect(await collect(blobs.read(digest))).toEqual(whole);
    }),
    { numRuns: 30 },
  );
  expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
});

test('what is not there is not there', async () => {
  const blobs = openBlobs(folder);
  for (const digest of [`sha256:${'0'.repeat(64)}`, '../../etc/passwd', 'sha256:', '']) {
    expect(blobs.sizeBytes(digest)).toBeUndefined();
    await expect(collect(blobs.read(digest))).rejects.toThrow(StoreFailed);
  }
});

test('a source that fails leaves nothing behind, and fails as it did', async () => {
  const blobs = openBlobs(folder);
  const broken = async function* (): AsyncIterable<Uint8Array> {
    yield Uint8Array.of(1);
    throw new Error('the capture ended');
  };
  await expect(blobs.put(broken())).rejects.toThrow('the capture ended');
  expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
});

test('a changed blob is found when it is read to its end', async () => {
  const blobs = openBlobs(folder);
  const { digest } = await blobs.put(stream(Buffer.from('evidence')));
  const hex = digest.slice('sha256:'.length);
  writeFileSync(join(folder, hex.slice(0, 2), hex), 'evidense');
  await expect(collect(blobs.read(digest))).rejects.toThrow(/damaged/);
  expect(String(await collect(openBlobs(folder, { verify: false }).read(digest)))).toBe('evidense');
});

test('what a crash left unfinished is cleared, and nothing else', async () => {
  const { digest } = await openBlobs(folder).put(stream(Buffer.from('evidence')));
  const unfinished = join(folder, 'incoming', 'unfinished');
  writeFileSync(unfinished, 'evid');
  expect(openBlobs(folder).sizeBytes(digest)).toBe(8);
  expect(existsSync(unfinished)).toBe(false);
});
