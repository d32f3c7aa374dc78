import { toHex } from '@bulkhead/kernel';
import { unsigned32le, word16le } from '../bytes.ts';

/** The sixteen bytes at `at` as a GUID is written: in its first three parts, low bytes first. */
export function guidText(bytes: Uint8Array, at: number): string {
  const part = (from: number, to: number): string => toHex(bytes.subarray(at + from, at + to));
  const first = unsigned32le(bytes, at).toString(16).padStart(8, '0');
  const second = word16le(bytes, at + 4)
    .toString(16)
    .padStart(4, '0');
  const third = word16le(bytes, at + 6)
    .toString(16)
    .padStart(4, '0');
  return `${first}-${second}-${third}-${part(8, 10)}-${part(10, 16)}`;
}
