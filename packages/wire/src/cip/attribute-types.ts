import { toHex } from '@bulkhead/kernel';
import type { OperationValue } from '@bulkhead/model';
import { textOf, word16, word16le, word32, word32le } from '../bytes.ts';
import { ipv4Text, macText } from '../flow/address-text.ts';
import { revisionText, serialText } from './identity.ts';
import { valueOfType } from './typed.ts';

/**
 * Types of attributes by class: CIP Volume 1 chapter 5 and Volume 2 chapter 5; Rockwell publication
 * 1756-PM020 for symbols (0x6B), templates (0x6C) and changes of the program (0xAC). Several types
 * are a structure. Others are of no published type, or of several.
 */
const TYPES = `
0x01 1=uint 2=uint 3=uint 4=revision 5=uint 6=serial 7=short 8=usint 9=uint 10=usint
0x06 1=uint 2=uint 3=uint 4=uint 5=uint 6=uint 7=uint 8=uint
0x43 1=bool 2=bool 3=ulint 4=ulint 5=lint 6=ulint 7=ulint
0x48 1=bool 2=usint 3=usint 4=usint 5=usint 6=usint 7=usint 8=usint
0x6b 1=string 2=uint 3=udint 5=udint 6=udint 7=uint 8=udint,udint,udint
0x6c 1=uint 2=uint 4=udint 5=udint
0x8b 6=ulint
0xac 1=uint 2=uint 3=udint 4=udint 10=udint
0xf4 1=uint 2=uint 3=path 4=short
0xf5 1=udint 2=udint 3=udint 4=path 5=ip,ip,ip,ip,ip,string 6=string 8=usint 9=usint,usint,uint,ip
0xf5 10=bool 12=bool 13=uint
0xf6 1=udint 2=udint 3=mac 6=uint,uint 7=usint 8=usint 9=usint 10=short
0xf6 4=udint,udint,udint,udint,udint,udint,udint,udint,udint,udint,udint
0xf6 5=udint,udint,udint,udint,udint,udint,udint,udint,udint,udint,udint,udint`;

/** Attributes that a Get Attributes All answers with, in their order. */
const ALL: ReadonlyMap<number, readonly number[]> = new Map([
  [0xf5, [1, 2, 3, 4, 5, 6]],
  [0xf6, [1, 2, 3]],
]);

/** Type codes of `typed.ts` by the names of CIP Volume 1 appendix C. */
const ELEMENTARY: Readonly<Record<string, readonly [code: number, bytes: number]>> = {
  bool: [0xc1, 1],
  lint: [0xc5, 8],
  usint: [0xc6, 1],
  uint: [0xc7, 2],
  udint: [0xc8, 4],
  ulint: [0xc9, 8],
};
const MAC_BYTES = 6;

const TYPE_BY_PLACE = readTypes(TYPES);

function readTypes(table: string): ReadonlyMap<number, readonly string[]> {
  const out = new Map<number, readonly string[]>();
  for (const line of table.trim().split('\n')) {
    const [classId, ...attributes] = line.split(' ');
    for (const attribute of attributes) {
      const [number, types = ''] = attribute.split('=');
      out.set(placeKey(Number(classId), Number(number)), types.split(','));
    }
  }
  return out;
}

function placeKey(classId: number, attribute: number): number {
  return classId * 0x10000 + attribute;
}

function typesOf(classId: number, attribute: number): readonly string[] | undefined {
  return TYPE_BY_PLACE.get(placeKey(classId, attribute));
}

/** Bytes that the value of an attribute takes; -1 where that is not known or it does not fit. */
export function attributeBytes(
  classId: number,
  attribute: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): number {
  const types = typesOf(classId, attribute);
  if (types === undefined) return -1;
  let next = at;
  for (const type of types) {
    const length = typeLength(type, bytes, next, end);
    if (length < 0 || next + length > end) return -1;
    next += length;
  }
  return next - at;
}

function typeLength(type: string, bytes: Uint8Array, at: number, end: number): number {
  switch (type) {
    case 'revision':
      return 2;
    case 'serial':
    case 'ip':
      return 4;
    case 'mac':
      return MAC_BYTES;
    case 'short':
      return at < end ? 1 + bytes[at]! : -1;
    case 'string':
      return at + 2 <= end ? 2 + word16le(bytes, at) : -1;
    case 'path':
      return at + 2 <= end ? 2 + word16le(bytes, at) * 2 : -1;
    default:
      return ELEMENTARY[type]?.[1] ?? -1;
  }
}

/** The values of an attribute of known type that lies at `at`; none where it does not fit. */
export function attributeValues(
  classId: number,
  attribute: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): readonly OperationValue[] {
  if (attributeBytes(classId, attribute, bytes, at, end) < 0) return [];
  let next = at;
  return (typesOf(classId, attribute) ?? []).map((type) => {
    const from = next;
    next += typeLength(type, bytes, from, end);
    return valueOf(type, bytes, from, next);
  });
}

function valueOf(type: string, bytes: Uint8Array, at: number, end: number): OperationValue {
  switch (type) {
    case 'revision':
      return revisionText(bytes, at);
    case 'serial':
      return serialText(bytes, at);
    case 'ip':
      return ipv4Text(word32le(bytes, at));
    case 'mac':
      return macText(word16(bytes, at), word32(bytes, at + 2));
    case 'short':
      return textOf(bytes, at + 1, end);
    case 'string':
      return textOf(bytes, at + 2, end);
    case 'path':
      return toHex(bytes.subarray(at + 2, end));
    default:
      return valueOfType(ELEMENTARY[type]![0], bytes, at);
  }
}

/** All that a Get Attributes All answered; none where the class has no order of known types. */
export function allAttributeValues(
  classId: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): readonly OperationValue[] {
  const out: OperationValue[] = [];
  let next = at;
  for (const attribute of ALL.get(classId) ?? []) {
    const length = attributeBytes(classId, attribute, bytes, next, end);
    if (length < 0) break;
    out.push(...attributeValues(classId, attribute, bytes, next, end));
    next += length;
  }
  return out;
}
