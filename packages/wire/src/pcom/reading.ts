import { OPERATION_ITEMS_MAX, OPERATION_VALUES_MAX, type OperationValue } from '@bulkhead/model';
import { float32, textOf, unsigned32le, word16le, word32le } from '../bytes.ts';
import { answered, describeItems, type Description, type Part } from '../described/described.ts';
import { shown } from '../finite.ts';
import type { Exchange } from '../flow/flow.ts';
import { readBits, textOrHex } from '../values.ts';
import { operandOf, operandType, SIZE } from './commands.ts';
import { BINARY, bodyOf, commandIn, HEADER, isBinary, serviceCode } from './message.ts';

const NUMBER_CHARACTERS = [1, 4, 8, 8, 8];
const NUMBER_BYTES = [1, 2, 4, 4, 4];

/** The service of the request; of the answer, which in text has two letters, where it is alone. */
export function codeOf(exchange: Exchange): number {
  const { request, requestBytes, response, responseAt, responseEnd } = exchange;
  if (requestBytes > 0) return serviceCode(request, 0, requestBytes);
  return serviceCode(response, responseAt, responseEnd);
}

export function describePcom(exchange: Exchange): Description {
  const { request, requestBytes, response, responseAt, responseEnd } = exchange;
  if (requestBytes === 0) return {};
  if (isBinary(request, 0)) return describeBinary(exchange);
  const body = bodyOf(request, 0, requestBytes);
  const command = commandIn(body);
  const answer = answered(exchange) ? bodyOf(response, responseAt, responseEnd).slice(2) : '';
  const operand = operandOf(command);
  if (operand !== null) {
    const given = body.slice(command.length);
    const address = numberOf(given.slice(0, 4));
    const count = numberOf(given.slice(4, 6));
    if (Number.isNaN(address)) return { object: operand.name };
    const data = command.startsWith('S') ? given.slice(6) : answer;
    return {
      object: `${operand.name}/${address}`,
      address,
      count: Number.isNaN(count) ? 1 : count,
      values: valuesOf(data, operand.size),
    };
  }
  switch (command) {
    case 'ID':
      return { object: 'identification', values: answer === '' ? [] : [answer.slice(0, 15)] };
    case 'UG':
      return { object: 'unit_id', values: answer === '' ? [] : [answer.slice(0, 2)] };
    case 'US':
      return { object: 'unit_id', values: [body.slice(2, 4)] };
    case 'RC':
      return { object: 'clock', values: answer === '' ? [] : [answer.slice(0, 14)] };
    case 'SC':
      return { object: 'clock', values: [body.slice(2, 16)] };
    default:
      return { object: command.startsWith('CC') ? 'controller' : '' };
  }
}

/** Hexadecimal digits and nothing else, such as a sign; NaN for other text. */
function numberOf(digits: string): number {
  return /^[\da-f]+$/i.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
}

/** Bits are a character each, numbers four or eight digits, in two's complement where signed. */
function valuesOf(text: string, size: number): OperationValue[] {
  const width = NUMBER_CHARACTERS[size]!;
  const out: OperationValue[] = [];
  for (let i = 0; i + width <= text.length && out.length < OPERATION_VALUES_MAX; i += width) {
    const digits = text.slice(i, i + width);
    const value = numberOf(digits);
    if (Number.isNaN(value)) break;
    if (size === SIZE.bit) out.push(value !== 0);
    else if (size === SIZE.word) out.push((value << 16) >> 16);
    else if (size === SIZE.unsigned) out.push(value);
    else out.push(size === SIZE.float ? floatOf(value) : value | 0);
  }
  return out;
}

const scratch = new Uint8Array(4);

/** The lower half of a float comes first, each half high byte first. */
function floatOf(value: number): OperationValue {
  scratch.set([(value >>> 8) & 0xff, value & 0xff, value >>> 24, (value >>> 16) & 0xff]);
  return shown(float32(scratch, 0, false));
}

function dataOf(bytes: Uint8Array, at: number, end: number): Part {
  const start = Math.min(end, at + HEADER.bytes + BINARY.data);
  return { bytes, at: start, end: Math.max(start, end - 3) };
}

function describeBinary(exchange: Exchange): Description {
  const { request, requestBytes, response, responseAt, responseEnd } = exchange;
  const asked = dataOf(request, 0, requestBytes);
  const answer = dataOf(response, responseAt, responseEnd);
  const code = serviceCode(request, 0, requestBytes);
  switch (code) {
    case 0x0c:
      return { object: 'plc_name', values: textsOf(answer) };
    case 0x4d:
      return describeItems(readOperands(asked, answer));
    case 0x50:
      return describeItems(blocks(asked));
    case 0x02:
    case 0x42:
      // Never with the password itself.
      return { object: 'password' };
    case 0x01:
    case 0x1a:
      return { object: memory(code), values: hexOf(answer) };
    case 0x41:
    case 0x5a:
      return { object: memory(code), values: hexOf(asked) };
    default:
      return { object: code === 0x10 || code === 0x16 ? 'resource' : '' };
  }
}

function memory(code: number): string {
  return code === 0x1a || code === 0x5a ? 'resource' : 'memory';
}

function textsOf({ bytes, at, end }: Part): string[] {
  return at < end ? [textOf(bytes, at, end)] : [];
}

function hexOf({ bytes, at, end }: Part): string[] {
  return at < end ? [textOrHex(bytes.subarray(at, end))] : [];
}

/** What a block of a command in binary is about. */
interface Block {
  readonly object: string;
  readonly address: number;
  readonly count: number;
  readonly values: readonly OperationValue[];
}

/**
 * Blocks of count, type and addresses: one for each, or with bit 7 of the type only the first. The
 * answer has the values in the same order: bits from a first address on are packed, others have a
 * byte each, and numbers start at even places.
 */
function readOperands({ bytes, at, end }: Part, answer: Part): Block[] {
  const out: Block[] = [];
  let next = at;
  let from = answer.at;
  while (next + 6 <= end && out.length < OPERATION_ITEMS_MAX) {
    const count = word16le(bytes, next);
    const type = bytes[next + 2]!;
    const { name, size } = operandType(type, true);
    const isRange = (type & 0x80) !== 0;
    if (size !== SIZE.bit) from += (from - answer.at) & 1;
    next += 4;
    if (isRange) {
      const address = word16le(bytes, next);
      const values = rangeValues({ ...answer, at: from }, count, size);
      out.push({ object: `${name}/${address}`, address, count, values });
      from += size === SIZE.bit ? (count + 7) >> 3 : count * NUMBER_BYTES[size]!;
      next += 2;
      continue;
    }
    for (let i = 0; i < count && next + 2 <= end; i++, next += 2) {
      const address = word16le(bytes, next);
      const values = rangeValues({ ...answer, at: from }, 1, size);
      from += NUMBER_BYTES[size]!;
      out.push({ object: `${name}/${address}`, address, count: 1, values });
      if (out.length >= OPERATION_ITEMS_MAX) break;
    }
  }
  return out;
}

function rangeValues({ bytes, at, end }: Part, count: number, size: number): OperationValue[] {
  if (size === SIZE.bit) return readBits(bytes, at, end, count);
  const out: OperationValue[] = [];
  const width = NUMBER_BYTES[size]!;
  for (let i = 0; i < count && at + width <= end && out.length < OPERATION_VALUES_MAX; i++) {
    out.push(numberAt(bytes, at, size));
    at += width;
  }
  return out;
}

/** So many blocks that are read, then so many that are written, with their values. */
function blocks({ bytes, at, end }: Part): Block[] {
  const out: Block[] = [];
  if (end - at < 4) return out;
  const reads = word16le(bytes, at);
  const writes = word16le(bytes, at + 2);
  let next = at + 4;
  for (let i = 0; i < reads + writes && next + 4 <= end; i++) {
    const { name, size } = operandType(bytes[next]!, false);
    const count = bytes[next + 1]!;
    const address = word16le(bytes, next + 2);
    next += 4;
    const values: OperationValue[] = [];
    if (i >= reads) {
      const width = NUMBER_BYTES[size]!;
      for (let n = 0; n < count && next + (n + 1) * width <= end; n++) {
        values.push(numberAt(bytes, next + n * width, size));
      }
      next += count * width + ((count * width) & 1);
    }
    out.push({ object: `${name}/${address}`, address, count, values });
    if (out.length >= OPERATION_ITEMS_MAX) break;
  }
  return out;
}

function numberAt(bytes: Uint8Array, at: number, size: number): OperationValue {
  if (size === SIZE.bit) return bytes[at] !== 0;
  if (size === SIZE.word) return (word16le(bytes, at) << 16) >> 16;
  if (size === SIZE.float) {
    // The upper half comes first, each half low byte first.
    scratch.set([bytes[at + 1]!, bytes[at]!, bytes[at + 3]!, bytes[at + 2]!]);
    return shown(float32(scratch, 0, false));
  }
  return size === SIZE.unsigned ? unsigned32le(bytes, at) : word32le(bytes, at);
}
