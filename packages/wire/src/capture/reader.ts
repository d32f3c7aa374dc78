import type { CaptureDamage } from '../summary.ts';
import type { PacketSink, RecordReader } from './packet-sink.ts';
import { isPcapMagic, PcapReader } from './pcap.ts';
import { PcapngReader } from './pcapng.ts';

const MAGIC_BYTES = 4;
const PCAPNG_MAGIC = 0x0a0d0d0a;
const GZIP_MAGIC = 0x1f8b;

/**
 * Reads a capture that arrives in pieces. Records are read where they lie; only one that crosses
 * the border of two pieces is copied. Damage is stated once and everything before it is kept.
 */
export class CaptureReader {
  /** Packet records seen, which is the number of the last frame as tshark counts. */
  frames = 0;
  bytes = 0;
  format: 'pcap' | 'pcapng' | 'unknown' = 'unknown';
  damage: CaptureDamage | null = null;
  readonly #sink: PacketSink;
  #reader: RecordReader | null = null;
  #carry = new Uint8Array(64);
  #carried = 0;

  /** `sink.packet` is called for each record; `frames` is its number at that time. */
  constructor(sink: PacketSink) {
    this.#sink = sink;
  }

  /** Digits after the point that the capture's times are good for. */
  get timeDigits(): number {
    return this.#reader?.timeDigits ?? 6;
  }

  push(chunk: Uint8Array): void {
    const before = this.bytes - this.#carried;
    this.bytes += chunk.length;
    if (this.damage !== null) return;
    let at = 0;
    while (this.#carried > 0) {
      const took = this.#fill(chunk, at);
      at += took;
      const reader = this.#detect(this.#carry, this.#carried);
      if (reader !== null) {
        const read = reader.read(this.#carry, 0, this.#carried);
        if (this.#damaged(reader, before + read)) return;
        if (read === this.#carried) this.#carried = 0;
      }
      if (took === 0 && this.#carried > 0) return;
    }
    if (at === chunk.length) return;
    const start = this.bytes - chunk.length;
    const reader = this.#detect(chunk.subarray(at), chunk.length - at);
    const stopped = reader === null ? at : reader.read(chunk, at, chunk.length);
    if (reader !== null && this.#damaged(reader, start + stopped)) return;
    this.#keep(chunk, stopped);
  }

  /** Says what is missing at the end. */
  end(): void {
    if (this.damage !== null) return;
    if (this.bytes === 0) {
      this.damage = { code: 'empty', offset: 0, message: 'the capture has no bytes' };
    } else if (this.#reader === null) {
      this.#notACapture(this.#carried);
    } else if (this.#carried > 0 || this.format === 'unknown') {
      const offset = this.bytes - this.#carried;
      const where = this.frames === 0 ? 'its header' : `the record after packet ${this.frames}`;
      this.damage = {
        code: 'cut_short',
        offset,
        message: `the capture ends in the middle of ${where}, at byte ${this.bytes}`,
      };
    }
  }

  #detect(bytes: Uint8Array, length: number): RecordReader | null {
    if (this.#reader !== null) return this.#reader;
    if (length < MAGIC_BYTES) return null;
    const magic = ((bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!) >>> 0;
    if (isPcapMagic(magic)) {
      this.format = 'pcap';
      this.#reader = new PcapReader(this.#counted());
    } else if (magic === PCAPNG_MAGIC) {
      this.format = 'pcapng';
      this.#reader = new PcapngReader(this.#counted());
    } else {
      this.#notACapture(length, bytes[0]! * 256 + bytes[1]!);
    }
    return this.#reader;
  }

  #counted(): PacketSink {
    const sink = this.#sink;
    return {
      packet: (bytes, at, end, wire, linkType, seconds, nanoseconds) => {
        this.frames++;
        sink.packet(bytes, at, end, wire, linkType, seconds, nanoseconds);
      },
    };
  }

  #notACapture(length: number, start = 0): void {
    const message =
      start === GZIP_MAGIC
        ? 'the bytes are packed with gzip; unpack them first'
        : `the first ${Math.min(length, MAGIC_BYTES)} bytes are neither pcap nor pcapng`;
    this.damage = { code: 'not_a_capture', offset: 0, message };
  }

  /** Copies into the carry what its record still needs; returns how many bytes it took. */
  #fill(chunk: Uint8Array, at: number): number {
    const need = this.#reader?.needBytes ?? MAGIC_BYTES;
    const take = Math.min(Math.max(0, need - this.#carried), chunk.length - at);
    this.#reserve(this.#carried + take);
    this.#carry.set(chunk.subarray(at, at + take), this.#carried);
    this.#carried += take;
    return take;
  }

  #keep(chunk: Uint8Array, from: number): void {
    this.#reserve(chunk.length - from);
    this.#carry.set(chunk.subarray(from), 0);
    this.#carried = chunk.length - from;
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#carry.length) return;
    const larger = new Uint8Array(Math.max(bytes, this.#carry.length * 2));
    larger.set(this.#carry.subarray(0, this.#carried));
    this.#carry = larger;
  }

  #damaged(reader: RecordReader, offset: number): boolean {
    if (reader.damage === null) return this.damage !== null;
    const { code, message } = reader.damage;
    this.damage = {
      code,
      offset,
      message: `${message}, at byte ${offset} after ${this.frames} packets`,
    };
    this.#carried = 0;
    return true;
  }
}
