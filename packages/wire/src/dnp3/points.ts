import type { OperationValue } from '@bulkhead/model';
import { float32, float64, unsigned32le, word16le, word32le } from '../bytes.ts';
import { shown } from '../finite.ts';
import { textOrHex } from '../values.ts';
import { attributeValue } from './attributes.ts';
import { KIND, type Shape } from './objects.ts';
import { controlStatusName } from './status.ts';

const OPERATIONS = ['nul', 'pulse_on', 'pulse_off', 'latch_on', 'latch_off'];
const TRIP_CLOSE = ['nul', 'close', 'trip', 'reserved'];
const DOUBLE = ['intermediate', 'off', 'on', 'indeterminate'];
/** Flags that every kind shares, from bit 1 on; bit 0 is `online`. */
const FLAGS = ['restart', 'communication_lost', 'remote_forced', 'local_forced'];
const TIME_MS_MAX = 8.64e15;

/**
 * What one point says: its value, the flags that are not as usual, its time. All its bytes are
 * there, except for texts and attributes, which may reach `end`.
 */
export function pointValues(
  shape: Shape,
  bytes: Uint8Array,
  at: number,
  end: number,
): OperationValue[] {
  const flags = shape.hasFlags ? bytes[at]! : -1;
  const valueAt = shape.hasFlags ? at + 1 : at;
  const out = readValue(shape, flags, bytes, valueAt, end);
  if (flags >= 0) addFlags(out, shape.kind, flags);
  const timeAt = at + shape.bytes - shape.timeBytes;
  if (shape.timeBytes === 6) out.push(timeText(bytes, timeAt));
  else if (shape.timeBytes === 2) out.push(`+${word16le(bytes, timeAt)}ms`);
  return out;
}

function readValue(
  shape: Shape,
  flags: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): OperationValue[] {
  switch (shape.kind) {
    case KIND.state:
      return [flags >= 0x80];
    case KIND.doubleState:
      return [DOUBLE[flags >> 6]!];
    case KIND.commandState:
      return [bytes[at]! >= 0x80, controlStatusName(bytes[at]! & 0x7f)];
    case KIND.unsigned8:
      return [bytes[at]!];
    case KIND.unsigned16:
      return [word16le(bytes, at)];
    case KIND.unsigned32:
      return [unsigned32le(bytes, at)];
    case KIND.signed16:
    case KIND.block16:
      return [signed16(bytes, at)];
    case KIND.signed32:
    case KIND.block32:
      return [word32le(bytes, at)];
    case KIND.float:
    case KIND.blockFloat:
      return [shown(float32(bytes, at, true))];
    case KIND.double:
    case KIND.blockDouble:
      return [shown(float64(bytes, at, true))];
    case KIND.control:
      return controlValues(bytes, at);
    case KIND.time:
      return [timeText(bytes, at)];
    case KIND.timeAndInterval:
      return [timeText(bytes, at), unsigned32le(bytes, at + 6)];
    case KIND.indexedTime:
      return [timeText(bytes, at), unsigned32le(bytes, at + 6), bytes[at + 10]!];
    case KIND.text:
      return [textOrHex(bytes.subarray(at, Math.min(end, at + shape.bytes)))];
    case KIND.attribute:
      return attributeValue(bytes, at, end);
    default:
      return [];
  }
}

function signed16(bytes: Uint8Array, at: number): number {
  return (word16le(bytes, at) << 16) >> 16;
}

/**
 * Control relay output block, IEEE 1815 Annex A.8.1: what is done, trip or close, how often, for
 * how long on and off in milliseconds.
 */
function controlValues(bytes: Uint8Array, at: number): OperationValue[] {
  const code = bytes[at]!;
  const operation = OPERATIONS[code & 15] ?? `operation/${code & 15}`;
  const queue = (code & 0x10) === 0 ? '' : ',queue';
  const clear = (code & 0x20) === 0 ? '' : ',clear';
  return [
    `${operation}${queue}${clear}`,
    TRIP_CLOSE[code >> 6]!,
    bytes[at + 1]!,
    unsigned32le(bytes, at + 2),
    unsigned32le(bytes, at + 6),
  ];
}

function addFlags(out: OperationValue[], kind: number, flags: number): void {
  if ((flags & 1) === 0) out.push('offline');
  FLAGS.forEach((name, i) => {
    if ((flags & (2 << i)) !== 0) out.push(name);
  });
  const isCounter = kind === KIND.unsigned16 || kind === KIND.unsigned32;
  const isState = kind === KIND.state || kind === KIND.doubleState;
  if ((flags & 0x20) !== 0) {
    out.push(isState ? 'chatter_filter' : isCounter ? 'rollover' : 'over_range');
  }
  if ((flags & 0x40) !== 0 && !isState) {
    out.push(isCounter ? 'discontinuity' : 'reference_error');
  }
}

/** Milliseconds since 1970 in six bytes, IEEE 1815 §11.3.3. */
export function timeText(bytes: Uint8Array, at: number): string {
  const ms = unsigned32le(bytes, at) + word16le(bytes, at + 4) * 0x100000000;
  return ms > TIME_MS_MAX ? `${ms}ms` : new Date(ms).toISOString();
}

/** Packed points from `at` on, one bit or two for each; at most `max`. */
export function packedValues(
  bits: number,
  bytes: Uint8Array,
  at: number,
  end: number,
  count: number,
  max: number,
): OperationValue[] {
  const out: OperationValue[] = [];
  const there = Math.min(count, max, Math.floor(((end - at) * 8) / bits));
  for (let i = 0; i < there; i++) {
    const byte = bytes[at + ((i * bits) >> 3)]! >> ((i * bits) & 7);
    out.push(bits === 1 ? (byte & 1) === 1 : DOUBLE[byte & 3]!);
  }
  return out;
}
