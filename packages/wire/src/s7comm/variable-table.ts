import { type Operation, OPERATION_ITEMS_MAX, type OperationValue } from '@bulkhead/model';
import { word16 } from '../packet/packet.ts';
import { itemValues, readData, type S7Data } from './data.ts';
import { readItemList } from './items.ts';
import { dataEnd, parameterEnd, userdataGroup, userdataSub } from './pdu.ts';

/** Areas of variable tables, with the width in their letter, as analysers agree on them. */
const AREAS: ReadonlyMap<number, string> = new Map([
  [0x00, 'M'],
  [0x01, 'MB'],
  [0x02, 'MW'],
  [0x03, 'MD'],
  [0x10, 'I'],
  [0x11, 'IB'],
  [0x12, 'IW'],
  [0x13, 'ID'],
  [0x20, 'Q'],
  [0x21, 'QB'],
  [0x22, 'QW'],
  [0x23, 'QD'],
  [0x31, 'PIB'],
  [0x32, 'PIW'],
  [0x33, 'PID'],
  [0x54, 'T'],
  [0x64, 'C'],
  [0x70, 'DBX'],
  [0x71, 'DBB'],
  [0x72, 'DBW'],
  [0x73, 'DBD'],
]);

const PROGRAMMER_GROUP = 1;
/** Sub-functions whose request holds a table: monitor, modify, force. */
const TABLE_SUBS: ReadonlySet<number> = new Set([2, 8, 9]);
const DATA_HEADER_BYTES = 4;
const ITEM_BYTES = 6;
/** S7ANY sizes that say how values of the three widths read. */
const SIZES: Readonly<Record<string, number>> = { X: 1, B: 2, W: 4, D: 6 };

/** Group and sub-functions that subscribe to variables, named as those of a job. */
const CYCLIC_GROUP = 2;
/** Syntax of an item that names several parts of data blocks. */
const PARTS_OF_BLOCKS = 0xb0;
const CYCLIC_SUBS: ReadonlySet<number> = new Set([1, 5, 7]);

export interface TableItem {
  readonly object: string;
  readonly address: number | null;
  readonly count: number;
  readonly values: readonly OperationValue[];
  /** S7ANY size that says how values read; 0 where it is not known. */
  readonly size: number;
  readonly refusal?: NonNullable<Operation['refusal']>;
}

/**
 * Variables of a request that monitors, modifies or forces; none for other requests. At most
 * `OPERATION_ITEMS_MAX`.
 */
export function tableItems(bytes: Uint8Array, at: number, end: number): TableItem[] {
  const group = userdataGroup(bytes, at, end);
  if (group === CYCLIC_GROUP) return subscribedItems(bytes, at, end);
  if (group !== PROGRAMMER_GROUP) return [];
  if (!TABLE_SUBS.has(userdataSub(bytes, at, end))) return [];
  const last = dataEnd(bytes, at, end);
  // Two sizes, the parameters of the job, then the number of variables.
  const sizes = parameterEnd(bytes, at, end) + DATA_HEADER_BYTES;
  if (sizes + 4 > last) return [];
  const countAt = sizes + 4 + word16(bytes, sizes);
  if (countAt + 2 > last) return [];
  const count = Math.min(word16(bytes, countAt), OPERATION_ITEMS_MAX);
  const out: TableItem[] = [];
  let valueAt = countAt + 2 + word16(bytes, countAt) * ITEM_BYTES;
  for (let i = 0; i < count; i++) {
    const item = countAt + 2 + i * ITEM_BYTES;
    if (item + ITEM_BYTES > last) break;
    const { name, address, repeated, size } = readItem(bytes, item);
    let values: OperationValue[] = [];
    if (valueAt + 4 <= last) {
      const length = word16(bytes, valueAt + 2);
      const valueEnd = Math.min(last, valueAt + 4 + length);
      const data = { returnCode: 0, transport: 0, bytes: bytes.subarray(valueAt + 4, valueEnd) };
      values = itemValues(data, size);
      valueAt += 4 + length + (length % 2);
    }
    out.push({ object: name, address, count: repeated, values, size });
  }
  return out;
}

/** How many, how often (base and factor), then the variables. */
function subscribedItems(bytes: Uint8Array, at: number, end: number): TableItem[] {
  if (!CYCLIC_SUBS.has(userdataSub(bytes, at, end))) return [];
  const last = dataEnd(bytes, at, end);
  const countAt = parameterEnd(bytes, at, end) + DATA_HEADER_BYTES;
  if (countAt + 4 > last) return [];
  const items = readItemList(bytes, countAt + 4, last, word16(bytes, countAt));
  return items.map((item) => ({ ...item, values: [] }));
}

/** Whether the first of the variables that are subscribed to is parts of data blocks. */
export function subscribesParts(bytes: Uint8Array, at: number, end: number): boolean {
  if (userdataGroup(bytes, at, end) !== CYCLIC_GROUP) return false;
  const syntax = parameterEnd(bytes, at, end) + DATA_HEADER_BYTES + 4 + 2;
  return syntax < dataEnd(bytes, at, end) && bytes[syntax] === PARTS_OF_BLOCKS;
}

/**
 * What a controller sends of the variables that were subscribed to, at once and then again and
 * again; none for other PDUs. How many, then each as in the answer to a read job.
 */
export function subscribedData(bytes: Uint8Array, at: number, end: number): S7Data[] {
  if (userdataGroup(bytes, at, end) !== CYCLIC_GROUP) return [];
  if (!CYCLIC_SUBS.has(userdataSub(bytes, at, end))) return [];
  const last = dataEnd(bytes, at, end);
  const countAt = parameterEnd(bytes, at, end) + DATA_HEADER_BYTES;
  if (countAt + 2 > last) return [];
  return readData(bytes, countAt + 2, last, word16(bytes, countAt));
}

/** Area, repetition or bit, data block, first byte. */
function readItem(
  bytes: Uint8Array,
  at: number,
): { name: string; address: number; repeated: number; size: number } {
  const area = bytes[at]!;
  const second = bytes[at + 1]!;
  const db = word16(bytes, at + 2);
  const address = word16(bytes, at + 4);
  const letters = AREAS.get(area) ?? `AREA_0x${area.toString(16).padStart(2, '0')}_`;
  const isBit = area === 0x00 || area === 0x10 || area === 0x20 || area === 0x70;
  const place = isBit ? `${address}.${second}` : `${address}`;
  const name = area >= 0x70 && area <= 0x73 ? `DB${db}.${letters}${place}` : letters + place;
  const width = isBit ? 'X' : letters.at(-1)!;
  return { name, address, repeated: isBit ? 1 : second, size: SIZES[width] ?? 2 };
}
