import type { OperationValue } from '@bulkhead/model';
import { textOrHex } from '../values.ts';

/** The bytes as one value where there are any: text where all can be shown, else hexadecimal. */
export function bytesShown(bytes: Uint8Array, at: number, end: number): readonly OperationValue[] {
  return at < end ? [textOrHex(bytes.subarray(at, end))] : [];
}
