import type { Clock } from '@bulkhead/kernel';
import { Refused } from '@bulkhead/model';

/** How a capture is played. */
export interface ReplayOptions {
  /** Seconds of the capture in one second of the clock; 1 plays it as it was recorded. */
  readonly speed: number;
  /**
   * Milliseconds after the first packet at which live play starts. What comes before it is given at
   * once, so that connections are whole and frames keep their numbers. 0 by default.
   */
  readonly startOffsetMs?: number;
  /**
   * Rewrites every time stamp as if the packet at the start offset had come at this instant and the
   * others at the pace at which they are played, in milliseconds since 1970. Absent: as recorded.
   */
  readonly rebaseToMs?: number;
  readonly clock: Clock;
  /** Resolves after `durationMs`, or early when `signal` aborts. Never rejects. */
  readonly wait: (durationMs: number, signal: AbortSignal) => Promise<void>;
  /** Ends the replay after the chunk in hand. */
  readonly signal: AbortSignal;
}

/** A whole record of a pcap file: where it stands and when it was captured. */
interface PcapRecord {
  readonly at: number;
  readonly end: number;
  readonly timeNs: bigint;
}

interface PcapHeader {
  readonly little: boolean;
  readonly nanoseconds: boolean;
}

const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
/** Bytes given at once at most, so that whoever reads gets a turn in between. */
const CHUNK_BYTES_MAX = 65_536;
const NS_IN_MS = 1_000_000n;

/**
 * A pcap file as a sensor would hand it over: first the file header, then records in chunks, each
 * when its time has come. Ends with the file, or after an abort. A file that ends inside a record
 * is given to its last byte, for the reader to say so. Refuses what is not a pcap file.
 */
export async function* replay(
  capture: Uint8Array,
  options: ReplayOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const header = headerOf(capture);
  if (header === undefined) {
    throw new Refused('invalid_request', 'A replay reads pcap files; this file is not one.');
  }
  if (!(options.speed > 0 && Number.isFinite(options.speed))) {
    throw new Refused('invalid_request', 'The speed of a replay is a number above 0.');
  }
  yield capture.slice(0, FILE_HEADER_BYTES);
  let record = recordAt(capture, FILE_HEADER_BYTES, header);
  const pace = new Pace(record?.timeNs ?? 0n, options);
  let at = FILE_HEADER_BYTES;
  while (record !== undefined && !options.signal.aborted) {
    const early = pace.dueMs(record.timeNs) - options.clock.nowMs();
    if (early > 0) {
      await options.wait(early, options.signal);
      continue;
    }
    // Everything that is due by now goes together.
    const from = at;
    const times: PcapRecord[] = [];
    const nowMs = options.clock.nowMs();
    while (record !== undefined && at - from < CHUNK_BYTES_MAX) {
      if (pace.dueMs(record.timeNs) > nowMs) break;
      times.push(record);
      at = record.end;
      record = recordAt(capture, at, header);
    }
    const chunk = capture.slice(from, at);
    if (options.rebaseToMs !== undefined) stamp(chunk, from, times, pace, header);
    yield chunk;
  }
  if (record === undefined && at < capture.length && !options.signal.aborted) {
    yield capture.slice(at);
  }
}

/** When each packet is due by the clock, and what its time stamp becomes. */
class Pace {
  readonly #startNs: bigint;
  readonly #startMs: number;
  readonly #speed: number;
  readonly #rebaseToMs: number;

  constructor(firstNs: bigint, options: ReplayOptions) {
    this.#startNs = firstNs + BigInt(Math.round(options.startOffsetMs ?? 0)) * NS_IN_MS;
    this.#startMs = options.clock.nowMs();
    this.#speed = options.speed;
    this.#rebaseToMs = options.rebaseToMs ?? 0;
  }

  dueMs(timeNs: bigint): number {
    return this.#startMs + this.#offsetMs(timeNs);
  }

  stampNs(timeNs: bigint): bigint {
    const wholeNs = BigInt(Math.round(this.#offsetMs(timeNs) * 1_000)) * 1_000n;
    return BigInt(Math.round(this.#rebaseToMs)) * NS_IN_MS + wholeNs;
  }

  #offsetMs(timeNs: bigint): number {
    return Number(timeNs - this.#startNs) / 1e6 / this.#speed;
  }
}

function stamp(
  chunk: Uint8Array,
  from: number,
  records: readonly PcapRecord[],
  pace: Pace,
  header: PcapHeader,
): void {
  const view = new DataView(chunk.buffer);
  for (const record of records) {
    const timeNs = pace.stampNs(record.timeNs);
    const rest = Number(timeNs % 1_000_000_000n);
    view.setUint32(record.at - from, Number(timeNs / 1_000_000_000n), header.little);
    const fraction = header.nanoseconds ? rest : Math.floor(rest / 1_000);
    view.setUint32(record.at - from + 4, fraction, header.little);
  }
}

/** Byte order and precision by the magic number; undefined for anything but pcap. */
function headerOf(capture: Uint8Array): PcapHeader | undefined {
  if (capture.length < FILE_HEADER_BYTES) return undefined;
  const magic = viewOf(capture).getUint32(0);
  switch (magic) {
    case 0xa1b2c3d4:
      return { little: false, nanoseconds: false };
    case 0xd4c3b2a1:
      return { little: true, nanoseconds: false };
    case 0xa1b23c4d:
      return { little: false, nanoseconds: true };
    case 0x4d3cb2a1:
      return { little: true, nanoseconds: true };
    default:
      return undefined;
  }
}

/** The record at `at`; undefined at the end of the file, or where the rest is no whole record. */
function recordAt(capture: Uint8Array, at: number, header: PcapHeader): PcapRecord | undefined {
  if (at + RECORD_HEADER_BYTES > capture.length) return undefined;
  const view = viewOf(capture);
  const end = at + RECORD_HEADER_BYTES + view.getUint32(at + 8, header.little);
  if (end > capture.length) return undefined;
  const fraction = BigInt(view.getUint32(at + 4, header.little));
  const timeNs =
    BigInt(view.getUint32(at, header.little)) * 1_000_000_000n +
    (header.nanoseconds ? fraction : fraction * 1_000n);
  return { at, end, timeNs };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
