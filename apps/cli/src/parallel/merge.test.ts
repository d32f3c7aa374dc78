import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CaptureDissector, copyOperation, Inventory } from '@bulkhead/engine';
import { expect, test } from 'vitest';
import { ATTACK } from '../testing/server-process.ts';
import { devicesInto } from './devices.ts';
import { gathererOf } from './gather.ts';
import { LineOutput } from './lines.ts';
import { Merge, type RunSink } from './merge.ts';

const PIECE_BYTES = 65_536;
/** Larger captures would take minutes. */
const FILE_BYTES_MAX = 30_000_000;
const CORPUS = process.env['BULKHEAD_CORPUS'];
const FILES =
  CORPUS === undefined
    ? [ATTACK]
    : readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(pcap|pcapng|cap)$/.test(file))
        .map((file) => join(CORPUS, file));

/** Hands a capture on in pieces until one says that nothing more is understood. */
function inPieces(bytes: Uint8Array, onPiece: (piece: Uint8Array) => boolean): void {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    if (onPiece(bytes.subarray(at, at + PIECE_BYTES))) return;
  }
}

function atOnce(bytes: Uint8Array): { lines: string; devices: string } {
  let lines = '';
  const inventory = new Inventory(() => null);
  const dissector = new CaptureDissector({
    onOperation: (operation) => {
      inventory.operation(operation);
      lines += `${JSON.stringify(copyOperation(operation))}\n`;
    },
    onSighting: (sighting) => inventory.sighting(sighting),
  });
  inPieces(bytes, (piece) => {
    dissector.push(piece);
    return dissector.summary().damage !== null;
  });
  dissector.end();
  return { lines, devices: JSON.stringify(inventory.reading()) };
}

/** The same in shares, one after the other in this thread; every batch must be taken. */
function inShares(
  bytes: Uint8Array,
  count: number,
  wanted: 'lines' | 'devices',
  onRun: RunSink,
): void {
  const merge = new Merge(count, onRun);
  let waiting = 0;
  const shares = Array.from({ length: count }, (_, index) => {
    const gatherer = gathererOf(wanted);
    const dissector: CaptureDissector = new CaptureDissector({
      share: { index, count },
      onOperation: (operation) => gatherer.operation(operation, dissector.order),
      ...(wanted === 'devices' && {
        onSighting: (sighting) => gatherer.sighting(sighting, dissector.order),
      }),
    });
    const post = (upToFrame: number, isDamaged: boolean): void => {
      waiting++;
      const batch = { kind: 'batch', ...gatherer.take(), upToFrame, isDamaged } as const;
      merge.add(index, batch, () => waiting--);
    };
    return { dissector, post };
  });
  inPieces(bytes, (piece) => {
    for (const { dissector, post } of shares) {
      dissector.push(piece);
      const { packets, damage } = dissector.summary();
      post(packets, damage !== null);
    }
    return shares[0]!.dissector.summary().damage !== null;
  });
  for (const { dissector, post } of shares) {
    dissector.end();
    post(Number.POSITIVE_INFINITY, false);
  }
  expect(waiting).toBe(0);
}

/** As `JSON.stringify` writes them, which escapes less. */
function plain(lines: string): string {
  return lines.replaceAll(/.+/g, (line) => JSON.stringify(JSON.parse(line)));
}

test.each(FILES)('%s: what shares give is put in the order of one reading', (file) => {
  const bytes = readFileSync(file);
  if (bytes.length > FILE_BYTES_MAX) return;
  const one = atOnce(bytes);
  for (const count of [2, 5]) {
    const pieces: string[] = [];
    const output = new LineOutput((some) => pieces.push(Buffer.from(some).toString()));
    inShares(bytes, count, 'lines', (batch, from, to) => output.take(batch, from, to));
    output.flush();
    expect(plain(pieces.join('')) === one.lines).toBe(true);
    const inventory = new Inventory(() => null);
    inShares(bytes, count, 'devices', devicesInto(inventory));
    expect(JSON.stringify(inventory.reading()) === one.devices).toBe(true);
  }
});

test('of one frame, what timed out comes in the order in which it was asked, then the rest', () => {
  const taken: number[] = [];
  const merge = new Merge(2, ({ news }, from, to) => {
    for (let i = from; i < to; i++) taken.push(news[i]!.within);
  });
  const add = (index: number, upToFrame: number, ...withins: readonly number[]): void => {
    const frame = 7;
    const news = withins.map((within) => ({ frame, within, talk: null, sighting: null }));
    const keys = Float64Array.from(withins.flatMap((within, i) => [frame, within, i + 1]));
    const batch = { kind: 'batch', keys, lines: null, news, upToFrame, isDamaged: false } as const;
    merge.add(index, batch, () => {});
  };
  add(0, 6);
  add(1, 9, 2, 4, 6);
  expect(taken).toEqual([]);
  add(0, 9, 1, 3, 5, Number.POSITIVE_INFINITY);
  expect(taken).toEqual([1, 2, 3, 4, 5, 6, Number.POSITIVE_INFINITY]);
});
