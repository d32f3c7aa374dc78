import { toHex } from '@bulkhead/kernel';
import { OPERATION_ITEMS_MAX, OPERATION_VALUES_MAX, type OperationValue } from '@bulkhead/model';
import { float32, unsigned32, word16, word32 } from '../bytes.ts';
import { shown } from '../finite.ts';

/** One item of the data part: its return code, and its bytes where it has them. */
export interface S7Data {
  readonly returnCode: number;
  readonly transport: number;
  readonly bytes: Uint8Array;
}

/** Return code of an item that was read or written. */
export const ITEM_OK = 0xff;

/** Return code, transport size and length stand before the data of an item. */
export const DATA_HEADER_BYTES = 4;
/** Transport sizes of data whose length is told in bits, from first to last. */
const BIT = 3;
const BITS_LAST = 5;

/** The items of the data part of a read answer or a write job. */
export function readData(bytes: Uint8Array, at: number, end: number, count: number): S7Data[] {
  const out: S7Data[] = [];
  const most = Math.min(count, OPERATION_ITEMS_MAX);
  while (out.length < most && at + DATA_HEADER_BYTES <= end) {
    const from = at + DATA_HEADER_BYTES;
    const dataEnd = Math.min(end, from + dataBytes(bytes, at));
    const transport = bytes[at + 1]!;
    out.push({ returnCode: bytes[at]!, transport, bytes: bytes.subarray(from, dataEnd) });
    at = nextData(bytes, at);
  }
  return out;
}

/** Bytes of the data of the item at `at`; what could not be read has none, whatever it says. */
function dataBytes(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== ITEM_OK && bytes[at] !== 0) return 0;
  const told = word16(bytes, at + 2);
  const transport = bytes[at + 1]!;
  // A bit's length is 1 and takes a byte; others told in bits are whole bytes.
  return transport >= BIT && transport <= BITS_LAST ? (told + 7) >> 3 : told;
}

/** Where the item behind the one at `at` starts; all but the last are filled to an even length. */
export function nextData(bytes: Uint8Array, at: number): number {
  const length = dataBytes(bytes, at);
  return at + DATA_HEADER_BYTES + length + (length % 2);
}

/** Values of one item. `size` is the S7ANY transport size that was asked for, 0 if not known. */
export function itemValues(data: S7Data, size: number): OperationValue[] {
  const { bytes } = data;
  if (bytes.length === 0) return [];
  if (size === 1 || (size === 0 && data.transport === BIT)) {
    return numbers(bytes, 1, (at) => bytes[at] !== 0);
  }
  switch (size === 0 ? sizeOf(data.transport) : size) {
    case 4:
    case 9:
    case 12:
    case 28:
    case 29:
      return numbers(bytes, 2, (at) => word16(bytes, at));
    case 5:
      return numbers(bytes, 2, (at) => (word16(bytes, at) << 16) >> 16);
    case 6:
    case 10:
      return numbers(bytes, 4, (at) => unsigned32(bytes, at));
    case 7:
    case 11:
      return numbers(bytes, 4, (at) => word32(bytes, at));
    case 8:
      return numbers(bytes, 4, (at) => shown(float32(bytes, at, false)));
    case 2:
    case 3:
      return octets(bytes);
    default:
      return [toHex(bytes.subarray(0, OPERATION_VALUES_MAX))];
  }
}

/**
 * How data reads where the job that asked for it was not seen: bytes, signed numbers of 2 and 4
 * bytes, real numbers; hexadecimal for the others, octet strings among them.
 */
function sizeOf(transport: number): number {
  return SIZES[transport] ?? 0;
}

/** S7ANY sizes by transport size. */
const SIZES: Readonly<Record<number, number>> = { 4: 2, 5: 5, 6: 7, 7: 8 };

function numbers(
  bytes: Uint8Array,
  width: number,
  read: (at: number) => OperationValue,
): OperationValue[] {
  const out: OperationValue[] = [];
  const count = Math.min(Math.floor(bytes.length / width), OPERATION_VALUES_MAX);
  for (let i = 0; i < count; i++) out.push(read(i * width));
  return out.length > 0 ? out : octets(bytes);
}

function octets(bytes: Uint8Array): number[] {
  const out: number[] = [];
  const count = Math.min(bytes.length, OPERATION_VALUES_MAX);
  for (let i = 0; i < count; i++) out.push(bytes[i]!);
  return out;
}
