import { unsigned32le, word16le } from '../bytes.ts';
import { hasData } from './functions.ts';
import { KIND, packedBits, type Shape, shapeOf } from './objects.ts';

/** What stands before each point, by prefix code: its index or its size; IEEE 1815 §4.2.2.7.3. */
const PREFIX_BYTES = [0, 1, 2, 4, 1, 2, 4, 0];
const SIZE_PREFIX_FIRST = 4;
const PREFIX_RESERVED = 7;
/** Bytes of the range field by range code; -1 for reserved ones. */
const RANGE_BYTES = [2, 4, 8, 2, 4, 8, 0, 1, 2, 4, -1, 1, -1, -1, -1, -1];
const ALL_POINTS = 6;
const ADDRESS_BYTES_MAX = 4;

/** One object header with where its points lie. Used again for the next one. */
export class ObjectHeader {
  group = 0;
  variation = 0;
  prefixBytes = 0;
  /** Each point says its size, and so its data is there in every message. */
  isSized = false;
  /** Points are asked for without a range. */
  isAll = false;
  /** First index of a range; 0 where points say it themselves. */
  start = 0;
  /** Whether `start` is one. */
  hasStart = false;
  count = 0;
  hasData = false;
  shape: Shape | undefined;
  dataAt = 0;
  /** Where the next header starts. */
  next = 0;
  /** Code of what is wrong with it; what follows cannot be read then. */
  problem = '';

  /** Reads the header at `at` of a message with function `code`; false where there is none. */
  read(bytes: Uint8Array, at: number, end: number, code: number): boolean {
    this.problem = '';
    if (at >= end) return false;
    if (at + 3 > end) return this.#stop('object_header_cut', end);
    this.group = bytes[at]!;
    this.variation = bytes[at + 1]!;
    const prefix = (bytes[at + 2]! >> 4) & 7;
    const range = bytes[at + 2]! & 15;
    const rangeBytes = RANGE_BYTES[range]!;
    this.prefixBytes = PREFIX_BYTES[prefix]!;
    this.isSized = prefix >= SIZE_PREFIX_FIRST && prefix !== PREFIX_RESERVED;
    this.isAll = range === ALL_POINTS;
    this.hasData = this.isSized || hasData(code, this.group);
    this.shape = shapeOf(this.group, this.variation);
    this.count = 0;
    this.dataAt = at + 3;
    if (prefix === PREFIX_RESERVED || bytes[at + 2]! >= 0x80 || rangeBytes < 0) {
      return this.#stop('qualifier_reserved', end);
    }
    if (at + 3 + rangeBytes > end) return this.#stop('object_header_cut', end);
    this.#readRange(bytes, at + 3, range);
    if (this.problem !== '') return this.#stop(this.problem, end);
    this.dataAt = at + 3 + rangeBytes;
    this.next = this.dataAt;
    const dataEnd = this.#dataEnd(bytes, end);
    if (dataEnd > end && this.problem === '') this.problem = 'objects_beyond_message';
    this.next = Math.min(dataEnd, end);
    return true;
  }

  #stop(problem: string, end: number): boolean {
    this.problem = problem;
    this.next = end;
    return problem !== 'object_header_cut';
  }

  #readRange(bytes: Uint8Array, at: number, range: number): void {
    this.start = 0;
    this.hasStart = range < ALL_POINTS;
    if (this.isAll) return;
    if (!this.hasStart) {
      this.count = readNumber(bytes, at, RANGE_BYTES[range]!);
      return;
    }
    const width = RANGE_BYTES[range]! / 2;
    this.start = readNumber(bytes, at, width);
    const stop = readNumber(bytes, at + width, width);
    if (stop < this.start) this.problem = 'range_reversed';
    else this.count = stop - this.start + 1;
  }

  /** Where the points end; worked out without a step for each, save where each says its size. */
  #dataEnd(bytes: Uint8Array, end: number): number {
    const { count, dataAt, prefixBytes, shape } = this;
    if (this.isSized) return this.#sizedEnd(bytes, end);
    if (!this.hasData) return dataAt + count * prefixBytes;
    if (count === 0) return dataAt;
    if (shape === undefined) {
      this.problem = 'unknown_object';
      return end;
    }
    if (shape.kind === KIND.attribute) return this.#attributesEnd(bytes, end);
    const bits = packedBits(shape);
    if (bits === 0 && shape.bytes === 0) this.problem = 'objects_without_size';
    if (bits > 0 && prefixBytes === 0) return dataAt + Math.ceil((count * bits) / 8);
    return dataAt + count * (prefixBytes + (bits > 0 ? 1 : shape.bytes));
  }

  #sizedEnd(bytes: Uint8Array, end: number): number {
    let at = this.dataAt;
    for (let i = 0; i < this.count; i++) {
      if (at + this.prefixBytes > end) return end + 1;
      at += this.prefixBytes + readNumber(bytes, at, this.prefixBytes);
    }
    return at;
  }

  /** Type and length stand before each attribute, IEEE 1815 Annex A.1. */
  #attributesEnd(bytes: Uint8Array, end: number): number {
    let at = this.dataAt;
    for (let i = 0; i < this.count; i++) {
      if (at + 2 > end) return end + 1;
      at += 2 + bytes[at + 1]!;
    }
    return at;
  }
}

/** Number of 1, 2 or 4 bytes, low byte first. */
export function readNumber(bytes: Uint8Array, at: number, width: number): number {
  if (width === 1) return bytes[at]!;
  return width >= ADDRESS_BYTES_MAX ? unsigned32le(bytes, at) : word16le(bytes, at);
}
