import { OPERATION_VALUES_MAX, type OperationValue } from '@bulkhead/model';
import { word16 } from '../packet/packet.ts';
import { textOrHex } from '../values.ts';
import { blockObject, blockType, nameText } from './blocks.ts';
import { szlMeaning, szlObject } from './szl.ts';
import { dataEnd, parameterEnd, userdataGroup, userdataSub } from './pdu.ts';

const GROUP = { mode: 0, programmer: 1, cyclic: 2, block: 3, cpu: 4, security: 5, time: 7 };
const GROUP_NAMES = [
  'mode',
  'programmer',
  'cyclic',
  'blocks',
  'cpu',
  'password',
  'block_send',
  'clock',
];
const READ_SZL = 1;
const LIST_OF_TYPE = 2;
const BLOCK_INFO = 3;
/** Return code, transport size and length stand before the data proper. */
const DATA_HEADER_BYTES = 4;

/** What a userdata PDU is about: `szl/0x0011/...`, `blocks/DB`, `block/OB1`, `clock`. */
export function userdataObject(bytes: Uint8Array, at: number, end: number): string {
  const group = userdataGroup(bytes, at, end);
  const sub = userdataSub(bytes, at, end);
  const data = parameterEnd(bytes, at, end) + DATA_HEADER_BYTES;
  const last = dataEnd(bytes, at, end);
  if (group === GROUP.cpu && sub === READ_SZL) {
    return data + 4 <= last ? szlObject(bytes, data) : 'szl';
  }
  if (group === GROUP.block && sub === LIST_OF_TYPE && data + 2 <= last) {
    return `blocks/${blockType(nameText(bytes, data, data + 2))}`;
  }
  if (group === GROUP.block && sub === BLOCK_INFO && data + 7 <= last) {
    return blockObject(nameText(bytes, data, Math.min(last, data + 8)));
  }
  return GROUP_NAMES[group] ?? (group === 15 ? 'nc' : `userdata/${group}`);
}

/** What an answer or a request says; a password is never shown. */
export function userdataValues(
  bytes: Uint8Array,
  at: number,
  end: number,
  asks: boolean,
): OperationValue[] {
  const group = userdataGroup(bytes, at, end);
  const sub = userdataSub(bytes, at, end);
  const data = parameterEnd(bytes, at, end) + DATA_HEADER_BYTES;
  const last = dataEnd(bytes, at, end);
  if (group === GROUP.time && data + 10 <= last) return [clockText(bytes, data)];
  if (asks) return [];
  if (group === GROUP.cpu && sub === READ_SZL) return szlValues(bytes, data, last);
  if (group === GROUP.block && sub === 1) return blockCounts(bytes, data, last);
  return [];
}

/** Each record of a system status list: its text where it has one, else hexadecimal. */
function szlValues(bytes: Uint8Array, data: number, end: number): OperationValue[] {
  if (data + 8 > end) return [];
  const meaning = szlMeaning(bytes, data, end);
  if (meaning.length > 0) return meaning;
  const length = word16(bytes, data + 4);
  const out: OperationValue[] = [];
  if (length === 0) return out;
  for (let at = data + 8; at + length <= end && out.length < OPERATION_VALUES_MAX; at += length) {
    const record = bytes.subarray(at, at + length);
    const text = nameText(record, 2, length).replace(/\.+/g, ' ').trim();
    out.push(/[A-Za-z0-9 -]{6,}/.test(text) ? text : textOrHex(record));
  }
  return out;
}

/** `OB 12`: how many blocks there are of each type. */
function blockCounts(bytes: Uint8Array, data: number, end: number): OperationValue[] {
  const out: OperationValue[] = [];
  for (let at = data; at + 4 <= end && out.length < OPERATION_VALUES_MAX; at += 4) {
    out.push(`${blockType(nameText(bytes, at, at + 2))} ${word16(bytes, at + 2)}`);
  }
  return out;
}

/** Binary coded decimal; the first byte is not used, the year has two digits. */
function clockText(bytes: Uint8Array, at: number): string {
  const two = (offset: number): string => bytes[at + offset]!.toString(16).padStart(2, '0');
  const century = bytes[at + 2]! < 0x90 ? '20' : '19';
  return `${century}${two(2)}-${two(3)}-${two(4)}T${two(5)}:${two(6)}:${two(7)}`;
}
