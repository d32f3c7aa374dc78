import type { Alert, EntryOf } from '@bulkhead/model';
import type { Piece, State } from './state.ts';

/** A capture, and the frames of it that an alert cites. */
export interface CitedCapture {
  readonly digest: string;
  /** Frame numbers in the capture, from 1. */
  readonly frames: Set<number>;
  /** What has to be added to a number in the capture to have the one that the alert cites. */
  readonly offset: number;
}

/** Notes a capture, and where in its stream it belongs. */
export function rememberCapture(
  state: State,
  read: EntryOf<'capture-read'>,
  sequence: number,
): void {
  const isKnown = state.captures.has(read.capture);
  state.captures.set(read.capture, { read, cites: [sequence] });
  if (read.stream === undefined || isKnown) return;
  const { name, firstFrame } = read.stream;
  const pieces = state.streams.get(name) ?? [];
  const piece = { digest: read.capture, firstFrame, packets: read.packets };
  pieces.splice(placeOf(pieces, firstFrame) + 1, 0, piece);
  state.streams.set(name, pieces);
}

/**
 * The captures that hold what an alert cites: the one it names, or the sealed pieces of the stream
 * that it names. Frames of a piece that is not sealed yet are in none.
 */
export function citedCaptures(
  { streams }: State,
  { capture, frames }: Pick<Alert, 'capture' | 'frames'>,
): readonly CitedCapture[] {
  const pieces = streams.get(capture);
  if (pieces === undefined) return [{ digest: capture, frames: new Set(frames), offset: 0 }];
  const found = new Map<string, CitedCapture>();
  for (const frame of frames) {
    const piece = pieces[placeOf(pieces, frame)];
    if (piece === undefined || frame >= piece.firstFrame + piece.packets) continue;
    const offset = piece.firstFrame - 1;
    const cited = found.get(piece.digest) ?? { digest: piece.digest, frames: new Set(), offset };
    cited.frames.add(frame - offset);
    found.set(piece.digest, cited);
  }
  return [...found.values()];
}

/** Index of the last piece that begins at `frame` or before it; -1 where none does. */
function placeOf(pieces: readonly Piece[], frame: number): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pieces[middle]!.firstFrame <= frame) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
