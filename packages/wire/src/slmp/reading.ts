import { OPERATION_VALUES_MAX, type OperationValue } from '@bulkhead/model';
import { describeItems, type Description, type Item } from '../described/described.ts';
import type { Exchange } from '../flow/flow.ts';
import { textOrHex } from '../values.ts';
import { SlmpData } from './devices.ts';
import {
  commandOf,
  contentAt,
  dataAt,
  isAnswer,
  isAscii,
  KIND,
  kindOf,
  subcommandOf,
  wordAt,
} from './frame.ts';

import {
  isOld,
  isOldText,
  OLD,
  oldAnswerBytes,
  oldCode,
  oldCommand,
  oldDevicesAt,
  oldLength,
  oldPoints,
  sameCommand,
} from './frame1e.ts';

/** Bits of a subcommand: bit units, and the wide form of the iQ-R series. */
const BIT_UNITS = 0x01;
const WIDE = 0x02;

/**
 * Command of the request, -1 where that was not seen: an answer does not repeat it. What a
 * controller reports has the form of a request.
 */
export function commandOfExchange(exchange: Exchange): number {
  const { request, requestBytes, response, responseAt, responseEnd } = exchange;
  if (requestBytes > 0) return commandIn(request, 0, requestBytes);
  return commandIn(response, responseAt, responseEnd);
}

function commandIn(bytes: Uint8Array, at: number, end: number): number {
  if (end > at && isOld(bytes, at)) {
    return oldLength(bytes, at, end) > 0 ? sameCommand(oldCommand(bytes, at)) : -1;
  }
  const kind = kindOf(bytes, at, end);
  if (kind === KIND.none || end - at < dataAt(kind, false) || isAnswer(bytes, at, kind)) return -1;
  return commandOf(bytes, at, kind);
}

function dataOf(bytes: Uint8Array, at: number, end: number, answer: boolean): SlmpData {
  const kind = kindOf(bytes, at, end);
  if (kind === KIND.none) return new SlmpData(bytes, end, end, false);
  // Behind another end code than zero there is the route, not data.
  const refused = answer && wordAt(bytes, at + contentAt(kind), kind) !== 0;
  return new SlmpData(bytes, refused ? end : at + dataAt(kind, answer), end, isAscii(kind));
}

export function describeSlmp(exchange: Exchange): Description {
  const { request, requestBytes, response, responseAt, responseEnd } = exchange;
  const command = commandOfExchange(exchange);
  if (requestBytes > 0 ? isOld(request, 0) : isOld(response, responseAt)) {
    return describeOld(exchange);
  }
  const answer = dataOf(response, responseAt, responseEnd, true);
  if (command < 0) return { values: restOf(answer) };
  if (requestBytes === 0) return { object: 'controller', values: restOf(answer) };
  const asked = dataOf(request, 0, requestBytes, false);
  const sub = subcommandOf(request, 0, kindOf(request, 0, requestBytes));
  switch (command) {
    case 0x0401:
    case 0x1401:
      return describeRange(sub, asked, command === 0x0401 ? answer : asked);
    case 0x0403:
    case 0x0801:
      return describeRandomRead(sub, asked, answer, command === 0x0403);
    case 0x1402:
      return describeRandomWrite(sub, asked);
    case 0x0406:
    case 0x1406:
      return describeBlocks(sub, asked, command === 0x0406 ? answer : asked, command === 0x1406);
    default:
      return describeOther(command, asked, answer);
  }
}

/** Frame 1E: a range of devices, devices one by one, or the controller. */
function describeOld(exchange: Exchange): Description {
  const { request, requestBytes, response, responseAt, responseEnd } = exchange;
  if (requestBytes === 0 || oldLength(request, 0, requestBytes) <= 0) return {};
  const command = oldCommand(request, 0);
  const ascii = isOldText(request, 0);
  const asked = new SlmpData(request, oldDevicesAt(request, 0), requestBytes, ascii);
  const bits = command === OLD.readBits || command === OLD.writeBits || command === OLD.testBits;
  if (command > OLD.testWords) return { object: command === OLD.selfTest ? 'loopback' : 'cpu' };
  if (command <= OLD.writeWords) {
    const { object, address } = asked.oldDevice();
    const count = oldPoints(request, 0);
    asked.number(2);
    const reads = command <= OLD.readWords;
    const from = responseEnd > responseAt ? oldAnswerBytes(response, responseAt) : 0;
    const answer = new SlmpData(response, responseAt + from, responseEnd, ascii);
    const refused = responseEnd > responseAt && oldCode(response, responseAt) !== 0;
    if (reads && refused) return { object, address, count };
    const data = reads ? answer : asked;
    return { object, address, count, values: bits ? bitsOf(data, count) : wordsOf(data, count) };
  }
  const items: Place[] = [];
  for (let left = oldPoints(request, 0); left > 0 && asked.left > 0; left--) {
    const { object, address } = asked.oldDevice();
    const value = asked.number(bits ? 1 : 2);
    items.push({ object, address, count: 1, values: [bits ? value !== 0 : value] });
  }
  return describeItems(items);
}

/** Bits are half bytes in binary, the first in the upper half, and characters in text. */
function bitsOf(data: SlmpData, count: number): boolean[] {
  const out: boolean[] = [];
  const bits = Math.min(count, OPERATION_VALUES_MAX, data.ascii ? data.left : data.left * 2);
  for (let i = 0; i < bits; i++) {
    if (data.ascii) out.push(data.bytes[data.at + i] === 0x31);
    else out.push(((data.bytes[data.at + (i >> 1)]! >> ((i & 1) === 0 ? 4 : 0)) & 1) === 1);
  }
  return out;
}

function wordsOf(data: SlmpData, count: number): number[] {
  const out: number[] = [];
  while (out.length < Math.min(count, OPERATION_VALUES_MAX) && data.has(2))
    out.push(data.number(2));
  return out;
}

/** What is left, as text or hexadecimal. */
function restOf(data: SlmpData): OperationValue[] {
  return data.left > 0 ? [textOrHex(data.bytes.subarray(data.at, data.end))] : [];
}

/** Extended specification (bit 7) has devices in a form of its own, which is not read. */
function isExtended(sub: number): boolean {
  return (sub & 0x80) !== 0;
}

function describeRange(sub: number, asked: SlmpData, data: SlmpData): Description {
  if (isExtended(sub)) return { object: 'extended_device', values: restOf(data) };
  const wide = (sub & WIDE) !== 0;
  if (!asked.hasDevice(wide)) return { object: 'device' };
  const { object, address } = asked.device(wide);
  const count = asked.number(2);
  const values = (sub & BIT_UNITS) !== 0 ? bitsOf(data, count) : wordsOf(data, count);
  return { object, address, count, values };
}

type Place = Item & { readonly address: number };

/** So many devices of a word, then so many of two words. */
function describeRandomRead(
  sub: number,
  asked: SlmpData,
  answer: SlmpData,
  answered: boolean,
): Description {
  const wide = (sub & WIDE) !== 0;
  const words = asked.number(1);
  const doubles = asked.number(1);
  if (isExtended(sub)) return { object: 'extended_device', count: words + doubles };
  const items: Place[] = [];
  for (let i = 0; i < words + doubles && asked.hasDevice(wide); i++) {
    const { object, address } = asked.device(wide);
    const size = i < words ? 2 : 4;
    const values = answered && answer.has(size) ? [answer.number(size)] : [];
    items.push({ object, address, count: 1, values });
  }
  return describeItems(items);
}

function describeRandomWrite(sub: number, asked: SlmpData): Description {
  const wide = (sub & WIDE) !== 0;
  const bits = (sub & BIT_UNITS) !== 0;
  const words = asked.number(1);
  const doubles = bits ? 0 : asked.number(1);
  if (isExtended(sub)) return { object: 'extended_device', count: words + doubles };
  const items: Place[] = [];
  for (let i = 0; i < words + doubles && asked.hasDevice(wide); i++) {
    const { object, address } = asked.device(wide);
    const value = asked.number(bits ? (wide ? 2 : 1) : i < words ? 2 : 4);
    items.push({ object, address, count: 1, values: [bits ? value !== 0 : value] });
  }
  return describeItems(items);
}

/** Blocks of words and of sixteen bits each; those of a write have their words behind them. */
function describeBlocks(
  sub: number,
  asked: SlmpData,
  data: SlmpData,
  isWrite: boolean,
): Description {
  const wide = (sub & WIDE) !== 0;
  const blocks = asked.number(1) + asked.number(1);
  if (isExtended(sub)) return { object: 'extended_device', count: blocks };
  const items: Place[] = [];
  for (let i = 0; i < blocks && asked.hasDevice(wide); i++) {
    const { object, address } = asked.device(wide);
    const count = asked.number(2);
    const values = wordsOf(data, count);
    // What is beyond the values kept still has to be passed.
    if (isWrite)
      for (let more = values.length; more < count && asked.has(2); more++) asked.number(2);
    items.push({ object, address, count, values });
  }
  return describeItems(items);
}

const RUN_MODES: Readonly<Record<number, string>> = { 1: 'normal', 3: 'force' };

function describeOther(command: number, asked: SlmpData, answer: SlmpData): Description {
  switch (command) {
    case 0x0101:
      return { object: 'cpu', values: answer.left > 0 ? [answer.text(16)] : [] };
    case 0x0613:
    case 0x1613: {
      const address = asked.number(4);
      const count = asked.number(2);
      const values = wordsOf(command === 0x0613 ? answer : asked, count);
      return { object: `buffer/${address}`, address, count, values };
    }
    case 0x0601:
    case 0x1601: {
      const address = asked.number(4);
      const count = asked.number(2);
      const unit = asked.number(2).toString(16).toUpperCase();
      const values = restOf(command === 0x0601 ? answer : asked);
      return { object: `unit/${unit}/${address}`, address, count, values };
    }
    case 0x1001:
    case 0x1003: {
      const mode = asked.number(2);
      return { object: 'cpu', values: [RUN_MODES[mode] ?? mode] };
    }
    case 0x1002:
    case 0x1005:
    case 0x1006:
      return { object: 'cpu' };
    case 0x0802:
      return { object: 'monitor', values: wordsOf(answer, OPERATION_VALUES_MAX) };
    case 0x1630:
    case 0x1631:
      // Never with the password itself.
      return { object: 'remote_password' };
    case 0x0619:
      return { object: 'loopback', count: asked.number(2), values: restOf(asked) };
    case 0x041a:
    case 0x041c:
    case 0x141a:
    case 0x141b:
      return { object: 'label' };
    case 0x0e30:
    case 0x0e31:
      return { object: 'node' };
    default:
      return command >= 0x1810 && command <= 0x182a ? describeFile(command, asked) : {};
  }
}

/** File commands of the Q and L series; a keyword of four bytes comes first and is left out. */
function describeFile(command: number, asked: SlmpData): Description {
  if (command >= 0x1828) {
    const handle = asked.number(2);
    if (command === 0x182a) return { object: `file/${handle}` };
    const address = asked.number(4);
    return { object: `file/${handle}`, address, count: asked.number(2) };
  }
  if (command === 0x1824 || command === 0x1825 || command === 0x1826) return { object: 'file' };
  asked.number(4);
  if (command === 0x1827) asked.number(2);
  if (command === 0x1820 || command === 0x1810) asked.number(4);
  const drive = asked.number(2);
  const name = asked.text(Math.min(asked.number(2), 255));
  return { object: name === '' ? `drive/${drive}` : `drive/${drive}/${name}` };
}
