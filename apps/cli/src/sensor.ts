import { type CaptureCounts, CaptureSegments, type PacketRecords } from '@bulkhead/connect';
import { CaptureDissector, type CaptureSummary, copyOperation } from '@bulkhead/engine';
import { equalBytes } from '@bulkhead/kernel';
import { complain, print, sizeWords } from './output.ts';
import type { PacketSource } from './packet-source.ts';

/** Requests that the wire has not answered by then count as not answered. */
const LATE_MS = 1_000;
const ADVANCE_EVERY_MS = 1_000;

export interface SensorOptions {
  readonly source: PacketSource;
  readonly segments: CaptureSegments | null;
  /** Operations are counted, not printed. */
  readonly countsOnly: boolean;
  readonly statusEveryMs: number;
  readonly nowMs: () => number;
}

/** What a sensor did, printed at its end. */
export interface SensorSummary extends CaptureSummary {
  readonly source: string;
  readonly restarts: number;
  readonly dropped: { readonly byKernel: number; readonly byInterface: number };
  readonly segments: { readonly sealed: number; readonly removed: number };
}

/** Packets as they come -> operations on standard output, a status line on standard error. */
export class Sensor {
  readonly #options: SensorOptions;
  #dissector: CaptureDissector;
  #header: Uint8Array | null = null;
  #segments: CaptureSegments | null;
  #text = '';
  #packets = 0;
  #bytes = 0;
  #operations = 0;
  #toldDropped = 0;

  constructor(options: SensorOptions) {
    this.#options = options;
    this.#segments = options.segments;
    this.#dissector = this.#newDissector();
  }

  /** Until the source ends, or is closed. What was understood by then is printed. */
  async run(): Promise<SensorSummary> {
    const { source, statusEveryMs } = this.#options;
    const { live, name } = source;
    const status = setInterval(() => this.#status(), statusEveryMs);
    const late = setInterval(() => this.#advance(), ADVANCE_EVERY_MS);
    if (live === null) clearInterval(late);
    try {
      for await (const records of source.records) this.#take(records);
    } finally {
      clearInterval(status);
      clearInterval(late);
      this.#guarded(() => this.#segments?.seal());
    }
    const summary = this.#dissector.end();
    this.#flush();
    const { captured: _, ...dropped } = this.#counts();
    return {
      ...summary,
      // An interface where nothing happened is no damaged capture.
      damage: this.#header === null ? null : summary.damage,
      source: name,
      restarts: live?.restarts ?? 0,
      dropped: { byKernel: dropped.droppedByKernel, byInterface: dropped.droppedByInterface },
      segments: {
        sealed: this.#segments?.sealed.length ?? 0,
        removed: this.#segments?.removed ?? 0,
      },
    };
  }

  #take(records: PacketRecords): void {
    // Kept before they are looked at: an operation can cite only packets that are there.
    this.#guarded(() => this.#segments?.write(records));
    if (this.#header === null || !equalBytes(this.#header, records.header)) this.#begin(records);
    this.#dissector.push(records.bytes);
    this.#packets += records.packets;
    this.#bytes += records.bytes.length;
    this.#flush();
  }

  /** Another kind of link, after a capture was begun again: the flows so far are over. */
  #begin({ header }: PacketRecords): void {
    if (this.#header !== null) {
      this.#dissector.end();
      this.#dissector = this.#newDissector();
    }
    this.#header = header;
    this.#dissector.push(header);
  }

  #newDissector(): CaptureDissector {
    return new CaptureDissector({
      onOperation: (operation) => {
        this.#operations++;
        if (!this.#options.countsOnly)
          this.#text += `${JSON.stringify(copyOperation(operation))}\n`;
      },
    });
  }

  #advance(): void {
    this.#dissector.advanceTo(this.#options.nowMs() - LATE_MS);
    this.#flush();
  }

  #flush(): void {
    if (this.#text === '') return;
    print(this.#text);
    this.#text = '';
  }

  #status(): void {
    const { live, name } = this.#options.source;
    live?.askCounts();
    const { droppedByKernel, droppedByInterface } = this.#counts();
    const dropped = droppedByKernel + droppedByInterface;
    const more = dropped - this.#toldDropped;
    this.#toldDropped = dropped;
    complain(
      `${name}: ${this.#packets} packets (${sizeWords(this.#bytes)}), ` +
        `${this.#operations} operations, ${dropped} packets dropped` +
        `${more > 0 ? ` (${more} since the last line)` : ''}, ${live?.restarts ?? 0} restarts`,
    );
  }

  #counts(): CaptureCounts {
    const none = { captured: 0, droppedByKernel: 0, droppedByInterface: 0 };
    return this.#options.source.live?.counts() ?? none;
  }

  /** A disk that refuses ends the keeping of packets, and not the watching. */
  #guarded(keep: () => void): void {
    try {
      keep();
    } catch (error) {
      this.#segments = null;
      const reason = error instanceof Error ? error.message : String(error);
      complain(`${this.#options.source.name}: packets are not kept any more: ${reason}`);
    }
  }
}
