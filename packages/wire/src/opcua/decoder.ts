import { toBase64, toHex } from '@bulkhead/kernel';
import type { OperationValue } from '@bulkhead/model';
import { float32, float64, textOf, unsigned32le, word16le, word32le } from '../bytes.ts';
import { guidText } from '../described/guid.ts';

/** Bytes shown of a byte string. */
const BYTES_SHOWN_MAX = 64;
/** 100 ns intervals from 1601 to 1970, OPC 10000-6 §5.2.2.5. */
const TICKS_TO_1970 = 116_444_736_000_000_000n;
const TICKS_MS = 10_000n;
/** Times beyond this stand for "no end". */
const YEAR_9999_MS = 253_402_300_799_999;
const NOTHING = new Uint8Array();

/** Where a value of any type lies: an extension object, OPC 10000-6 §5.2.2.15. */
export interface ExtensionObject {
  /** Node id of its encoding. */
  readonly type: string;
  readonly at: number;
  readonly end: number;
}

/**
 * Reads the binary encoding of OPC 10000-6 §5.2. Beyond the end everything is zero or empty, and
 * `broken` is set.
 */
export class Decoder {
  bytes: Uint8Array;
  end: number;
  at: number;
  broken = false;
  /** Values within values at hand, and whether there were too many. */
  depth = 0;
  tooDeep = false;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** Starts anew, so that one decoder serves for many messages. */
  begin(bytes: Uint8Array, at: number, end: number): this {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
    this.broken = false;
    this.depth = 0;
    this.tooDeep = false;
    return this;
  }

  /** Steps over `count` bytes: where they start, or -1 where they are not all there. */
  take(count: number): number {
    const at = this.at;
    if (this.broken || count > this.end - at) {
      this.broken = true;
      this.at = this.end;
      return -1;
    }
    this.at = at + count;
    return at;
  }

  byte(): number {
    const at = this.take(1);
    return at < 0 ? 0 : this.bytes[at]!;
  }

  boolean(): boolean {
    return this.byte() !== 0;
  }

  uint16(): number {
    const at = this.take(2);
    return at < 0 ? 0 : word16le(this.bytes, at);
  }

  int32(): number {
    const at = this.take(4);
    return at < 0 ? 0 : word32le(this.bytes, at);
  }

  uint32(): number {
    const at = this.take(4);
    return at < 0 ? 0 : unsigned32le(this.bytes, at);
  }

  /** 64 bits; exact. */
  int64(): bigint {
    const at = this.take(8);
    if (at < 0) return 0n;
    const high = BigInt(word32le(this.bytes, at + 4));
    return (high << 32n) | BigInt(unsigned32le(this.bytes, at));
  }

  float(): OperationValue {
    const at = this.take(4);
    return at < 0 ? 0 : finite(float32(this.bytes, at, true));
  }

  double(): OperationValue {
    const at = this.take(8);
    return at < 0 ? 0 : finite(float64(this.bytes, at, true));
  }

  /** ISO 8601 in UTC; empty for "no time". */
  dateTime(): string {
    const ticks = this.int64();
    if (ticks <= 0n) return '';
    const ms = Number((ticks - TICKS_TO_1970) / TICKS_MS);
    return ms > YEAR_9999_MS ? 'never' : new Date(ms).toISOString();
  }

  /** Length of an array or string: null counts as empty; each element has at least one byte. */
  count(): number {
    const count = this.int32();
    if (count <= 0) return 0;
    if (count <= this.end - this.at) return count;
    this.broken = true;
    this.at = this.end;
    return 0;
  }

  string(): string {
    const length = this.count();
    const at = this.take(length);
    return at < 0 ? '' : textOf(this.bytes, at, at + length);
  }

  skipString(): void {
    this.take(this.count());
  }

  byteString(): Uint8Array {
    const length = this.count();
    const at = this.take(length);
    return at < 0 ? NOTHING : this.bytes.subarray(at, at + length);
  }

  /** Steps over an array of strings, and gives the first few. */
  strings(max: number): string[] {
    const out: string[] = [];
    for (let left = this.count(); left > 0 && !this.broken; left--) {
      const text = this.string();
      if (out.length < max) out.push(text);
    }
    return out;
  }

  skipStrings(): void {
    for (let left = this.count(); left > 0 && !this.broken; left--) this.skipString();
  }

  guid(): string {
    const at = this.take(16);
    return at < 0 ? '' : guidText(this.bytes, at);
  }

  /** As text in the form of OPC 10000-6 §5.3.1.10: `i=2253`, `ns=2;s=Pump1`. */
  nodeId(): string {
    return this.#nodeId(this.byte());
  }

  /** Steps over a node id, §5.2.2.9, or an expanded one, without making its text. */
  skipNodeId(): void {
    const encoding = this.byte();
    switch (encoding & 0x3f) {
      case 0:
        this.take(1);
        break;
      case 1:
        this.take(3);
        break;
      case 2:
        this.take(6);
        break;
      case 3:
      case 5:
        this.take(2);
        this.skipString();
        break;
      case 4:
        this.take(18);
        break;
      default:
        this.broken = true;
    }
    if ((encoding & 0x80) !== 0) this.skipString();
    if ((encoding & 0x40) !== 0) this.take(4);
  }

  /** The same with an optional namespace URI and server index, §5.2.2.10. */
  expandedNodeId(): string {
    const encoding = this.byte();
    const id = this.#nodeId(encoding);
    const uri = (encoding & 0x80) !== 0 ? `nsu=${this.string()};` : '';
    const server = (encoding & 0x40) !== 0 ? `svr=${this.uint32()};` : '';
    return server + uri + id;
  }

  qualifiedName(): string {
    const namespace = this.uint16();
    const name = this.string();
    return namespace === 0 ? name : `${namespace}:${name}`;
  }

  localizedText(): string {
    const mask = this.byte();
    if ((mask & 1) !== 0) this.string();
    return (mask & 2) !== 0 ? this.string() : '';
  }

  /** Steps over a DiagnosticInfo, §5.2.2.12; those within it follow it, so no stack grows. */
  diagnosticInfo(): void {
    let more = true;
    while (more && !this.broken) {
      const mask = this.byte();
      for (let bit = 1; bit <= 8; bit <<= 1) if ((mask & bit) !== 0) this.take(4);
      if ((mask & 0x10) !== 0) this.skipString();
      if ((mask & 0x20) !== 0) this.take(4);
      more = (mask & 0x40) !== 0;
    }
  }

  diagnosticInfos(): void {
    for (let left = this.count(); left > 0 && !this.broken; left--) this.diagnosticInfo();
  }

  extensionObject(): ExtensionObject {
    const type = this.nodeId();
    const encoding = this.byte();
    const length = encoding === 1 || encoding === 2 ? this.count() : 0;
    const at = this.take(length);
    return at < 0 ? { type, at: this.end, end: this.end } : { type, at, end: at + length };
  }

  skipExtensionObject(): void {
    this.skipNodeId();
    const encoding = this.byte();
    if (encoding === 1 || encoding === 2) this.skipString();
  }

  #nodeId(encoding: number): string {
    switch (encoding & 0x3f) {
      case 0:
        return `i=${this.byte()}`;
      case 1: {
        const namespace = this.byte();
        return `${prefix(namespace)}i=${this.uint16()}`;
      }
      case 2: {
        const namespace = this.uint16();
        return `${prefix(namespace)}i=${this.uint32()}`;
      }
      case 3: {
        const namespace = this.uint16();
        return `${prefix(namespace)}s=${this.string()}`;
      }
      case 4: {
        const namespace = this.uint16();
        return `${prefix(namespace)}g=${this.guid()}`;
      }
      case 5: {
        const namespace = this.uint16();
        return `${prefix(namespace)}b=${toBase64(this.byteString().subarray(0, BYTES_SHOWN_MAX))}`;
      }
      default:
        this.broken = true;
        return '';
    }
  }
}

/** Bytes as hexadecimal, cut where there are many. */
export function shown(bytes: Uint8Array): string {
  return toHex(bytes.subarray(0, BYTES_SHOWN_MAX));
}

function prefix(namespace: number): string {
  return namespace === 0 ? '' : `ns=${namespace};`;
}

/** JSON has no infinities. */
function finite(value: number): OperationValue {
  return Number.isFinite(value) ? value : String(value);
}
