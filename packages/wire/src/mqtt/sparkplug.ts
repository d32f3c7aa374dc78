import { OPERATION_ITEMS_MAX, type OperationValue } from '@bulkhead/model';
import { float32, float64, textOf } from '../bytes.ts';
import { textOrHex } from '../values.ts';

/** Namespace of Sparkplug B, Eclipse Sparkplug 3.0 §4.1. */
const NAMESPACE = 'spBv1.0/';

/** A topic of Sparkplug B: `spBv1.0/GROUP/TYPE/NODE[/DEVICE]`. */
export interface SparkplugTopic {
  readonly type: string;
  /** Group and edge node, within which the numbers of metrics are unique. */
  readonly edge: string;
}

/** What a topic tells; null where it is not one of Sparkplug B. */
export function sparkplugTopic(topic: string): SparkplugTopic | null {
  if (!topic.startsWith(NAMESPACE)) return null;
  const [, group = '', type = '', node = ''] = topic.split('/');
  // The state of a host application is text, not metrics.
  if (group === 'STATE') return null;
  return { type, edge: `${group}/${node}` };
}

/** Whether `bytes[at..end)` starts with the namespace; nothing is made to find out. */
export function isSparkplug(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < NAMESPACE.length) return false;
  for (let i = 0; i < NAMESPACE.length; i++) {
    if (bytes[at + i] !== NAMESPACE.charCodeAt(i)) return false;
  }
  return true;
}

/** What a message is for: to tell a node or device what to do, to name its metrics, or else. */
export const KIND = { other: 0, command: 1, birth: 2 } as const;
const COMMAND = Uint8Array.from('CMD/', (c) => c.charCodeAt(0));
const BIRTH = Uint8Array.from('BIRTH/', (c) => c.charCodeAt(0));
const SLASH = 0x2f;

/**
 * One of `KIND`, by the type in a topic of the namespace: NCMD and DCMD, NBIRTH and DBIRTH. Most
 * messages are data, for which nothing is made.
 */
export function kindOf(bytes: Uint8Array, at: number, end: number): number {
  let type = at + NAMESPACE.length;
  while (type < end && bytes[type] !== SLASH) type++;
  // Behind the slash and the letter of node or device.
  if (startsWith(bytes, type + 2, end, COMMAND)) return KIND.command;
  return startsWith(bytes, type + 2, end, BIRTH) ? KIND.birth : KIND.other;
}

function startsWith(bytes: Uint8Array, at: number, end: number, word: Uint8Array): boolean {
  if (at + word.length > end) return false;
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
  return true;
}

/** One metric of a payload. */
export interface Metric {
  /** Empty where the payload calls it by number. */
  readonly name: string;
  /** -1 where it has none. */
  readonly alias: number;
  readonly values: readonly OperationValue[];
}

/** Metrics read of one payload, and protocol buffer fields looked at in each message. */
const METRICS_MAX = 1_024;
const FIELDS_MAX = 4_096;

const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
const METRICS_FIELD = 2;
/** Fields of a metric, sparkplug_b.proto. */
const FIELD = {
  name: 1,
  alias: 2,
  dataType: 4,
  isNull: 7,
  int: 10,
  long: 11,
  float: 12,
  double: 13,
  boolean: 14,
  string: 15,
  bytes: 16,
} as const;
/** Signed data types: bits that their values have. */
const SIGNED_BITS: ReadonlyMap<number, number> = new Map([
  [1, 8],
  [2, 16],
  [3, 32],
  [4, 64],
]);

/** One field: where its content is, and its number for a varint as two halves. */
interface Field {
  readonly number: number;
  readonly wire: number;
  readonly at: number;
  readonly end: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The metrics of a payload (protocol buffers, of which unknown and damaged fields end the reading).
 * Only two levels are looked at, so nothing nests deeper. At most `limit` metrics.
 */
export function metricsOf(
  bytes: Uint8Array,
  at: number,
  end: number,
  limit: number = OPERATION_ITEMS_MAX,
): Metric[] {
  const out: Metric[] = [];
  for (const { number, wire, at: from, end: to } of fieldsOf(bytes, at, end)) {
    if (number !== METRICS_FIELD || wire !== WIRE.bytes) continue;
    if (out.length >= Math.min(limit, METRICS_MAX)) break;
    out.push(metricOf(bytes, from, to));
  }
  return out;
}

/** How many metrics a payload has. */
export function metricCount(bytes: Uint8Array, at: number, end: number): number {
  let count = 0;
  for (const { number } of fieldsOf(bytes, at, end)) if (number === METRICS_FIELD) count++;
  return count;
}

function metricOf(bytes: Uint8Array, at: number, end: number): Metric {
  let name = '';
  let alias = -1;
  let dataType = 0;
  let told: Field | null = null;
  for (const field of fieldsOf(bytes, at, end)) {
    if (field.number === FIELD.name) name = textOf(bytes, field.at, field.end);
    else if (field.number === FIELD.alias) alias = field.high * 0x100000000 + field.low;
    else if (field.number === FIELD.dataType) dataType = field.low;
    else if (field.number >= FIELD.int && field.number <= FIELD.bytes) told = field;
  }
  return { name, alias, values: told === null ? [] : [valueOf(bytes, told, dataType)] };
}

function valueOf(bytes: Uint8Array, field: Field, dataType: number): OperationValue {
  switch (field.number) {
    case FIELD.float:
      return field.wire === WIRE.fixed32 ? plain(float32(bytes, field.at, true)) : '';
    case FIELD.double:
      return field.wire === WIRE.fixed64 ? plain(float64(bytes, field.at, true)) : '';
    case FIELD.boolean:
      return field.low !== 0;
    case FIELD.string:
      return textOf(bytes, field.at, field.end);
    case FIELD.bytes:
      return textOrHex(bytes.subarray(field.at, field.end));
    default:
      return wholeNumber(field, SIGNED_BITS.get(dataType) ?? 0);
  }
}

/** JSON has no word for what is not a number. */
function plain(value: number): OperationValue {
  return Number.isFinite(value) ? value : String(value);
}

function wholeNumber({ low, high }: Field, signedBits: number): number {
  if (signedBits === 64) return (high | 0) * 0x100000000 + low;
  if (signedBits > 0) return (low << (32 - signedBits)) >> (32 - signedBits);
  return high * 0x100000000 + low;
}

/** The fields of one message, in order; what cannot be read ends them. */
function fieldsOf(bytes: Uint8Array, at: number, end: number): Field[] {
  const out: Field[] = [];
  while (at < end && out.length < FIELDS_MAX) {
    const tag = varint(bytes, at, end);
    if (tag.end < 0) break;
    const [number, wire] = [tag.low >>> 3, tag.low & 7];
    let next: Field;
    if (wire === WIRE.varint) {
      const { low, high, end: after } = varint(bytes, tag.end, end);
      next = { number, wire, at: tag.end, end: after, low, high };
    } else {
      const length = lengthOf(bytes, wire, tag.end, end);
      const from = length.at;
      next = { number, wire, at: from, end: from + length.bytes, low: 0, high: 0 };
      if (length.bytes < 0) break;
    }
    if (next.end < 0 || next.end > end) break;
    out.push(next);
    at = next.end;
  }
  return out;
}

function lengthOf(
  bytes: Uint8Array,
  wire: number,
  at: number,
  end: number,
): { readonly at: number; readonly bytes: number } {
  if (wire === WIRE.fixed32) return { at, bytes: 4 };
  if (wire === WIRE.fixed64) return { at, bytes: 8 };
  if (wire !== WIRE.bytes) return { at, bytes: -1 };
  const told = varint(bytes, at, end);
  return told.end < 0 || told.high !== 0 ? { at, bytes: -1 } : { at: told.end, bytes: told.low };
}

/** A varint of up to ten bytes as two unsigned halves; `end` is -1 where it does not end. */
function varint(
  bytes: Uint8Array,
  at: number,
  end: number,
): { readonly low: number; readonly high: number; readonly end: number } {
  let low = 0;
  let high = 0;
  for (let i = 0; i < 10 && at + i < end; i++) {
    const bits = bytes[at + i]! & 0x7f;
    const shift = i * 7;
    if (shift < 32) low |= bits << shift;
    if (shift > 25) high |= shift >= 32 ? bits << (shift - 32) : bits >> (32 - shift);
    if (bytes[at + i]! < 0x80) return { low: low >>> 0, high: high >>> 0, end: at + i + 1 };
  }
  return { low: 0, high: 0, end: -1 };
}
