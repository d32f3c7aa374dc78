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
  return isShown(kept) ? fromUtf8(kept)! : toHex(kept);
}

/** Whether the bytes are ASCII text that can be shown. */
function isShown(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! < 0x20 || bytes[i]! > 0x7e) return false;
  return bytes.length > 0;
}

/** The bytes as one value where there are any: text where all can be shown, else hexadecimal. */
export function bytesShown(bytes: Uint8Array, at: number, end: number): readonly OperationValue[] {
  return at < end ? [textOrHex(bytes.subarray(at, end))] : [];
}
