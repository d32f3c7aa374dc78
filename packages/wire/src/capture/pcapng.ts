import {
  NO_LINK,
  PACKET_BYTES_MAX,
  type PacketSink,
  type RecordDamage,
  type RecordReader,
} from './packet-sink.ts';
import { readResolution, type Resolution, splitTime } from './pcapng-time.ts';

/** Block types of draft-ietf-opsawg-pcapng §4. */
const BLOCK = { section: 0x0a0d0d0a, interface: 1, oldPacket: 2, simple: 3, enhanced: 6 } as const;

/** Blocks that are no packets but have a frame number: custom ones and journal entries. */
const NUMBERED_BLOCKS = new Set([9, 0xbad, 0x40000bad]);

const BLOCK_BYTES_MAX = 16_777_216;
const INTERFACES_MAX = 4_096;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

interface Interface {
  readonly linkType: number;
  readonly snapLength: number;
  readonly resolution: Resolution;
}

/** Reads the blocks of a pcapng file: sections of either byte order, several interfaces. */
export class PcapngReader implements RecordReader {
  needBytes = 12;
  damage: RecordDamage | null = null;
  timeDigits = 6;
  /** Packet records of interfaces that no block describes. */
  unknownInterfaces = 0;
  readonly #sink: PacketSink;
  #little = true;
  #interfaces: Interface[] = [];
  #seconds = 0;
  #nanoseconds = 0;

  constructor(sink: PacketSink) {
    this.#sink = sink;
  }

  read(bytes: Uint8Array, at: number, end: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (;;) {
      if (at + 12 > end) {
        this.needBytes = 12;
        return at;
      }
      const type = view.getUint32(at, this.#little);
      if (type === BLOCK.section) {
        const magic = view.getUint32(at + 8, true);
        const little = magic === BYTE_ORDER_MAGIC;
        if (!little && view.getUint32(at + 8, false) !== BYTE_ORDER_MAGIC) {
          return this.#broken(at, 'bad_byte_order', 'a section header has no byte order magic');
        }
        this.#little = little;
        this.#interfaces = [];
      }
      const length = view.getUint32(at + 4, this.#little);
      if (length < 12 || length % 4 !== 0 || length > BLOCK_BYTES_MAX) {
        return this.#broken(at, 'implausible_length', `a block claims ${length} bytes`);
      }
      if (at + length > end) {
        this.needBytes = length;
        return at;
      }
      if (view.getUint32(at + length - 4, this.#little) !== length) {
        return this.#broken(at, 'block_length_differs', 'a block ends with another length');
      }
      this.#block(type, bytes, view, at + 8, at + length - 4);
      if (this.damage !== null) return at;
      at += length;
    }
  }

  #block(type: number, bytes: Uint8Array, view: DataView, at: number, end: number): void {
    if (type === BLOCK.enhanced && end - at >= 20) {
      this.#packet(bytes, view, view.getUint32(at, this.#little), at, end);
    } else if (type === BLOCK.oldPacket && end - at >= 20) {
      this.#packet(bytes, view, view.getUint16(at, this.#little), at, end);
    } else if (type === BLOCK.simple && end - at >= 4) {
      const from = this.#interfaces[0];
      if (from === undefined) return this.#unknownInterface(bytes, at + 4, end);
      const wire = view.getUint32(at, this.#little);
      const kept = Math.min(wire, from.snapLength, end - at - 4);
      this.#emit(bytes, at + 4, at + 4 + kept, wire, from.linkType);
    } else if (type === BLOCK.interface && end - at >= 8) {
      this.#interface(bytes, view, at, end);
    } else if (NUMBERED_BLOCKS.has(type)) {
      this.#emit(bytes, at, at, 0, NO_LINK.notAPacket);
    }
  }

  /** Enhanced and old packet blocks differ only in how wide the interface number is. */
  #packet(bytes: Uint8Array, view: DataView, id: number, at: number, end: number): void {
    const from = this.#interfaces[id];
    if (from === undefined) return this.#unknownInterface(bytes, at + 20, end);
    const high = view.getUint32(at + 4, this.#little);
    const low = view.getUint32(at + 8, this.#little);
    const captured = view.getUint32(at + 12, this.#little);
    const wire = view.getUint32(at + 16, this.#little);
    if (captured > end - at - 20 || captured > PACKET_BYTES_MAX) {
      this.#broken(at, 'implausible_length', `a packet claims ${captured} bytes in its block`);
      return;
    }
    this.#nanoseconds = splitTime(from.resolution, high, low);
    this.#seconds = from.resolution.seconds;
    this.#emit(bytes, at + 20, at + 20 + captured, wire, from.linkType);
  }

  /** A simple packet block has no time; it keeps that of the packet before it. */
  #emit(bytes: Uint8Array, at: number, end: number, wire: number, linkType: number): void {
    this.#sink.packet(bytes, at, end, wire, linkType, this.#seconds, this.#nanoseconds);
  }

  #unknownInterface(bytes: Uint8Array, at: number, end: number): void {
    this.unknownInterfaces++;
    this.#emit(bytes, at, end, end - at, NO_LINK.unknownInterface);
  }

  #interface(bytes: Uint8Array, view: DataView, at: number, end: number): void {
    if (this.#interfaces.length >= INTERFACES_MAX) {
      this.#broken(at, 'too_many_interfaces', `more than ${INTERFACES_MAX} interfaces`);
      return;
    }
    const little = this.#little;
    const snapLength = view.getUint32(at + 4, little);
    const resolution = readResolution(bytes, view, at + 8, end, little);
    if (resolution.digits > this.timeDigits) this.timeDigits = resolution.digits;
    this.#interfaces.push({
      linkType: view.getUint16(at, little),
      snapLength: snapLength === 0 ? PACKET_BYTES_MAX : snapLength,
      resolution,
    });
  }

  #broken(at: number, code: string, message: string): number {
    this.damage ??= { code, message };
    return at;
  }
}
