/** What a writer of captures needs to know once. */
export interface PcapOptions {
  /** Digits of the time stamps: microseconds (default) or nanoseconds. */
  readonly precision?: 'microseconds' | 'nanoseconds';
  /** Link type of every packet, by the registry of tcpdump.org; 1 (Ethernet) by default. */
  readonly linkType?: number;
  readonly bigEndian?: boolean;
  /** Bytes kept of each packet; 262,144 by default. */
  readonly snapLength?: number;
}

const NANOSECONDS_IN_A_SECOND = 1_000_000_000n;

/**
 * Writes a pcap file (draft-ietf-opsawg-pcap). Holds what was written until `take`; times are
 * nanoseconds since 1970-01-01T00:00:00Z.
 */
export class PcapWriter {
  readonly #options: Required<PcapOptions>;
  #parts: Uint8Array[] = [];

  constructor(options: PcapOptions = {}) {
    this.#options = {
      precision: options.precision ?? 'microseconds',
      linkType: options.linkType ?? 1,
      bigEndian: options.bigEndian ?? false,
      snapLength: options.snapLength ?? 262_144,
    };
    this.#parts.push(this.#header());
  }

  /** Appends one packet, cut to the snap length. */
  packet(atNs: bigint, bytes: Uint8Array): void {
    const kept = bytes.subarray(0, this.#options.snapLength);
    const record = new Uint8Array(16 + kept.length);
    const view = new DataView(record.buffer);
    const little = !this.#options.bigEndian;
    const rest = Number(atNs % NANOSECONDS_IN_A_SECOND);
    view.setUint32(0, Number(atNs / NANOSECONDS_IN_A_SECOND), little);
    const fraction = this.#options.precision === 'nanoseconds' ? rest : Math.floor(rest / 1000);
    view.setUint32(4, fraction, little);
    view.setUint32(8, kept.length, little);
    view.setUint32(12, bytes.length, little);
    record.set(kept, 16);
    this.#parts.push(record);
  }

  /** The bytes written since the last call; the file header comes with the first. */
  take(): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      out.set(part, at);
      at += part.length;
    }
    this.#parts = [];
    return out;
  }

  #header(): Uint8Array {
    const header = new Uint8Array(24);
    const view = new DataView(header.buffer);
    const little = !this.#options.bigEndian;
    const nanoseconds = this.#options.precision === 'nanoseconds';
    view.setUint32(0, nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, little);
    view.setUint16(4, 2, little);
    view.setUint16(6, 4, little);
    view.setUint32(16, this.#options.snapLength, little);
    view.setUint32(20, this.#options.linkType, little);
    return header;
  }
}
