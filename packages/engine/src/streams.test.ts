import type { EntryOf } from '@bulkhead/model';
import { expect, test } from 'vitest';
import { emptyState } from './state.ts';
import { citedCaptures, rememberCapture } from './streams.ts';

const STREAM = 'live:2026-11-29T10:00:00.000Z';

function piece(digest: string, firstFrame: number, packets: number): EntryOf<'capture-read'> {
  return {
    kind: 'capture-read',
    capture: digest,
    file: `${digest}.pcap`,
    bytes: 100,
    packets,
    firstAt: null,
    lastAt: null,
    operations: 0,
    skipped: {},
    stored: false,
    stream: { name: STREAM, firstFrame },
  };
}

function cited(pieces: readonly [string, number, number][], frames: readonly number[]): unknown {
  const state = emptyState();
  pieces.forEach(([digest, first, packets], i) =>
    rememberCapture(state, piece(digest, first, packets), i),
  );
  return citedCaptures(state, { capture: STREAM, frames }).map(({ digest, ...rest }) => [
    digest,
    [...rest.frames],
    rest.offset,
  ]);
}

// Pieces and frames that are cited -> captures with the frames in them.
test('frames of a stream are found in the piece that holds them, however they came', () => {
  const pieces: [string, number, number][] = [
    ['first', 1, 10],
    ['third', 31, 5],
    ['second', 11, 20],
  ];
  expect(cited(pieces, [1, 10])).toEqual([['first', [1, 10], 0]]);
  expect(cited(pieces, [10, 11, 35])).toEqual([
    ['first', [10], 0],
    ['second', [1], 10],
    ['third', [5], 30],
  ]);
  expect(cited(pieces, [36])).toEqual([]);
  expect(cited([['late', 50, 5]], [49, 50])).toEqual([['late', [1], 49]]);
});

test('a piece that comes again, now stored, keeps its place; a file is cited as itself', () => {
  const state = emptyState();
  rememberCapture(state, piece('a', 1, 10), 3);
  rememberCapture(state, { ...piece('a', 1, 10), stored: true }, 7);
  expect(state.streams.get(STREAM)).toHaveLength(1);
  expect(state.captures.get('a')).toMatchObject({ read: { stored: true }, cites: [7] });
  const [file] = citedCaptures(state, { capture: 'sha256:00', frames: [4] });
  expect(file).toMatchObject({ digest: 'sha256:00', offset: 0 });
});
