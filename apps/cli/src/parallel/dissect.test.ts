import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCaptureFile } from '@bulkhead/connect';
import { CaptureDissector, copyOperation, type CaptureSummary } from '@bulkhead/engine';
import { afterAll, expect, test } from 'vitest';
import { ATTACK } from '../testing/server-process.ts';
import { dissectInShares } from './dissect.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-shares-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function inOneThread(file: string): Promise<{ text: string; summary: CaptureSummary }> {
  let text = '';
  const dissector = new CaptureDissector({
    onOperation: (operation) => {
      text += `${JSON.stringify(copyOperation(operation))}\n`;
    },
  });
  for await (const chunk of openCaptureFile(file).chunks) dissector.push(chunk);
  return { summary: dissector.end(), text };
}

function sorted(counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

const OWN = [ATTACK];
const CORPUS = process.env['BULKHEAD_CORPUS'];
const FILES =
  CORPUS === undefined
    ? OWN
    : readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(pcap|pcapng|cap)$/.test(file))
        .map((file) => join(CORPUS, file));

test.each(FILES)('%s: shares give what one thread gives, in its order', async (file) => {
  const one = await inOneThread(file);
  for (const shares of [2, 5]) {
    let text = '';
    const read = await dissectInShares(
      file,
      shares,
      (more) => {
        text += more;
      },
      () => {},
    );
    expect(text === one.text).toBe(true);
    expect(sorted(read.summary.skipped)).toEqual(sorted(one.summary.skipped));
    expect(sorted(read.summary.anomalies)).toEqual(sorted(one.summary.anomalies));
    expect(read.summary.operationTotal).toBe(one.summary.operationTotal);
  }
});

test('a file that is no capture says so, as it does in one thread', async () => {
  const file = join(folder, 'text');
  writeFileSync(file, 'This is no capture.\n');
  const read = await dissectInShares(file, 2, null, () => {});
  expect(read.summary.damage?.code).toBe('not_a_capture');
});
