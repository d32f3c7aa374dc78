import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { CaptureFile } from '@bulkhead/connect';
import type { CaptureSummary } from '@bulkhead/engine';
import { EXIT, Stopped } from '../command.ts';
import { Merge, type RunSink } from './merge.ts';
import type { Batch, Ended, ShareOrder, ToWorker, Wanted } from './messages.ts';
import { sum } from './sum.ts';

/** Below this, starting threads costs more than they save. */
const PARALLEL_BYTES_MIN = 64 * 1024 * 1024;
/** Each thread looks at every packet to see whether it is its own: more would look in vain. */
const SHARES_MAX = 16;
/** The shared bytes are cut into so many parts, each with one read of a file. */
const SLOTS = 16;
const SLOT_BYTES = 1024 * 1024;

/** Shares that a file is worth by its size: one means that it is read in this thread. */
export function sharesFor(file: string): number {
  const stat = file === '-' ? undefined : statSync(file, { throwIfNoEntry: false });
  if (stat?.isFile() !== true || stat.size < PARALLEL_BYTES_MIN) return 1;
  return Math.min(SHARES_MAX, availableParallelism());
}

/** How a capture is read in shares. */
export interface SharesOptions {
  readonly count: number;
  readonly wanted: Wanted;
  /** Gets what is wanted in the order in which one thread would give it. */
  readonly onRun: RunSink;
  readonly onProgress: () => void;
}

/**
 * Reads a capture on several cores. This thread reads (and unpacks) it once, into memory that all
 * threads see; each of them dissects the packets between the ends that are its share. The order is
 * that of one thread as long as no limit of `WIRE_LIMITS` is reached, which hold for each share.
 */
export async function readInShares(
  capture: CaptureFile,
  options: SharesOptions,
): Promise<CaptureSummary> {
  const shares = new Shares(capture.file, options);
  try {
    for await (const chunk of capture.chunks) {
      await shares.feed(chunk);
      if (shares.isDamaged) break;
      options.onProgress();
    }
    return await shares.end();
  } finally {
    await shares.stop();
  }
}

class Shares {
  /** Nothing more of the capture is understood. */
  isDamaged = false;
  readonly #file: string;
  readonly #bytes = new SharedArrayBuffer(SLOTS * SLOT_BYTES);
  readonly #merge: Merge;
  readonly #workers: readonly Worker[];
  /** By share: batches of which nothing waits any more, and what it said at its end. */
  readonly #taken: number[];
  readonly #ends = new Map<number, CaptureSummary>();
  #sent = 0;
  #pieces: number[] = [];
  #filled = 0;
  #failure: Error | null = null;
  #wake = (): void => {};

  constructor(file: string, { count, wanted, onRun }: SharesOptions) {
    this.#file = file;
    this.#merge = new Merge(count, onRun);
    this.#taken = Array.from({ length: count }, () => 0);
    this.#workers = this.#taken.map((_, index) => {
      const workerData: ShareOrder = { index, count, wanted, bytes: this.#bytes };
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData });
      worker.on('error', (error) => this.#fail(error));
      worker.on('exit', () => this.#exited(index));
      worker.on('message', (message: Batch | Ended) => this.#heard(index, message));
      return worker;
    });
  }

  /** Hands on bytes of the capture, which are copied; waits while the threads are behind. */
  async feed(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length; at += SLOT_BYTES) {
      const piece = chunk.subarray(at, at + SLOT_BYTES);
      if (this.#filled + piece.length > SLOT_BYTES) await this.#send();
      const slot = (this.#sent % SLOTS) * SLOT_BYTES;
      new Uint8Array(this.#bytes).set(piece, slot + this.#filled);
      this.#filled += piece.length;
      this.#pieces.push(piece.length);
    }
  }

  /** The capture is over: what all shares say of it. */
  async end(): Promise<CaptureSummary> {
    if (this.#filled > 0) await this.#send();
    this.#tellAll({ kind: 'end' });
    await this.#until(() => this.#ends.size === this.#workers.length);
    return sum(this.#workers.map((_, index) => this.#ends.get(index)!));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  /** Tells all threads to read what was filled in, and waits until there is room for more. */
  async #send(): Promise<void> {
    const at = (this.#sent % SLOTS) * SLOT_BYTES;
    this.#tellAll({ kind: 'read', at, pieces: this.#pieces });
    this.#sent++;
    this.#pieces = [];
    this.#filled = 0;
    await this.#until(() => this.#sent - Math.min(...this.#taken) < SLOTS);
  }

  #tellAll(told: ToWorker): void {
    for (const worker of this.#workers) worker.postMessage(told, []);
  }

  #heard(index: number, message: Batch | Ended): void {
    try {
      if (this.#failure === null) this.#hear(index, message);
    } catch (error) {
      // Such as a disk that is full, for the lines that were due.
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
    this.#wake();
  }

  #hear(index: number, message: Batch | Ended): void {
    if (message.kind === 'ended') this.#ends.set(index, message.summary);
    else {
      this.isDamaged ||= message.isDamaged;
      this.#merge.add(index, message, () => this.#took(index, message));
    }
  }

  #took(index: number, { lines }: Batch): void {
    this.#taken[index]!++;
    if (lines === null) return;
    const taken: ToWorker = { kind: 'taken', room: new Uint8Array(lines.buffer) };
    this.#workers[index]!.postMessage(taken, [lines.buffer]);
  }

  #exited(index: number): void {
    if (!this.#ends.has(index)) {
      this.#fail(new Error(`a thread that read ${this.#file} ended before its share did`));
    }
  }

  #fail(error: Error): void {
    this.#failure ??= outOfMemory(error)
      ? new Stopped(EXIT.machine, `${this.#file}: a thread has no memory left; read it on one core`)
      : error;
    this.#wake();
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.#failure !== null) throw this.#failure;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

function outOfMemory(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
