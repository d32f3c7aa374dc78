import { readU16, u16 } from '../../bytes.ts';
import type { S7Byte, S7Cpu } from './cpu.ts';

/** Return codes of one item. */
const OK = 0xff;
const ADDRESS_OUT_OF_RANGE = 0x05;
const ACCESS_DENIED = 0x03;
const TYPE_NOT_SUPPORTED = 0x06;

/** Transport sizes: of a request's item, and of the data that goes with it. */
const BIT = 1;
const SIZES: ReadonlyMap<number, number> = new Map([
  [BIT, 1],
  [2, 1],
  [4, 2],
]);
const DATA_BIT = 3;
const DATA_BYTES = 4;
const ITEM_BYTES = 12;
export const ITEMS_MAX = 20;

/** One item of a read or write: an S7-any pointer (syntax id 0x10). */
interface Item {
  readonly size: number;
  readonly bytes: readonly (S7Byte | undefined)[];
  readonly bit: number;
}

/** Read variables, function 4: parameter and data of the answer. */
export function readVariables(cpu: S7Cpu, parameter: Uint8Array): number[] {
  const items = itemsOf(cpu, parameter);
  return items.flatMap((item, i) => {
    if (item === undefined) return [TYPE_NOT_SUPPORTED, 0, 0, 0];
    const values = item.bytes.map((byte) => byte?.read());
    if (values.includes(undefined)) return [ADDRESS_OUT_OF_RANGE, 0, 0, 0];
    const bytes = values as number[];
    if (item.size === BIT)
      return padded([OK, DATA_BIT, 0, 1, (bytes[0]! >> item.bit) & 1], i, items);
    return padded([OK, DATA_BYTES, ...u16(bytes.length * 8), ...bytes], i, items);
  });
}

/** Every item but the last ends on an even byte. */
function padded(bytes: number[], i: number, items: readonly unknown[]): number[] {
  return bytes.length % 2 === 1 && i < items.length - 1 ? [...bytes, 0] : bytes;
}

/** Write variables, function 5: one return code for each item. */
export function writeVariables(cpu: S7Cpu, parameter: Uint8Array, data: Uint8Array): number[] {
  let at = 0;
  return itemsOf(cpu, parameter).map((item) => {
    const isBits = data[at + 1] === DATA_BIT;
    const length = isBits ? readU16(data, at + 2) : readU16(data, at + 2) / 8;
    const values = data.subarray(at + 4, at + 4 + length);
    at += 4 + length + (length % 2);
    return item === undefined ? TYPE_NOT_SUPPORTED : writeItem(item, values);
  });
}

function writeItem(item: Item, values: Uint8Array): number {
  if (item.bytes.includes(undefined)) return ADDRESS_OUT_OF_RANGE;
  if (item.bytes.some((byte) => byte!.write === undefined)) return ACCESS_DENIED;
  if (values.length !== item.bytes.length) return TYPE_NOT_SUPPORTED;
  item.bytes.forEach((byte, i) => {
    const mask = 1 << item.bit;
    const kept = byte!.read() & ~mask;
    byte!.write!(item.size === BIT ? (values[i] === 1 ? kept | mask : kept) : values[i]!);
  });
  return OK;
}

/** The items that function 4 or 5 names; undefined where one is not understood. */
function itemsOf(cpu: S7Cpu, parameter: Uint8Array): (Item | undefined)[] {
  const count = Math.min(parameter[1] ?? 0, ITEMS_MAX);
  return Array.from({ length: count }, (_, i) => {
    const item = parameter.subarray(2 + i * ITEM_BYTES, 2 + (i + 1) * ITEM_BYTES);
    return item.length === ITEM_BYTES ? itemOf(cpu, item) : undefined;
  });
}

function itemOf(cpu: S7Cpu, item: Uint8Array): Item | undefined {
  const [size, count, block, area] = [item[3]!, readU16(item, 4), readU16(item, 6), item[8]!];
  const width = SIZES.get(size);
  const place = area === 0x84 ? `DB${block}.` : area === 0x83 ? 'M' : undefined;
  if (item[2] !== 0x10 || width === undefined || place === undefined || count > 200) {
    return undefined;
  }
  const bits = (item[9]! << 16) | readU16(item, 10);
  const first = bits >> 3;
  const bytes = Array.from({ length: count * width }, (_, i) =>
    cpu.memory.get(`${place}${first + i}`),
  );
  return { size, bytes, bit: bits & 7 };
}
