/** Length of the header of a pcap file, and of that of each packet in it. */
export const PCAP_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
/** A packet that says it is longer is damage: tcpdump keeps 262,144 bytes of one. */
const PACKET_BYTES_MAX = 1_048_576;
/** Magic numbers as a little-endian reader sees them: byte order and resolution. */
const MAGIC = {
  microseconds: 0xa1b2c3d4,
  microsecondsSwapped: 0xd4c3b2a1,
  nanoseconds: 0xa1b23c4d,
  nanosecondsSwapped: 0x4d3cb2a1,
} as const;

const NO_CAPTURE = 'it does not start like a pcap file';

/** Whole packets of a capture, with their record headers, as they came. */
export interface PacketRecords {
  /** Of the file that they belong to. */
  readonly header: Uint8Array;
  readonly bytes: Uint8Array;
  readonly packets: number;
  /** Since 1970; of the first and the last packet. */
  readonly firstMs: number;
  readonly lastMs: number;
}

/**
 * Cuts a pcap stream that comes in any pieces where packets end, so that what was written can end
 * anywhere. Holds at most one unfinished packet.
 */
export class PcapRecords {
  #header: Uint8Array | null = null;
  #rest: Uint8Array = new Uint8Array();
  #bigEndian = false;
  #fractionsInMs = 1_000;
  /** Why nothing more can be read; null while all is well. */
  damage: string | null = null;

  /** Bytes of a packet that has not come to its end. */
  get restBytes(): number {
    return this.#rest.length;
  }

  /** No more will come: what was too short to be a capture is damage. */
  end(): void {
    if (this.#header === null) this.damage ??= NO_CAPTURE;
  }

  /** What has become whole with these bytes; null where nothing has. */
  push(chunk: Uint8Array): PacketRecords | null {
    if (this.damage !== null) return null;
    let bytes = joined(this.#rest, chunk);
    if (this.#header === null) {
      if (bytes.length < PCAP_HEADER_BYTES) {
        this.#rest = Uint8Array.from(bytes);
        return null;
      }
      this.#begin(Uint8Array.from(bytes.subarray(0, PCAP_HEADER_BYTES)));
      bytes = bytes.subarray(PCAP_HEADER_BYTES);
    }
    return this.damage === null ? this.#records(bytes) : null;
  }

  #begin(header: Uint8Array<ArrayBuffer>): void {
    this.#header = header;
    const magic = new DataView(header.buffer).getUint32(0, true);
    this.#bigEndian = magic === MAGIC.microsecondsSwapped || magic === MAGIC.nanosecondsSwapped;
    const fine = magic === MAGIC.nanoseconds || magic === MAGIC.nanosecondsSwapped;
    this.#fractionsInMs = fine ? 1_000_000 : 1_000;
    const known = fine || this.#bigEndian || magic === MAGIC.microseconds;
    if (!known) this.damage = NO_CAPTURE;
  }

  #records(bytes: Uint8Array): PacketRecords | null {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    let packets = 0;
    let lastAt = 0;
    while (at + RECORD_HEADER_BYTES <= bytes.length) {
      const length = view.getUint32(at + 8, !this.#bigEndian);
      if (length > PACKET_BYTES_MAX) {
        this.damage = `a packet says that it has ${length} bytes`;
        break;
      }
      if (at + RECORD_HEADER_BYTES + length > bytes.length) break;
      lastAt = at;
      at += RECORD_HEADER_BYTES + length;
      packets++;
    }
    // A copy, because a view would keep all of the chunk.
    this.#rest = Uint8Array.from(bytes.subarray(at));
    if (packets === 0) return null;
    return {
      header: this.#header!,
      bytes: bytes.subarray(0, at),
      packets,
      firstMs: this.#timeMs(view, 0),
      lastMs: this.#timeMs(view, lastAt),
    };
  }

  #timeMs(view: DataView, at: number): number {
    const seconds = view.getUint32(at, !this.#bigEndian);
    const fraction = view.getUint32(at + 4, !this.#bigEndian);
    return seconds * 1_000 + Math.floor(fraction / this.#fractionsInMs);
  }
}

function joined(rest: Uint8Array, chunk: Uint8Array): Uint8Array {
  if (rest.length === 0) return chunk;
  const both = new Uint8Array(rest.length + chunk.length);
  both.set(rest);
  both.set(chunk, rest.length);
  return both;
}
