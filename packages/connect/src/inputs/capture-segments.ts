import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { equalBytes } from '@bulkhead/kernel';
import { type PacketRecords, PCAP_HEADER_BYTES, PcapRecords } from './pcap-records.ts';

const MANIFEST = 'manifest.json';
const UNSEALED = '.part';
const NUMBER_DIGITS = 9;
const SEGMENT = /^\d{9}\.pcap(\.part)?$/;

/** One sealed piece of a capture. */
export interface CaptureSegment {
  readonly file: string;
  /** Of the whole file. */
  readonly digest: string;
  readonly bytes: number;
  readonly packets: number;
  /**
   * Number of its first packet since the capture began, from 1, as `Operation.frames` counts; 0
   * where that is not known any more.
   */
  readonly firstFrame: number;
  /** Of its first and last packet. ISO 8601, UTC. */
  readonly firstAt: string;
  readonly lastAt: string;
  /** The capture that it belongs to: a sensor that is started again counts frames from 1. */
  readonly run: string;
}

export interface SegmentsOptions {
  readonly folder: string;
  /** All segments together; the oldest is removed beyond it. */
  readonly totalBytesMax: number;
  /** A segment is sealed when the next packets would make it larger. */
  readonly segmentBytesMax: number;
  /** Names this run in the manifest. */
  readonly run: string;
  /** Takes each piece once it is sealed, those that an earlier run left open included. */
  readonly onSealed?: (segment: CaptureSegment) => void;
}

/** What the manifest says of the piece that is being written, for the run after a crash. */
type Begun = Pick<CaptureSegment, 'file' | 'run' | 'firstFrame'>;

interface Open {
  readonly path: string;
  readonly file: string;
  readonly descriptor: number;
  readonly hash: Hash;
  readonly firstFrame: number;
  readonly firstMs: number;
  readonly header: Uint8Array;
  lastMs: number;
  bytes: number;
  packets: number;
}

/**
 * Captured packets as pcap files of a bounded size, in a folder of a bounded size. Each is sealed
 * with its digest in `manifest.json`, which is replaced as a whole. What a crash left open, or out
 * of the manifest, is cut where its last whole packet ends and sealed by the next run.
 */
export class CaptureSegments {
  readonly #options: SegmentsOptions;
  #sealed: CaptureSegment[] = [];
  #begun: Begun | null = null;
  #open: Open | null = null;
  #nextNumber = 1;
  #run: string;
  #frames = 0;
  /** Segments removed to stay within the budget, by this run. */
  removed = 0;

  constructor(options: SegmentsOptions) {
    this.#options = options;
    this.#run = options.run;
    mkdirSync(options.folder, { recursive: true });
    this.#readManifest();
    const last = this.#sealed.at(-1);
    if (last !== undefined) this.#nextNumber = numberOf(last.file) + 1;
    this.#sealLeftOver();
    this.#keepBudget(0);
  }

  get sealed(): readonly CaptureSegment[] {
    return this.#sealed;
  }

  /** The first frame and time of the piece that is being written; null while there is none. */
  get open(): { readonly firstFrame: number; readonly firstMs: number } | null {
    return this.#open;
  }

  /** Where the bytes of a sealed piece are. */
  pathOf({ file }: CaptureSegment): string {
    return this.#path(file);
  }

  /** Seals what there is; frames are counted from 1 again, under the name of another run. */
  begin(run: string): void {
    this.seal();
    this.#run = run;
    this.#frames = 0;
  }

  /** Appends packets. Throws what the system refuses, such as a full disk. */
  write(records: PacketRecords): void {
    const { bytes, packets, header, firstMs, lastMs } = records;
    const open = this.#open;
    const full = open !== null && open.bytes + bytes.length > this.#options.segmentBytesMax;
    if (full || (open !== null && !equalBytes(open.header, header))) this.seal();
    this.#open ??= this.#begin(header, firstMs);
    append(this.#open, bytes);
    this.#open.packets += packets;
    this.#open.lastMs = lastMs;
    this.#frames += packets;
  }

  /** Ends the piece at hand; the next packets begin another. */
  seal(): void {
    const open = this.#open;
    if (open === null) return;
    this.#open = null;
    fsyncSync(open.descriptor);
    closeSync(open.descriptor);
    const file = open.file;
    renameSync(open.path, this.#path(file));
    this.#begun = null;
    this.#keep({
      file,
      digest: `sha256:${open.hash.digest('hex')}`,
      bytes: open.bytes,
      packets: open.packets,
      firstFrame: open.firstFrame,
      firstAt: new Date(open.firstMs).toISOString(),
      lastAt: new Date(open.lastMs).toISOString(),
      run: this.#run,
    });
    this.#keepBudget(0);
    this.#writeManifest();
  }

  #keep(segment: CaptureSegment): void {
    this.#sealed.push(segment);
    this.#options.onSealed?.(segment);
  }

  #begin(header: Uint8Array, firstMs: number): Open {
    this.#keepBudget(this.#options.segmentBytesMax);
    const file = `${String(this.#nextNumber).padStart(NUMBER_DIGITS, '0')}.pcap`;
    this.#nextNumber++;
    const path = this.#path(file + UNSEALED);
    const open: Open = {
      path,
      file,
      descriptor: openSync(path, 'w', 0o640),
      hash: createHash('sha256'),
      firstFrame: this.#frames + 1,
      firstMs,
      header,
      lastMs: firstMs,
      bytes: 0,
      packets: 0,
    };
    append(open, header);
    this.#begun = { file, run: this.#run, firstFrame: open.firstFrame };
    this.#writeManifest();
    return open;
  }

  /** Makes room: what is sealed and `more` bytes have to fit. */
  #keepBudget(more: number): void {
    let total = more;
    for (const { bytes } of this.#sealed) total += bytes;
    while (total > this.#options.totalBytesMax && this.#sealed.length > 0) {
      const oldest = this.#sealed.shift()!;
      rmSync(this.#path(oldest.file), { force: true });
      total -= oldest.bytes;
      this.removed++;
    }
  }

  #sealLeftOver(): void {
    const known = new Set(this.#sealed.map(({ file }) => file));
    const names = readdirSync(this.#options.folder).filter(
      (name) => SEGMENT.test(name) && !known.has(name),
    );
    for (const name of names.toSorted()) {
      const bytes = readFileSync(this.#path(name));
      const whole = new PcapRecords().push(bytes);
      rmSync(this.#path(name));
      this.#nextNumber = Math.max(this.#nextNumber, numberOf(name) + 1);
      if (whole === null) continue;
      const kept = bytes.subarray(0, PCAP_HEADER_BYTES + whole.bytes.length);
      const file = name.replace(UNSEALED, '');
      writeFileSync(this.#path(file), kept, { mode: 0o640 });
      const begun = this.#begun?.file === file ? this.#begun : null;
      this.#keep({
        file,
        digest: `sha256:${createHash('sha256').update(kept).digest('hex')}`,
        bytes: kept.length,
        packets: whole.packets,
        firstFrame: begun?.firstFrame ?? 0,
        firstAt: new Date(whole.firstMs).toISOString(),
        lastAt: new Date(whole.lastMs).toISOString(),
        run: begun?.run ?? 'left open',
      });
    }
    this.#begun = null;
    if (names.length > 0) this.#writeManifest();
  }

  /** An unreadable manifest says nothing: what is in the folder is sealed anew. */
  #readManifest(): void {
    const path = this.#path(MANIFEST);
    if (!existsSync(path)) return;
    try {
      const read = JSON.parse(readFileSync(path, 'utf8')) as {
        segments: CaptureSegment[];
        begun?: Begun;
      };
      this.#sealed = read.segments.filter(
        ({ file }) => SEGMENT.test(file) && existsSync(this.#path(file)),
      );
      this.#begun = read.begun ?? null;
    } catch {
      this.#sealed = [];
    }
  }

  #writeManifest(): void {
    const path = this.#path(MANIFEST);
    const said = {
      segments: this.#sealed,
      ...(this.#begun === null ? {} : { begun: this.#begun }),
    };
    writeFileSync(`${path}.new`, `${JSON.stringify(said, null, 1)}\n`);
    renameSync(`${path}.new`, path);
  }

  #path(file: string): string {
    return join(this.#options.folder, file);
  }
}

function append(open: Open, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(open.descriptor, bytes, at);
  open.hash.update(bytes);
  open.bytes += bytes.length;
}

function numberOf(file: string): number {
  return Number.parseInt(file, 10) || 0;
}
