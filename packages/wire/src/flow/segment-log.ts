import type { RepeatSink } from './exchanges.ts';
import type { Flow, Side } from './flow.ts';

/** Segments remembered of each end; what repeats an older one is not told. */
const SEGMENTS_MAX = 256;
/** Ends of connections of which some are remembered; the oldest are forgotten first. */
const ENDS_MAX = 4_096;

interface Segment {
  readonly sequence: number;
  readonly length: number;
  readonly frame: number;
}

/** Which frames brought the last bytes of each end of each TCP connection. */
export class SegmentLog {
  readonly #onRepeat: RepeatSink;
  readonly #bySide = new Map<Side, Segment[]>();

  constructor(onRepeat: RepeatSink) {
    this.#onRepeat = onRepeat;
  }

  /** Bytes of this end came for the first time. */
  add(side: Side, sequence: number, length: number, frame: number): void {
    const segments = this.#bySide.get(side) ?? this.#begin(side);
    segments.push({ sequence, length, frame });
    if (segments.length > SEGMENTS_MAX) segments.shift();
  }

  /** Bytes of this end came again: tells the frames that brought all of them, if they are known. */
  repeated(side: Side, sequence: number, length: number, frame: number): void {
    const segments = this.#bySide.get(side) ?? [];
    const frames: number[] = [];
    const end = (sequence + length) | 0;
    for (let at = sequence; ((end - at) | 0) > 0;) {
      const next = at;
      const one = segments.find((segment) => {
        const ahead = (next - segment.sequence) | 0;
        return ahead >= 0 && ahead < segment.length;
      });
      if (one === undefined) return;
      frames.push(one.frame);
      at = (one.sequence + one.length) | 0;
    }
    for (const of of frames) this.#onRepeat(frame, of);
  }

  /** The connection is over. */
  forget(flow: Flow): void {
    for (const side of flow.sides) this.#bySide.delete(side);
  }

  #begin(side: Side): Segment[] {
    if (this.#bySide.size >= ENDS_MAX) {
      const [oldest] = this.#bySide.keys();
      this.#bySide.delete(oldest!);
    }
    const segments: Segment[] = [];
    this.#bySide.set(side, segments);
    return segments;
  }
}
