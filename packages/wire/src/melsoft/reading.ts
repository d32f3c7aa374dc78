import { OPERATION_ITEMS_MAX, OPERATION_VALUES_MAX, type OperationValue } from '@bulkhead/model';
import { textOf, unsigned32le, word16le } from '../bytes.ts';
import {
  answered,
  describeItems,
  type Description,
  type Part,
  requestPart,
  responsePart,
} from '../described/described.ts';
import type { Exchange } from '../flow/flow.ts';
import { utf16Text } from '../ntlmssp/utf16.ts';
import { commandAt, commandOf, DATA, isAnswer, isProbe, statusOf } from './message.ts';
import { COMMAND, PROBE } from './services.ts';

/** Behind a command: devices asked for, each with code, number and four bytes that are zero. */
const DEVICES = { at: 16, bytes: 10, points: 26, data: 28 } as const;
/** Behind a command: devices read here and there, how many of them and which. */
const RANDOM = { count: 16, at: 26 } as const;
const USER_BYTES = 40;
const MODEL_BYTES = 16;
/** How far behind the command a path begins, and its bytes. */
const PATH_AT_MAX = 32;
const PATH_BYTES_MAX = 512;
/** Characters that paths have. */
const PATH = /^[\u0020-\u{10ffff}]+$/u;

/** The command, of the request where that was seen; -1 where neither has it. */
export function codeOf(exchange: Exchange): number {
  const { bytes, at, end } =
    exchange.requestBytes > 0 ? requestPart(exchange) : responsePart(exchange);
  if (end === at) return -1;
  return isProbe(bytes, at) ? PROBE : commandOf(bytes, at, end);
}

export function describeMelsoft(exchange: Exchange): Description {
  if (exchange.requestBytes === 0) return {};
  const request = requestPart(exchange);
  const { bytes, at, end } = request;
  if (isProbe(bytes, at)) return { object: 'network' };
  const from = commandAt(bytes, at);
  switch (commandOf(bytes, at, end)) {
    case COMMAND.readDevices:
    case COMMAND.writeDevices:
      return describeDevices(exchange, request, from);
    case COMMAND.readRandom:
      return describeRandom(request, from);
    case COMMAND.logUserIn:
      return { object: named('user', userOf(exchange)) };
    case COMMAND.listFiles:
    case COMMAND.findFile:
    case COMMAND.openFile:
      return { object: named('file', pathIn(bytes, from + DATA, end)) };
    case COMMAND.readFile:
    case COMMAND.writeFile:
    case COMMAND.closeFile:
      return { object: 'file' };
    default:
      return {};
  }
}

/** The user who logs in, '' where that was not seen. */
export function userOf(exchange: Exchange): string {
  const { bytes, at, end } = requestPart(exchange);
  if (end === at || isProbe(bytes, at)) return '';
  const from = commandAt(bytes, at) + DATA;
  return utf16Text(bytes, from, Math.min(end, from + USER_BYTES));
}

/** The model that the answer to the opening of a session names. */
export function modelOf(bytes: Uint8Array, at: number, end: number): string {
  const from = commandAt(bytes, at) + DATA;
  return untilZero(textOf(bytes, from, Math.min(end, from + MODEL_BYTES))).trim();
}

function describeDevices(exchange: Exchange, { bytes, end }: Part, from: number): Description {
  if (from + DEVICES.data > end) return {};
  const count = word16le(bytes, from + DEVICES.points);
  const device = deviceAt(bytes, from + DEVICES.at);
  const writes = commandOf(bytes, 0, end) === COMMAND.writeDevices;
  if (writes) return { ...device, count, values: words(bytes, from + DEVICES.data, end, count) };
  const { bytes: answer, at, end: last } = responsePart(exchange);
  const isRead = answered(exchange) && isAnswer(answer, at) && !isProbe(answer, at);
  if (!isRead || statusOf(answer, at) !== 0) return { ...device, count };
  const values = words(answer, commandAt(answer, at) + DATA, last, count);
  return { ...device, count, values };
}

function describeRandom({ bytes, end }: Part, from: number): Description {
  const items: ReturnType<typeof deviceAt>[] = [];
  if (from + RANDOM.at > end) return {};
  const room = Math.floor((end - from - RANDOM.at) / DEVICES.bytes);
  const count = Math.min(word16le(bytes, from + RANDOM.count), room);
  for (let i = 0; i < Math.min(count, OPERATION_ITEMS_MAX); i++) {
    items.push(deviceAt(bytes, from + RANDOM.at + i * DEVICES.bytes));
  }
  return describeItems(
    items.map((item) => ({ ...item, count: 1, values: [] })),
    count,
  );
}

/** Devices have a code; which letter it stands for is not published. */
function deviceAt(bytes: Uint8Array, at: number): { object: string; address: number } {
  const code = word16le(bytes, at).toString(16).padStart(2, '0');
  const address = unsigned32le(bytes, at + 2);
  return { object: `device_0x${code}/${address}`, address };
}

/** Words where each point has one; bits, which have fewer bytes, are only counted. */
function words(bytes: Uint8Array, at: number, end: number, count: number): OperationValue[] {
  if (end - at !== count * 2) return [];
  const shown = Math.min(count, OPERATION_VALUES_MAX);
  return Array.from({ length: shown }, (_, i) => word16le(bytes, at + i * 2));
}

/** A path in UTF-16 behind its length in bytes, which ends with a zero; '' where there is none. */
function pathIn(bytes: Uint8Array, at: number, end: number): string {
  for (let from = at; from < at + PATH_AT_MAX && from + 8 <= end; from++) {
    const length = word16le(bytes, from);
    const last = from + 2 + length;
    if (length < 6 || length > PATH_BYTES_MAX || length % 2 > 0 || last > end) continue;
    if (word16le(bytes, last - 2) !== 0) continue;
    const text = utf16Text(bytes, from + 2, last - 2);
    if (PATH.test(text)) return text;
  }
  return '';
}

function named(kind: string, name: string): string {
  return name === '' ? kind : `${kind}/${name}`;
}

function untilZero(text: string): string {
  const zero = text.indexOf('\0');
  return zero < 0 ? text : text.slice(0, zero);
}
