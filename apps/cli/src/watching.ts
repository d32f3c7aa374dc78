import { createReadStream, existsSync } from 'node:fs';
import {
  type CaptureSegment,
  CaptureSegments,
  InputFailed,
  type PacketRecords,
} from '@bulkhead/connect';
import { Sensor, type Sensing, system } from '@bulkhead/engine';
import { equalBytes, isoTime, type Log } from '@bulkhead/kernel';
import type { Alert, EntryBody, EntryOf } from '@bulkhead/model';
import { Stopped } from './command.ts';
import type { LoadedContent } from './content.ts';
import type { PacketSource } from './packet-source.ts';
import { systemClock } from './ports.ts';
import type { Workspace } from './workspace.ts';

/** Requests that the wire has not answered by then count as not answered. */
const LATE_MS = 1_000;
const TICK_MS = 1_000;
/** A source that has sent nothing for this long is silent, and the page says so. */
export const SILENT_AFTER_MS = 10_000;
const PIECE_BYTES_MAX = 64_000_000;
/** A piece is sealed after so long, so that the journal has its digest. */
const PIECE_MS_MAX = 5 * 60_000;
/** One that an alert cites is sealed as soon as what followed is in it too. */
const PIECE_AFTER_ALERT_MS = 15_000;
/** Entries that wait while the journal cannot be written; beyond it the newest are counted. */
const WAITING_MAX = 10_000;

export interface WatchOptions {
  readonly source: PacketSource;
  /** Where packets are kept until the budget is used up. */
  readonly folder: string;
  readonly budgetBytes: number;
  readonly workspace: Pick<Workspace, 'engine' | 'blobs'>;
  readonly content: LoadedContent;
  readonly log: Log;
}

/** A piece that was sealed and is not in the journal yet. */
interface Sealed {
  readonly segment: CaptureSegment;
  readonly operations: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly isCited: boolean;
}

/**
 * Packets as they come -> alerts in the journal. Packets are kept in pieces under a budget; the
 * journal has the digest of each, and those that alerts cite go to the blob store for good.
 */
export class Watch {
  readonly #options: WatchOptions;
  #segments: CaptureSegments | null;
  #sensor: Sensor;
  #header: Uint8Array | null = null;
  #stream: string;
  readonly #waiting: EntryBody[] = [];
  readonly #sealed: Sealed[] = [];
  /** Sealed pieces that alerts cite and the blob store does not have yet. */
  readonly #unkept = new Set<CaptureSegment>();
  /** Counts at the end of the piece before. */
  #before: { operations: number; skipped: Readonly<Record<string, number>> } = NONE;
  #pieceSinceMs = 0;
  #alertAtMs = Number.POSITIVE_INFINITY;
  #isCited = false;
  #lastPacketMs = 0;
  #shed = 0;
  #problem = '';
  #ended = false;
  #settling: Promise<void> = Promise.resolve();
  /** Calls of `#settle` that are not through. */
  #settlings = 0;
  /** So that a store that goes on refusing is told of once. */
  #blobsRefuse = false;

  constructor(options: WatchOptions) {
    this.#options = options;
    const run = isoTime(systemClock.nowMs());
    this.#stream = streamOf(run);
    this.#sensor = this.#newSensor();
    this.#segments = new CaptureSegments({
      folder: options.folder,
      totalBytesMax: options.budgetBytes,
      segmentBytesMax: Math.min(PIECE_BYTES_MAX, Math.floor(options.budgetBytes / 2)),
      run,
      onSealed: (segment) => this.#sealedNow(segment),
    });
    this.#takeUpLeftOver();
  }

  /** What the situation page says of it. */
  view(): Sensing {
    const { source } = this.#options;
    const { summary, shed } = this.#sensor.reading();
    const silent = systemClock.nowMs() - this.#lastPacketMs > SILENT_AFTER_MS;
    const counts = source.live?.counts();
    const dropped = (counts?.droppedByKernel ?? 0) + (counts?.droppedByInterface ?? 0);
    return {
      state: this.#ended ? 'finished' : silent || this.#problem !== '' ? 'silent' : 'receiving',
      source: this.#problem === '' ? source.name : `${source.name}: ${this.#problem}`,
      packets: summary.packets,
      operations: summary.operationTotal,
      lastPacketAt: summary.lastAt,
      skipped: dropped > 0 ? { ...summary.skipped, dropped_before_us: dropped } : summary.skipped,
      shed: shed + this.#shed,
    };
  }

  /** Until the source ends or is stopped. A source that cannot be opened is told on the page. */
  async run(): Promise<void> {
    const { source, log } = this.#options;
    const timer = setInterval(() => this.#tick(), TICK_MS);
    await this.#settle();
    try {
      for await (const records of source.records) {
        this.#take(records);
        if (this.#owes) await this.#settle();
      }
    } catch (error) {
      if (!(error instanceof InputFailed) && !(error instanceof Stopped)) throw error;
      this.#problem = error.message;
      log.write('error', 'nothing is watched', { source: source.name, error: error.message });
    } finally {
      clearInterval(timer);
      this.#sensor.end();
      this.#guarded((segments) => segments.seal());
      await this.#settle();
      this.#ended = this.#problem === '';
    }
  }

  #take(records: PacketRecords): void {
    const isOther = this.#header !== null && !equalBytes(this.#header, records.header);
    if (isOther) this.#beginAgain();
    // Kept before they are looked at: an alert can cite only packets that are there.
    this.#guarded((segments) => {
      if (segments.open === null) this.#pieceSinceMs = systemClock.nowMs();
      segments.write(records);
    });
    if (this.#header === null || isOther) this.#sensor.push(records.header);
    this.#header = records.header;
    this.#sensor.push(records.bytes);
    this.#lastPacketMs = systemClock.nowMs();
  }

  /** Another kind of link, after a capture was begun again: frames are counted anew. */
  #beginAgain(): void {
    this.#sensor.end();
    const run = isoTime(systemClock.nowMs());
    this.#guarded((segments) => segments.begin(run));
    this.#stream = streamOf(run);
    this.#before = NONE;
    this.#sensor = this.#newSensor();
  }

  #newSensor(): Sensor {
    const { workspace, content, source } = this.#options;
    return new Sensor({
      capture: this.#stream,
      file: source.name,
      rules: content.rules,
      plant: workspace.engine.context.plant,
      onAlert: (alert, first) => this.#alert(alert, first),
    });
  }

  #alert(alert: Alert, first: boolean): void {
    const body: EntryBody = { kind: first ? 'alert-raised' : 'alert-repeated', alert };
    if (this.#waiting.length < WAITING_MAX) this.#waiting.push(body);
    else this.#shed++;
    const open = this.#segments?.open;
    for (const frame of alert.frames) {
      if (open && frame >= open.firstFrame) {
        this.#isCited = true;
        if (this.#alertAtMs === Number.POSITIVE_INFINITY) this.#alertAtMs = systemClock.nowMs();
      } else {
        const late = this.#segments?.sealed.find(
          (segment) => streamOf(segment.run) === this.#stream && isWithin(segment, frame),
        );
        if (late !== undefined) this.#unkept.add(late);
      }
    }
  }

  #tick(): void {
    const nowMs = systemClock.nowMs();
    const { live } = this.#options.source;
    if (live !== null) {
      live.askCounts();
      this.#sensor.advanceTo(nowMs - LATE_MS);
    }
    const isDue =
      nowMs - this.#pieceSinceMs > PIECE_MS_MAX || nowMs - this.#alertAtMs > PIECE_AFTER_ALERT_MS;
    if (isDue) this.#guarded((segments) => segments.seal());
    // What the blob store refused is tried again here, and not with each packet.
    const owes = this.#owes || this.#unkept.size > 0;
    if (owes && this.#settlings === 0) void this.#settle();
  }

  /** Whether something is to be brought into the journal. */
  get #owes(): boolean {
    return this.#waiting.length + this.#sealed.length > 0;
  }

  #sealedNow(segment: CaptureSegment): void {
    const { summary } = this.#sensor.reading();
    const skipped: Record<string, number> = {};
    for (const [reason, count] of Object.entries(summary.skipped)) {
      const more = count - (this.#before.skipped[reason] ?? 0);
      if (more > 0) skipped[reason] = more;
    }
    const operations = summary.operationTotal - this.#before.operations;
    this.#sealed.push({ segment, operations, skipped, isCited: this.#isCited });
    this.#before = { operations: summary.operationTotal, skipped: summary.skipped };
    this.#isCited = false;
    this.#alertAtMs = Number.POSITIVE_INFINITY;
  }

  /** Pieces of earlier runs that the journal does not have, because the process died before. */
  #takeUpLeftOver(): void {
    const { state } = this.#options.workspace.engine;
    const cited = [...state.alerts.values()].map(({ alert }) => alert);
    this.#sealed.length = 0;
    for (const segment of this.#segments?.sealed ?? []) {
      if (state.captures.has(segment.digest)) continue;
      const name = streamOf(segment.run);
      const isCited = cited.some(
        ({ capture, frames }) =>
          capture === name && frames.some((frame) => isWithin(segment, frame)),
      );
      this.#sealed.push({ segment, ...NONE, isCited });
    }
  }

  /** Brings what waits into the journal, one call after the other. */
  #settle(): Promise<void> {
    this.#settlings++;
    this.#settling = this.#settling
      .then(() => this.#record())
      .finally(() => {
        this.#settlings--;
      });
    return this.#settling;
  }

  async #record(): Promise<void> {
    const { engine } = this.#options.workspace;
    const sealed = this.#sealed.splice(0);
    const bodies = this.#waiting.splice(0);
    try {
      const pieces: EntryBody[] = [];
      for (const piece of sealed) pieces.push(await this.#pieceEntry(piece));
      if (bodies.length + pieces.length > 0) {
        await engine.record(system('sensor'), [...bodies, ...pieces]);
      }
      sealed.length = 0;
      bodies.length = 0;
      await this.#keepUnkept();
      if (this.#problem === NOT_RECORDED) this.#problem = '';
    } catch (error) {
      // Nothing is lost while the disk is full: it is tried again with the next packets.
      this.#sealed.unshift(...sealed);
      this.#waiting.unshift(...bodies);
      if (this.#problem === '') {
        this.#options.log.write('error', NOT_RECORDED, { error: String(error) });
      }
      this.#problem = NOT_RECORDED;
    }
  }

  /** Keeps what was sealed before an alert cited it, or when the blob store refused. */
  async #keepUnkept(): Promise<void> {
    const { engine } = this.#options.workspace;
    for (const segment of this.#unkept) {
      const read = engine.state.captures.get(segment.digest)?.read;
      // Sealed a moment ago: its own entry comes first.
      if (read === undefined) continue;
      if (!read.stored) {
        const entry = await this.#pieceEntry({ segment, ...read, isCited: true });
        if (!entry.stored) continue;
        await engine.record(system('sensor'), [entry]);
      }
      this.#unkept.delete(segment);
    }
  }

  async #pieceEntry(piece: Sealed): Promise<EntryOf<'capture-read'>> {
    const { segment, operations, skipped, isCited } = piece;
    const { digest, file, bytes, packets, firstFrame, firstAt, lastAt } = segment;
    return {
      kind: 'capture-read',
      capture: digest,
      file,
      bytes,
      packets,
      firstAt,
      lastAt,
      operations,
      skipped,
      stored: isCited && (await this.#store(segment)),
      ...(firstFrame > 0 ? { stream: { name: streamOf(segment.run), firstFrame } } : {}),
    };
  }

  /**
   * Keeps a piece for good; false where it is gone or is not what was written, and where the blob
   * store refuses, which is asked again.
   */
  async #store(segment: CaptureSegment): Promise<boolean> {
    const { workspace, log } = this.#options;
    if (this.#segments === null) return false;
    const path = this.#segments.pathOf(segment);
    try {
      const { digest } = await workspace.blobs.put(createReadStream(path));
      this.#blobsRefuse = false;
      if (digest === segment.digest) return true;
      log.write('error', 'a piece of the capture was changed on the disk', { file: segment.file });
      this.#unkept.delete(segment);
    } catch (error) {
      const isGone = !existsSync(path);
      if (isGone || !this.#blobsRefuse) {
        log.write('error', 'a piece of the capture is not kept', { error: String(error) });
      }
      if (isGone) this.#unkept.delete(segment);
      else {
        this.#blobsRefuse = true;
        this.#unkept.add(segment);
      }
    }
    return false;
  }

  /** A disk that refuses ends the keeping of packets, and not the watching. */
  #guarded(keep: (segments: CaptureSegments) => void): void {
    if (this.#segments === null) return;
    try {
      keep(this.#segments);
    } catch (error) {
      this.#segments = null;
      this.#options.log.write('error', 'packets are not kept any more', { error: String(error) });
    }
  }
}

const NONE = { operations: 0, skipped: {} } as const;
const NOT_RECORDED = 'the journal cannot be written';

function streamOf(run: string): string {
  return `live:${run}`;
}

function isWithin({ firstFrame, packets }: CaptureSegment, frame: number): boolean {
  return firstFrame > 0 && frame >= firstFrame && frame < firstFrame + packets;
}
