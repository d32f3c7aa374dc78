import { OPERATION_ITEMS_MAX, type OperationValue } from '@bulkhead/model';
import { textOf, unsigned32, word16 } from '../bytes.ts';
import {
  answered,
  describeItems,
  type Description,
  type Part,
  requestPart,
  responsePart,
} from '../described/described.ts';
import type { Exchange } from '../flow/flow.ts';
import { readRegisters, textOrHex } from '../values.ts';
import { elementBytes, memoryObject, memoryValues } from './areas.ts';
import { FINS_TABLE, forceName, modeName, parameterAreaName } from './commands.ts';
import { describeFile, isProgramFile } from './files.ts';
import { FRAME, frameAt, serviceCode, TCP_HEADER } from './header.ts';

/** What the commands without an object of their own are about. */
const OBJECTS: Readonly<Record<number, string>> = {
  0x0602: 'network_status',
  0x0603: 'data_link_status',
  0x0620: 'cycle_time',
  0x0801: 'loop_back_test',
  0x0802: 'broadcast_test',
  0x0803: 'broadcast_test',
  0x0920: 'message',
  0x2103: 'log',
  0x2141: 'log',
  0x2602: 'name',
};
/** An address and a model in an answer about connected units, W342 §5-3-14. */
const UNIT_BYTES = 21;

/** Area code, word and bit. */
const ADDRESS_BYTES = 4;

/** The service of an exchange, of its request or, where that was not seen, of its answer. */
export function codeOf(exchange: Exchange): number {
  const { request, requestBytes, response, responseAt, responseEnd } = exchange;
  if (requestBytes > 0) return serviceCode(request, 0, requestBytes);
  return serviceCode(response, responseAt, responseEnd);
}

function bodyOf(part: Part, offset: number): Part {
  const { bytes, at, end } = part;
  return { bytes, at: Math.min(end, frameAt(bytes, at, end) + offset), end };
}

export function describeFins(exchange: Exchange): Description {
  const code = codeOf(exchange);
  const asked = bodyOf(requestPart(exchange), FRAME.commandData);
  const answer = bodyOf(responsePart(exchange), FRAME.responseData);
  if (code < 0x100) return describeHeader(exchange);
  switch (code >> 8) {
    case 0x01:
      return describeMemory(code, asked, answer);
    case 0x02:
      return describeParameter(code, asked, answer);
    case 0x03:
      return describeProgram(code, asked, answer);
    case 0x22:
      return describeFile(code, asked, answer);
    case 0x23:
      return describeForced(code, asked, answer);
    default:
      return describeOther(code, asked, answer);
  }
}

const PROGRAM_AREA_FILE_TRANSFER = 0x220c;
/** What commands on a file imply where it holds the program. */
const FILE_TECHNIQUES: ReadonlyMap<number, readonly string[]> = new Map([
  [0x2202, ['T0845']],
  [0x2203, ['T0843']],
  [0x2205, ['T0809', 'T0889']],
  [0x2207, ['T0889']],
]);
/** By the first word of a transfer: to a file, from a file, comparing. */
const TRANSFER_TECHNIQUES: readonly (readonly string[])[] = [['T0845'], ['T0843'], []];

/** Those of the service; a program that is copied to or from a file goes up or down. */
export function techniquesOf(exchange: Exchange): readonly string[] {
  const code = codeOf(exchange);
  const ofProgram = FILE_TECHNIQUES.get(code);
  if (ofProgram === undefined && code !== PROGRAM_AREA_FILE_TRANSFER) {
    return FINS_TABLE.techniques(code);
  }
  const asked = bodyOf(requestPart(exchange), FRAME.commandData);
  if (ofProgram !== undefined) {
    return isProgramFile(asked, code) ? ofProgram : FINS_TABLE.techniques(code);
  }
  return has(asked, 2) ? (TRANSFER_TECHNIQUES[word(asked, 0)] ?? []) : [];
}

/** Node addresses that a FINS/TCP connection is given. */
function describeHeader(exchange: Exchange): Description {
  const values: number[] = [];
  const { bytes, at, end } = answered(exchange) ? responsePart(exchange) : requestPart(exchange);
  for (let next = at + TCP_HEADER.bytes; next + 4 <= end && values.length < 2; next += 4) {
    values.push(unsigned32(bytes, next));
  }
  return { object: 'connection', values };
}

function has({ at, end }: Part, bytes: number): boolean {
  return end - at >= bytes;
}

function from({ bytes, at, end }: Part, offset: number): Part {
  return { bytes, at: Math.min(end, at + offset), end };
}

function word(part: Part, offset: number): number {
  return has(part, offset + 2) ? word16(part.bytes, part.at + offset) : 0;
}

function describeMemory(code: number, asked: Part, answer: Part): Description {
  if (code === 0x0104) return describeMultiple(asked, answer);
  if (!has(asked, ADDRESS_BYTES + 2)) {
    return { object: 'memory', values: code === 0x0101 ? dataOf(answer) : [] };
  }
  const area = asked.bytes[asked.at]!;
  const address = word(asked, 1);
  const object = memoryObject(asked);
  if (code === 0x0105) {
    if (!has(asked, ADDRESS_BYTES * 2 + 2)) return { object, address };
    const count = word(asked, ADDRESS_BYTES * 2);
    const target = memoryObject(from(asked, ADDRESS_BYTES));
    const items = [object, target].map((one) => ({ object: one, count, values: [] }));
    return { object, address, count, items };
  }
  const count = word(asked, ADDRESS_BYTES);
  const data = code === 0x0101 ? answer : from(asked, ADDRESS_BYTES + 2);
  // A fill has one word, whatever it fills.
  const values = code === 0x0103 ? readRegisters(data.bytes, data.at, data.end).slice(0, 1) : null;
  return { object, address, count, values: values ?? memoryValues(area, data).slice(0, count) };
}

/** One element of each of several addresses; each is answered behind its area code. */
function describeMultiple(asked: Part, answer: Part): Description {
  const items = [];
  let next = answer.at;
  for (let one = asked; has(one, ADDRESS_BYTES); one = from(one, ADDRESS_BYTES)) {
    const area = one.bytes[one.at]!;
    const end = next + 1 + elementBytes(area);
    const value: Part = { bytes: answer.bytes, at: next + 1, end: Math.min(end, answer.end) };
    items.push({
      object: memoryObject(one),
      address: word(one, 1),
      count: 1,
      values: value.at < value.end ? memoryValues(area, value) : [],
    });
    next = end;
    if (items.length >= OPERATION_ITEMS_MAX) break;
  }
  return describeItems(items, Math.floor((asked.end - asked.at) / ADDRESS_BYTES));
}

function dataOf({ bytes, at, end }: Part): string[] {
  return at < end ? [textOrHex(bytes.subarray(at, end))] : [];
}

/** Bit 15 of the count says that it is the last part. */
function describeParameter(code: number, asked: Part, answer: Part): Description {
  if (code >= 0x0220) {
    // An area, a first word and a count stand before what is written.
    return { object: 'data_link_table', values: dataOf(code === 0x0220 ? answer : from(asked, 6)) };
  }
  if (!has(asked, 6)) return { object: 'parameter' };
  const data = code === 0x0201 ? from(answer, 6) : from(asked, 6);
  return {
    object: `parameter/${parameterAreaName(word(asked, 0))}`,
    address: word(asked, 2),
    count: word(asked, 4) & 0x7fff,
    values: readRegisters(data.bytes, data.at, data.end),
  };
}

/** Never with the password of a protection. */
function describeProgram(code: number, asked: Part, answer: Part): Description {
  if (!has(asked, 2)) return { object: 'program' };
  const object = `program/${word(asked, 0)}`;
  if (code === 0x0306 || code === 0x0307) {
    if (!has(asked, 8)) return { object };
    const data = code === 0x0306 ? from(answer, 8) : from(asked, 8);
    return {
      object,
      address: unsigned32(asked.bytes, asked.at + 2),
      count: word(asked, 6) & 0x7fff,
      values: dataOf(data),
    };
  }
  if (code === 0x0308 || !has(asked, 11)) return { object };
  return { object, address: unsigned32(asked.bytes, asked.at + 3) };
}

function describeForced(code: number, asked: Part, answer: Part): Description {
  if (code === 0x2302) return { object: 'forced_bits' };
  if (code === 0x230a) {
    if (!has(asked, 6)) return { object: 'forced_bits' };
    const data = from(answer, 6);
    const { object, address } = { object: memoryObject(asked), address: word(asked, 1) };
    const values = [...data.bytes.subarray(data.at, data.end)].slice(0, OPERATION_ITEMS_MAX);
    return { object, address, count: word(asked, 4), values };
  }
  const items = [];
  for (let one = from(asked, 2); has(one, 6); one = from(one, 6)) {
    const place = from(one, 2);
    items.push({
      object: memoryObject(place),
      address: word(place, 1),
      count: 1,
      values: [forceName(word(one, 0))],
    });
    if (items.length >= OPERATION_ITEMS_MAX) break;
  }
  return describeItems(items, Math.floor((asked.end - asked.at - 2) / 6));
}

function describeOther(code: number, asked: Part, answer: Part): Description {
  const first = has(asked, 1) ? asked.bytes[asked.at]! : 0;
  switch (code) {
    case 0x0401:
      if (!has(asked, 2)) return { object: 'cpu' };
      // Without a mode it is monitor mode, W342 §5-3-10.
      return {
        object: 'cpu',
        values: [has(asked, 3) ? modeName(asked.bytes[asked.at + 2]!) : 'monitor'],
      };
    case 0x0402:
    case 0x0403:
      return { object: 'cpu' };
    case 0x0501:
      // With 1 it is the units of the CPU bus, which have no names.
      return {
        object: `controller_data/${first}`,
        values: first === 1 ? [] : controllerData(answer),
      };
    case 0x0502:
      return { object: `unit/${first}`, address: first, values: unitModels(answer) };
    case 0x0601:
      return { object: 'controller_status', values: statusValues(answer) };
    case 0x0701:
      return { object: 'clock', values: clockValues(answer) };
    case 0x0702:
      return { object: 'clock', values: clockValues(asked) };
    case 0x0c01:
    case 0x0c02:
    case 0x0c03:
      return { object: `program/${word(asked, 0)}`, address: word(asked, 0) };
    case 0x2101:
      return { object: 'error', values: has(asked, 2) ? [word(asked, 0)] : [] };
    case 0x0620:
      return { object: 'cycle_time', values: cycleTimes(answer) };
    case 0x0920:
      return { object: 'message', values: messages(answer) };
    case 0x2102:
      return {
        object: 'log',
        address: word(asked, 0),
        count: word(asked, 2),
        values: loggedErrors(answer),
      };
    case 0x2140:
      return {
        object: 'log',
        address: word(asked, 0),
        count: word(asked, 2),
        values: dataOf(from(answer, LOG_HEADER_BYTES)),
      };
    case 0x2601:
      return { object: 'name', values: [textOf(asked.bytes, asked.at, asked.end)] };
    case 0x2603:
      return { object: 'name', values: [textOf(answer.bytes, answer.at, answer.end)] };
    case 0x0802:
    case 0x0602:
    case 0x0603:
      return { object: OBJECTS[code]!, values: dataOf(answer) };
    case 0x0801:
    case 0x0803:
      return { object: OBJECTS[code]!, values: dataOf(asked) };
    default:
      return { object: OBJECTS[code] ?? '' };
  }
}

/** Average, longest and shortest, in tenths of a millisecond, W342 §5-3-17. */
function cycleTimes({ bytes, at, end }: Part): number[] {
  if (end - at < 12) return [];
  return [0, 4, 8].map((offset) => unsigned32(bytes, at + offset));
}

const MESSAGE_BYTES = 32;
const MESSAGES_MAX = 8;

/** Texts of messages behind a word that says which there are, W342 §5-3-19. */
function messages({ bytes, at, end }: Part): string[] {
  const out: string[] = [];
  for (let next = at + 2; next + MESSAGE_BYTES <= end; next += MESSAGE_BYTES) {
    out.push(textOf(bytes, next, next + MESSAGE_BYTES));
    if (out.length >= MESSAGES_MAX) break;
  }
  return out;
}

/** Most records there can be, how many there are, and how many follow. */
const LOG_HEADER_BYTES = 6;
const LOG_RECORD_BYTES = 10;

/** `0x80e1 0x80e9 24-06-03T04:01:02`: code and detail of an error, and when it was. */
function loggedErrors({ bytes, at, end }: Part): string[] {
  const out: string[] = [];
  const hex = (offset: number): string =>
    `0x${word16(bytes, offset).toString(16).padStart(4, '0')}`;
  for (let next = at + LOG_HEADER_BYTES; next + LOG_RECORD_BYTES <= end; next += LOG_RECORD_BYTES) {
    const [minute, second, day, hour, year, month] = [4, 5, 6, 7, 8, 9].map((offset) =>
      twoDigits(bytes[next + offset]!),
    );
    const time = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
    out.push(`${hex(next)} ${hex(next + 2)} ${time}`);
    if (out.length >= OPERATION_ITEMS_MAX) break;
  }
  return out;
}

/**
 * Model and version, twenty characters each, W342 §5-3-13. Where the request was not seen, data may
 * be that of CPU bus units, which does not start with a character.
 */
export function controllerData({ bytes, at, end }: Part): OperationValue[] {
  if (end - at < 40 || bytes[at]! < 0x21 || bytes[at]! > 0x7e) return [];
  return [textOf(bytes, at, at + 20), textOf(bytes, at + 20, at + 40)];
}

function unitModels({ bytes, at, end }: Part): string[] {
  const out: string[] = [];
  for (let next = at + 1; next + UNIT_BYTES <= end; next += UNIT_BYTES) {
    out.push(textOf(bytes, next + 1, next + UNIT_BYTES));
    if (out.length >= OPERATION_ITEMS_MAX) break;
  }
  return out;
}

/** Stopped, running or waiting, and the mode, W342 §5-3-15. */
function statusValues({ bytes, at, end }: Part): OperationValue[] {
  if (end - at < 2) return [];
  const status = bytes[at]!;
  const name = status === 0 ? 'stop' : (status & 0x7f) === 1 ? 'run' : 'standby';
  const out = [name, modeName(bytes[at + 1]!)];
  if (end - at < STATUS_BYTES) return out;
  // What stops it and what does not as bits, the number of the error and its text.
  const [fatal, other, error] = [2, 4, 8].map((offset) => word16(bytes, at + offset));
  return [...out, fatal!, other!, error!, textOf(bytes, at + 10, at + STATUS_BYTES)];
}

const STATUS_BYTES = 26;

/** Year to second, each in two decimal digits; the second may be left out. */
function clockValues({ bytes, at, end }: Part): OperationValue[] {
  if (end - at < 5) return [];
  const [year, month, day, hour, minute] = [0, 1, 2, 3, 4].map((i) => twoDigits(bytes[at + i]!));
  const second = end - at > 5 ? twoDigits(bytes[at + 5]!) : '00';
  // Years from 98 on are of the last century, W342 §5-3-18.
  const century = Number(year) >= 98 ? '19' : '20';
  return [`${century}${year}-${month}-${day}T${hour}:${minute}:${second}`];
}

function twoDigits(decimal: number): string {
  return decimal.toString(16).padStart(2, '0');
}
