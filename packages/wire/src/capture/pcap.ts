import {
  PACKET_BYTES_MAX,
  type PacketSink,
  type RecordDamage,
  type RecordReader,
} from './packet-sink.ts';

const FILE_HEADER_BYTES = 24;
const NANOSECONDS_MAX = 1_000_000_000;

/** How the first four bytes, read big-endian, say that a file is pcap. */
interface PcapKind {
  readonly little: boolean;
  readonly nanoseconds: boolean;
  /** The "modified" format of old Linux kits has 8 more bytes in each record header. */
  readonly recordHeaderBytes: number;
}

const KINDS: ReadonlyMap<number, PcapKind> = new Map([
  [0xa1b2c3d4, { little: false, nanoseconds: false, recordHeaderBytes: 16 }],
  [0xd4c3b2a1, { little: true, nanoseconds: false, recordHeaderBytes: 16 }],
  [0xa1b23c4d, { little: false, nanoseconds: true, recordHeaderBytes: 16 }],
  [0x4d3cb2a1, { little: true, nanoseconds: true, recordHeaderBytes: 16 }],
  [0xa1b2cd34, { little: false, nanoseconds: false, recordHeaderBytes: 24 }],
  [0x34cdb2a1, { little: true, nanoseconds: false, recordHeaderBytes: 24 }],
]);

/** Whether a file that starts with these four bytes (read big-endian) is pcap. */
export function isPcapMagic(magic: number): boolean {
  return KINDS.has(magic);
}

/** Reads the records of a pcap file (draft-ietf-opsawg-pcap). */
export class PcapReader implements RecordReader {
  needBytes = FILE_HEADER_BYTES;
  damage: RecordDamage | null = null;
  timeDigits = 6;
  readonly #sink: PacketSink;
  #kind: PcapKind | undefined;
  #linkType = 0;

  constructor(sink: PacketSink) {
    this.#sink = sink;
  }

  read(bytes: Uint8Array, at: number, end: number): number {
    if (this.damage !== null) return end;
    const kind = this.#kind;
    if (kind === undefined) return this.#readFileHeader(bytes, at, end);
    const header = kind.recordHeaderBytes;
    const fractionUnit = kind.nanoseconds ? 1 : 1000;
    const little = kind.little;
    const view = viewOf(bytes);
    for (;;) {
      if (at + header > end) {
        this.needBytes = header;
        return at;
      }
      const captured = view.getUint32(at + 8, little);
      if (captured > PACKET_BYTES_MAX) return this.#implausible(captured, at);
      const next = at + header + captured;
      if (next > end) {
        this.needBytes = header + captured;
        return at;
      }
      let seconds = view.getUint32(at, little);
      let nanoseconds = view.getUint32(at + 4, little) * fractionUnit;
      if (nanoseconds >= NANOSECONDS_MAX) {
        seconds += Math.floor(nanoseconds / NANOSECONDS_MAX);
        nanoseconds %= NANOSECONDS_MAX;
      }
      const wire = view.getUint32(at + 12, little);
      this.#sink.packet(bytes, at + header, next, wire, this.#linkType, seconds, nanoseconds);
      at = next;
    }
  }

  #readFileHeader(bytes: Uint8Array, at: number, end: number): number {
    if (at + FILE_HEADER_BYTES > end) return at;
    const view = viewOf(bytes);
    const kind = KINDS.get(view.getUint32(at));
    if (kind === undefined) {
      this.damage = { code: 'not_a_capture', message: 'the file does not start as pcap does' };
      return at;
    }
    this.#kind = kind;
    this.timeDigits = kind.nanoseconds ? 9 : 6;
    // The upper bits may hold the length of a frame check sequence.
    this.#linkType = view.getUint32(at + 20, kind.little) & 0xffff;
    return this.read(bytes, at + FILE_HEADER_BYTES, end);
  }

  #implausible(captured: number, at: number): number {
    this.damage = {
      code: 'implausible_length',
      message: `a packet claims ${captured} bytes; at most ${PACKET_BYTES_MAX} are possible`,
    };
    return at;
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
