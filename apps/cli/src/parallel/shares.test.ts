import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type CaptureFile, openCaptureFile } from '@bulkhead/connect';
import { CaptureDissector, type CaptureSummary, copyOperation, Inventory } from '@bulkhead/engine';
import { afterAll, describe, expect, test } from 'vitest';
import { ATTACK } from '../testing/server-process.ts';
import { devicesInto } from './devices.ts';
import { LineOutput } from './lines.ts';
import type { RunSink } from './merge.ts';
import type { Wanted } from './messages.ts';
import { readInShares } from './shares.ts';

interface Read {
  readonly text: string;
  readonly devices: string;
  readonly summary: CaptureSummary;
}

function newInventory(): Inventory {
  return new Inventory(() => null);
}

async function inOneThread(file: string): Promise<Read> {
  let text = '';
  const inventory = newInventory();
  const dissector = new CaptureDissector({
    onOperation: (operation) => {
      inventory.operation(operation);
      text += `${JSON.stringify(copyOperation(operation))}\n`;
    },
    onSighting: (sighting) => inventory.sighting(sighting),
  });
  for await (const chunk of openCaptureFile(file).chunks) {
    dissector.push(chunk);
    if (dissector.summary().damage !== null) break;
  }
  return { summary: dissector.end(), text, devices: JSON.stringify(inventory.reading()) };
}

/** The lines as `JSON.parse` reads them, since they escape more than `JSON.stringify` does. */
function plain(lines: string): string {
  return lines.replaceAll(/.+/g, (line) => JSON.stringify(JSON.parse(line)));
}

async function read(
  capture: CaptureFile,
  count: number,
  wanted: Wanted,
  onRun: RunSink = () => {},
): Promise<CaptureSummary> {
  return readInShares(capture, { count, wanted, onRun, onProgress: () => {} });
}

async function inShares(file: string, count: number): Promise<Read> {
  const pieces: string[] = [];
  const output = new LineOutput((bytes) => pieces.push(Buffer.from(bytes).toString()));
  const summary = await read(openCaptureFile(file), count, 'lines', (batch, from, to) =>
    output.take(batch, from, to),
  );
  output.flush();
  const inventory = newInventory();
  await read(openCaptureFile(file), count, 'devices', devicesInto(inventory));
  const devices = JSON.stringify(inventory.reading());
  return { summary, text: plain(pieces.join('')), devices };
}

/** A capture whose bytes come in pieces of that size. */
function captureOf(bytes: Uint8Array, pieceBytes: number): CaptureFile {
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, i) =>
    bytes.subarray(i * pieceBytes, (i + 1) * pieceBytes),
  );
  const chunks = (async function* (): AsyncGenerator<Uint8Array> {
    yield* pieces;
  })();
  return { file: 'pieces', sizeBytes: null, readBytes: 0, damage: null, chunks };
}

/** The same counts in one order. */
function sorted(summary: CaptureSummary): CaptureSummary {
  const byKey = (counts: Readonly<Record<string, number>>): Record<string, number> =>
    Object.fromEntries(Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const operations = summary.operations.toSorted((a, b) =>
    JSON.stringify(a) < JSON.stringify(b) ? -1 : 1,
  );
  const { skipped, anomalies } = summary;
  return { ...summary, skipped: byKey(skipped), anomalies: byKey(anomalies), operations };
}

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-shares-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('shares give what one thread gives, in its order', async () => {
  const one = await inOneThread(ATTACK);
  for (const count of [2, 5]) {
    const shares = await inShares(ATTACK, count);
    expect(shares.text === one.text).toBe(true);
    expect(shares.devices === one.devices).toBe(true);
    expect(sorted(shares.summary)).toEqual(sorted(one.summary));
  }
});

test('a packed capture gives the same', async () => {
  const packed = join(folder, 'attack.pcap.gz');
  writeFileSync(packed, gzipSync(readFileSync(ATTACK)));
  const summary = await read(openCaptureFile(packed), 2, 'counts');
  expect(sorted(summary)).toEqual(sorted((await inOneThread(ATTACK)).summary));
});

describe('in whatever pieces a capture comes', () => {
  const bytes = readFileSync(ATTACK);

  test.each([1_000, 700_000, 3_000_000])('of %d bytes, it is the same', async (pieceBytes) => {
    // More than the memory that the threads share.
    const long = Buffer.concat([bytes, ...Array.from({ length: 40 }, () => bytes.subarray(24))]);
    const dissector = new CaptureDissector({ onOperation: () => {} });
    dissector.push(long);
    const summary = await read(captureOf(long, pieceBytes), 2, 'counts');
    expect(sorted(summary)).toEqual(sorted(dissector.end()));
  });

  test('one that ends early says where', async () => {
    const summary = await read(captureOf(bytes.subarray(0, -5), 10_000), 2, 'counts');
    expect(summary.damage?.code).toBe('cut_short');
    expect(summary.packets).toBeGreaterThan(100);
  });

  test('nothing is read of what follows damage', async () => {
    const damaged = Buffer.concat([bytes, Buffer.alloc(2_000_000, 0xff)]);
    const summary = await read(captureOf(damaged, bytes.length), 2, 'counts');
    expect(summary.damage?.offset).toBe(bytes.length);
    expect(summary.bytes).toBe(bytes.length * 2);
  });

  test.each(['This is no capture.\n', ''])('%j is no capture', async (text) => {
    const summary = await read(captureOf(Buffer.from(text), 10), 2, 'counts');
    expect(summary.damage?.code).toBe(text === '' ? 'empty' : 'not_a_capture');
  });
});

describe('what goes wrong ends the reading with one error', () => {
  test('a thread that dies', async () => {
    process.once('worker', (worker) => void worker.terminate());
    const reading = read(openCaptureFile(ATTACK), 2, 'lines');
    await expect(reading).rejects.toThrow(`${ATTACK} ended before its share did`);
  });

  test('a reader of the lines that fails', async () => {
    const reading = read(openCaptureFile(ATTACK), 2, 'lines', () => {
      throw new Error('the disk is full');
    });
    await expect(reading).rejects.toThrow('the disk is full');
  });
});
