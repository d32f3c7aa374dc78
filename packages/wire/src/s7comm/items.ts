import { OPERATION_ITEMS_MAX } from '@bulkhead/model';
import { word16 } from '../packet/packet.ts';

/** One variable that a job names. */
export interface S7Item {
  readonly object: string;
  /** Byte address, or number of a counter or timer; null where the syntax has none. */
  readonly address: number | null;
  readonly count: number;
  /** Transport size of an S7ANY address, which says how values read; 0 for other syntaxes. */
  readonly size: number;
}

const AREAS: Readonly<Record<number, string>> = {
  0x03: 'SYS',
  0x05: 'SM',
  0x06: 'AI',
  0x07: 'AQ',
  0x1c: 'C',
  0x1d: 'T',
  0x1e: 'IEC_C',
  0x1f: 'IEC_T',
  0x80: 'P',
  0x81: 'I',
  0x82: 'Q',
  0x83: 'M',
  0x84: 'DB',
  0x85: 'DI',
  0x86: 'L',
  0x87: 'V',
};

/** Areas whose objects are numbered rather than addressed by byte and bit. */
const NUMBERED = new Set([0x1c, 0x1d, 0x1e, 0x1f]);

/** Letter of the width: X bit, B byte, W word, D double word. */
const WIDTHS: Readonly<Record<number, string>> = {
  1: 'X',
  2: 'B',
  3: 'B',
  4: 'W',
  5: 'W',
  6: 'D',
  7: 'D',
  8: 'D',
  9: 'W',
  10: 'D',
  11: 'D',
  12: 'W',
  15: 'B',
  28: 'W',
  29: 'W',
};

const SYNTAX = { s7Any: 0x10, dbRead: 0xb0, symbolic: 0xb2, drive: 0xa2 } as const;
const NCK_SYNTAXES = new Set([0x82, 0x83, 0x84]);
/** Known syntaxes of alarms and partner blocks; what they name stays a number. */
const OTHER_SYNTAXES = new Set([0x13, 0x15, 0x16, 0x19, 0x1a, 0x1c]);

/**
 * The variables of a read or write job whose item count is at `at`. Stops at the first that does
 * not fit; at most `OPERATION_ITEMS_MAX`.
 */
export function readItems(bytes: Uint8Array, at: number, end: number): S7Item[] {
  return at < end ? readItemList(bytes, at + 1, end, bytes[at]!) : [];
}

/** The same where the count stands elsewhere; the first item is at `at`. */
export function readItemList(bytes: Uint8Array, at: number, end: number, told: number): S7Item[] {
  const items: S7Item[] = [];
  const count = Math.min(told, OPERATION_ITEMS_MAX);
  let itemAt = at;
  for (let i = 0; i < count && itemAt + 3 <= end; i++) {
    const length = bytes[itemAt + 1]!;
    const itemEnd = itemAt + 2 + length;
    if (itemEnd > end) break;
    items.push(...readItem(bytes, itemAt, itemEnd));
    // All but the last are filled up to an even length.
    itemAt = itemEnd + (length % 2);
  }
  return items.slice(0, OPERATION_ITEMS_MAX);
}

function readItem(bytes: Uint8Array, at: number, end: number): S7Item[] {
  const syntax = bytes[at + 2]!;
  const length = end - at - 2;
  if (syntax === SYNTAX.s7Any && length === 10) return [readS7Any(bytes, at)];
  if (syntax === SYNTAX.dbRead && length > 2) return readDbRead(bytes, at + 3, end);
  if (syntax === SYNTAX.symbolic && length >= 10) return [readSymbolic(bytes, at)];
  if (NCK_SYNTAXES.has(syntax) && length === 8) return [readNck(bytes, at)];
  if (syntax === SYNTAX.drive && length === 14) return [readDrive(bytes, at)];
  return [{ object: `syntax/0x${hex(syntax, 2)}`, address: null, count: 1, size: 0 }];
}

/** Whether the syntax is one that analysers know, so that others can be flagged. */
export function isKnownSyntax(syntax: number): boolean {
  return (
    syntax === SYNTAX.s7Any ||
    syntax === SYNTAX.dbRead ||
    syntax === SYNTAX.symbolic ||
    syntax === SYNTAX.drive ||
    NCK_SYNTAXES.has(syntax) ||
    OTHER_SYNTAXES.has(syntax)
  );
}

function readS7Any(bytes: Uint8Array, at: number): S7Item {
  const size = bytes[at + 3]!;
  const count = word16(bytes, at + 4);
  const db = word16(bytes, at + 6);
  const area = bytes[at + 8]!;
  const bits = (bytes[at + 9]! << 16) | word16(bytes, at + 10);
  if (NUMBERED.has(area)) return { object: `${AREAS[area]}${bits}`, address: bits, count, size };
  return { object: variableName(area, db, size, bits), address: bits >> 3, count, size };
}

/** As the programming tools write it: `DB10.DBW0`, `M0.0`, `QB4`. */
function variableName(area: number, db: number, size: number, bits: number): string {
  const byte = bits >> 3;
  const width = WIDTHS[size] ?? 'B';
  const place = width === 'X' ? `${byte}.${bits & 7}` : `${byte}`;
  const name = AREAS[area] ?? `AREA_0x${hex(area, 2)}_`;
  if (area === 0x84 || area === 0x85) return `${name}${db}.${name}${width}${place}`;
  return width === 'X' ? `${name}${place}` : `${name}${width}${place}`;
}

/** Syntax 0xb0: several parts of data blocks, each with its bytes, block and first byte. */
function readDbRead(bytes: Uint8Array, at: number, end: number): S7Item[] {
  const items: S7Item[] = [];
  const count = bytes[at]!;
  for (let i = 0, part = at + 1; i < count && part + 5 <= end; i++, part += 5) {
    const address = word16(bytes, part + 3);
    const object = `DB${word16(bytes, part + 1)}.DBB${address}`;
    items.push({ object, address, count: bytes[part]!, size: 2 });
  }
  return items;
}

/** Syntax 0xb2: symbolic access of S7-1200, by area and checksum of the symbol. */
function readSymbolic(bytes: Uint8Array, at: number): S7Item {
  const area = word16(bytes, at + 4);
  const second = word16(bytes, at + 6);
  const name = area === 0x8a0e ? `DB${second}` : `area_0x${hex(area, 4)}_0x${hex(second, 4)}`;
  const checksum = hex(word16(bytes, at + 8), 4) + hex(word16(bytes, at + 10), 4);
  return { object: `symbol/${name}/0x${checksum}`, address: null, count: 1, size: 0 };
}

function readNck(bytes: Uint8Array, at: number): S7Item {
  const area = bytes[at + 3]! >> 5;
  const unit = bytes[at + 3]! & 31;
  const column = word16(bytes, at + 4);
  const line = word16(bytes, at + 6);
  const object = `nck/area/${area}/unit/${unit}/module/${bytes[at + 8]!}/${column}/${line}`;
  return { object, address: null, count: bytes[at + 9]!, size: 0 };
}

function readDrive(bytes: Uint8Array, at: number): S7Item {
  const parameter = word16(bytes, at + 12);
  const object = `drive/parameter/${parameter}/${word16(bytes, at + 14)}`;
  return { object, address: parameter, count: 1, size: 0 };
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
