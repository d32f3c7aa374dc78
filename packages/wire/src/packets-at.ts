import { toHex } from '@bulkhead/kernel';
import type { PacketView } from '@bulkhead/model';
import type { PacketSink } from './capture/packet-sink.ts';
import { CaptureReader } from './capture/reader.ts';
import { timeText } from './flow/time-text.ts';
import { packetSummary } from './packet/packet-summary.ts';

/** Captured bytes shown of one packet: a full Ethernet frame. */
export const PACKET_VIEW_BYTES_MAX = 1_514;

/**
 * The packets of a capture that have these frame numbers (from 1, as tshark counts), in their
 * order. Reads no further than the last of them.
 */
export async function* packetsAt(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  frames: ReadonlySet<number>,
): AsyncGenerator<PacketView> {
  const finder = new PacketFinder(frames);
  for await (const chunk of chunks) {
    finder.push(chunk);
    yield* finder.take();
    if (finder.done) return;
  }
}

/** The same, fed by hand: `push` pieces of the capture, `take` what was found so far. */
export class PacketFinder implements PacketSink {
  readonly #frames: ReadonlySet<number>;
  readonly #last: number;
  readonly #reader: CaptureReader;
  #found: PacketView[] = [];

  constructor(frames: ReadonlySet<number>) {
    this.#frames = frames;
    this.#last = [...frames].reduce((most, frame) => Math.max(most, frame), 0);
    this.#reader = new CaptureReader(this);
  }

  /** Whether every frame asked for has gone by, or none can come any more. */
  get done(): boolean {
    return this.#reader.frames >= this.#last || this.#reader.damage !== null;
  }

  push(chunk: Uint8Array): void {
    this.#reader.push(chunk);
  }

  take(): PacketView[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  packet(
    bytes: Uint8Array,
    at: number,
    end: number,
    wireBytes: number,
    linkType: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    const frame = this.#reader.frames;
    if (!this.#frames.has(frame)) return;
    this.#found.push({
      frame,
      time: timeText(seconds, nanoseconds, this.#reader.timeDigits),
      bytes: wireBytes,
      capturedBytes: end - at,
      summary: packetSummary(bytes, at, end, linkType),
      hex: toHex(bytes.subarray(at, Math.min(end, at + PACKET_VIEW_BYTES_MAX))),
    });
  }
}
