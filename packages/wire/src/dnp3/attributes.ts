import { toHex } from '@bulkhead/kernel';
import type { OperationValue, SightingField } from '@bulkhead/model';
import { float32, float64, textOf, unsigned32le, word16le } from '../bytes.ts';
import { shown } from '../finite.ts';

/** Types of a device attribute's value, IEEE 1815 Annex A.1. */
const TYPE = { text: 1, unsigned: 2, signed: 3, float: 4, octets: 5, bits: 6, time: 7 } as const;
const OCTETS_SHOWN = 64;

/** Which attribute, by variation, tells what of a device; IEEE 1815 Annex A.1, Table A-2. */
const IDENTITY: Readonly<Record<number, SightingField>> = {
  206: 'description',
  208: 'name',
  242: 'firmware',
  243: 'hardware',
  245: 'location',
  246: 'order_number',
  247: 'name',
  248: 'serial',
  250: 'model',
  252: 'vendor',
};

/** What an attribute tells of a device; undefined for most. */
export function identityOf(variation: number): SightingField | undefined {
  return IDENTITY[variation];
}

/** The value of the attribute whose type stands at `at`. */
export function attributeValue(bytes: Uint8Array, at: number, end: number): OperationValue[] {
  if (at + 2 > end) return [];
  const length = bytes[at + 1]!;
  const value = at + 2;
  const last = Math.min(end, value + length);
  if (last < value + length) return [];
  switch (bytes[at]!) {
    case TYPE.text:
      return [textOf(bytes, value, last)];
    case TYPE.unsigned:
      if (length === 1) return [bytes[value]!];
      if (length === 2) return [word16le(bytes, value)];
      if (length === 4) return [unsigned32le(bytes, value)];
      break;
    case TYPE.signed:
      if (length === 1) return [(bytes[value]! << 24) >> 24];
      if (length === 2) return [(word16le(bytes, value) << 16) >> 16];
      if (length === 4) return [unsigned32le(bytes, value) | 0];
      break;
    case TYPE.float:
      if (length === 4) return [shown(float32(bytes, value, true))];
      if (length === 8) return [shown(float64(bytes, value, true))];
      break;
  }
  return [toHex(bytes.subarray(value, Math.min(last, value + OCTETS_SHOWN)))];
}
