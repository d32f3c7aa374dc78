import { fromUtf8, toHex } from '@bulkhead/kernel';
import { OPERATION_VALUES_MAX, type OperationValue } from '@bulkhead/model';

/** Bytes shown of a value that is text or unknown. */
const VALUE_BYTES_MAX = 128;

/** The low bit of each byte first, as Modbus packs coils; at most `OPERATION_VALUES_MAX`. */
export function readBits(bytes: Uint8Array, at: number, end: number, count: number): boolean[] {
  const out: boolean[] = [];
  const bits = Math.min(count, Math.max(0, end - at) * 8, OPERATION_VALUES_MAX);
  for (let i = 0; i < bits; i++) out.push(((bytes[at + (i >> 3)]! >> (i & 7)) & 1) === 1);
  return out;
}

/** Unsigned 16-bit numbers, high byte first; at most `OPERATION_VALUES_MAX`. */
export function readRegisters(bytes: Uint8Array, at: number, end: number): number[] {
  const out: number[] = [];
  for (; at + 2 <= end && out.length < OPERATION_VALUES_MAX; at += 2) {
    out.push((bytes[at]! << 8) | bytes[at + 1]!);
  }
  return out;
}

/** Text where all of it can be shown, hexadecimal otherwise. */
export function textOrHex(bytes: Uint8Array): string {
  const kept = bytes.subarray(0, VALUE_BYTES_MAX);
  const text = fromUtf8(kept);
  return text !== undefined && /^[\x20-\x7e]+$/.test(text) ? text : toHex(kept);
}

/** The bytes as one value where there are any: text where all can be shown, else hexadecimal. */
export function bytesShown(bytes: Uint8Array, at: number, end: number): readonly OperationValue[] {
  return at < end ? [textOrHex(bytes.subarray(at, end))] : [];
}
