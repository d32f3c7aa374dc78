import { toHex } from '@bulkhead/kernel';
import { type Operation, OPERATION_VALUES_MAX, type OperationValue } from '@bulkhead/model';
import { textOf, unsigned32 } from '../bytes.ts';
import { word16 } from '../packet/packet.ts';
import { bytesShown, textOrHex } from '../values.ts';
import { alarmItems, CPU_SUB, EVENT_BYTES, eventObject, eventValues } from './alarms.ts';
import { blockObject, blockType, nameText } from './blocks.ts';
import { stampText } from './clock.ts';
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
/** The partial list that holds diagnostic events. */
const DIAGNOSTIC_BUFFER = 0xa0;
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
  if (group === GROUP.cpu && sub === CPU_SUB.diagnosticMessage && data + EVENT_BYTES <= last) {
    return eventObject(bytes, data);
  }
  const [alarm] = userdataItems(bytes, at, end);
  if (alarm !== undefined) return alarm.object;
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
  // The first byte of a clock is not used, nor is the second, which is the century.
  if (group === GROUP.time && data + 10 <= last) return [stampText(bytes, data + 2)];
  if (group === GROUP.cpu && sub === CPU_SUB.diagnosticMessage && data + EVENT_BYTES <= last) {
    return eventValues(bytes, data);
  }
  if (group === GROUP.cpu && sub === CPU_SUB.messageService && asks) {
    return subscribed(bytes, data, last);
  }
  if (asks) return [];
  if (group === GROUP.block && sub === LIST_OF_TYPE) return blockNumbers(bytes, data, last);
  if (group === GROUP.block && sub === BLOCK_INFO) return blockInfo(bytes, data, last);
  if (group === GROUP.cpu && sub === READ_SZL) return szlValues(bytes, data, last);
  if (group === GROUP.block && sub === 1) return blockCounts(bytes, data, last);
  return [];
}

/** A later part of an answer: the lengths of its records stand in the first. */
export function userdataRest(
  bytes: Uint8Array,
  at: number,
  end: number,
): readonly OperationValue[] {
  const data = parameterEnd(bytes, at, end) + DATA_HEADER_BYTES;
  return bytesShown(bytes, data, dataEnd(bytes, at, end));
}

/** Which messages a client wants, as bits, and what it calls itself. */
function subscribed(bytes: Uint8Array, data: number, end: number): OperationValue[] {
  if (data + 10 > end) return [];
  return [bytes[data]!, textOf(bytes, data + 2, data + 10)];
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
    if (bytes[data + 1] === DIAGNOSTIC_BUFFER && length === EVENT_BYTES) {
      out.push(`${eventObject(bytes, at)} ${eventValues(bytes, at).join(' ')}`);
      continue;
    }
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

/** Numbers of the blocks of one type, each with flags and language behind it. */
function blockNumbers(bytes: Uint8Array, data: number, end: number): OperationValue[] {
  const out: OperationValue[] = [];
  for (let at = data; at + 4 <= end && out.length < OPERATION_VALUES_MAX; at += 4) {
    out.push(word16(bytes, at));
  }
  return out;
}

/** Where the parts of what a controller tells of a block lie. */
const INFO = { load: 14, code: 40, author: 42, family: 50, name: 58, version: 66, checksum: 68 };
const INFO_BYTES = 70;
const INFO_NAME_BYTES = 8;

/** Name, family, author and version of a block, its sizes in load memory and as code, checksum. */
function blockInfo(bytes: Uint8Array, data: number, end: number): OperationValue[] {
  if (data + INFO_BYTES > end) return [];
  const name = (at: number): string => textOf(bytes, data + at, data + at + INFO_NAME_BYTES);
  const version = bytes[data + INFO.version]!;
  return [
    name(INFO.name),
    name(INFO.family),
    name(INFO.author),
    `${version >> 4}.${version & 15}`,
    unsigned32(bytes, data + INFO.load),
    word16(bytes, data + INFO.code),
    toHex(bytes.subarray(data + INFO.checksum, data + INFO.checksum + 2)),
  ];
}

/** Alarms that a message is about; none for everything else. */
export function userdataItems(
  bytes: Uint8Array,
  at: number,
  end: number,
): NonNullable<Operation['items']> {
  if (userdataGroup(bytes, at, end) !== GROUP.cpu) return [];
  const data = parameterEnd(bytes, at, end) + DATA_HEADER_BYTES;
  return alarmItems(userdataSub(bytes, at, end), bytes, data, dataEnd(bytes, at, end));
}
