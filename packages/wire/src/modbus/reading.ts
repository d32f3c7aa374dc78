import { type Operation, OPERATION_ITEMS_MAX, type OperationValue } from '@bulkhead/model';
import type { Exchange } from '../flow/flow.ts';
import { word16 } from '../packet/packet.ts';
import { bytesShown, readBits, readRegisters, textOrHex } from '../values.ts';
import { subFunction } from './checks.ts';
import { isPublicFunction, modbusFunction } from './functions.ts';
import { ADU } from './shape.ts';

type Items = NonNullable<Operation['items']>;

/** Object kind of the functions that name a range. */
const TABLES: Readonly<Record<number, string>> = {
  1: 'coil',
  2: 'discrete_input',
  3: 'holding_register',
  4: 'input_register',
  5: 'coil',
  6: 'holding_register',
  15: 'coil',
  16: 'holding_register',
  22: 'holding_register',
  23: 'holding_register',
  24: 'fifo',
};

const WHOLE_DEVICE: Readonly<Record<number, string>> = {
  7: 'exception_status',
  11: 'comm_event_counter',
  12: 'comm_event_log',
  17: 'server_id',
};

const IDENTIFICATION = ['unknown', 'basic', 'regular', 'extended', 'specific'];

/** Function code that the exchange is about, without the exception bit. */
export function codeOf(exchange: Exchange): number {
  if (exchange.requestBytes > ADU.code) return exchange.request[ADU.code]!;
  return exchange.response[exchange.responseAt + ADU.code]! & 0x7f;
}

export function subOf(exchange: Exchange): number {
  if (exchange.requestBytes > 0) return subFunction(exchange.request, 0, exchange.requestBytes);
  return subFunction(exchange.response, exchange.responseAt, exchange.responseEnd);
}

/**
 * Address of the first object: of the request, or of the answer to a write that repeats it; null
 * where neither says it. A diagnostic's is its sub-function.
 */
export function addressOf(exchange: Exchange): number | null {
  const code = codeOf(exchange);
  if (code === 8) return nullIfNegative(subOf(exchange));
  if (code === 23) return requestWord(exchange, 12);
  if (code === 20 || code === 21) return requestWord(exchange, 12);
  if (code === 43) {
    return subOf(exchange) === 14 && exchange.requestBytes > 10 ? exchange.request[10]! : null;
  }
  if (TABLES[code] === undefined) return null;
  if (exchange.requestBytes > 0) return requestWord(exchange, ADU.data);
  const repeats = code === 5 || code === 6 || code === 15 || code === 16 || code === 22;
  return repeats ? responseWord(exchange, ADU.data) : null;
}

/** Objects of the range; 1 where the function has no range. */
export function countOf(exchange: Exchange): number {
  const code = codeOf(exchange);
  if (code === 23) return requestWord(exchange, 14) ?? 0;
  if (code === 20 || code === 21) return requestWord(exchange, 14) ?? 0;
  if (!((code >= 1 && code <= 4) || code === 15 || code === 16)) return 1;
  const asked = requestWord(exchange, 10);
  if (asked !== null) return asked;
  if (code >= 15) return responseWord(exchange, 10) ?? 0;
  if (!answered(exchange)) return 0;
  const bytes = responseByte(exchange, 8);
  return code <= 2 ? bytes * 8 : bytes >> 1;
}

export function objectOf(exchange: Exchange): string {
  const code = codeOf(exchange);
  const address = addressOf(exchange);
  const table = TABLES[code];
  if (table !== undefined) return address === null ? table : `${table}/${address}`;
  if (code === 8) return address === null ? 'diagnostics' : `diagnostics/${address}`;
  if (code === 20 || code === 21) return filesOf(exchange)[0]?.object ?? 'file';
  if (code === 43) return encapsulatedObject(exchange);
  return WHOLE_DEVICE[code] ?? `function/${code}`;
}

/** Written by the request, or read by the answer. */
export function valuesOf(exchange: Exchange): readonly OperationValue[] {
  const code = codeOf(exchange);
  const { request, requestBytes } = exchange;
  switch (code) {
    case 5: {
      const value = requestWord(exchange, 10) ?? responseWord(exchange, 10);
      return value === null ? [] : [value === 0xff00 ? true : value === 0 ? false : value];
    }
    case 6: {
      const value = requestWord(exchange, 10) ?? responseWord(exchange, 10);
      return value === null ? [] : [value];
    }
    case 15:
      return readBits(request, 13, requestBytes, countOf(exchange));
    case 16:
      return writtenRegisters(exchange, 12);
    case 22: {
      const [and, or] = [requestWord(exchange, 10), requestWord(exchange, 12)];
      return and === null || or === null ? [] : [and, or];
    }
    case 23:
      return writtenRegisters(exchange, 16);
    case 20:
    case 21:
      return filesOf(exchange)[0]?.values ?? [];
    default:
      if (!isPublicFunction(code)) return opaqueValues(exchange);
      return answered(exchange) ? answerValues(exchange, code) : requestValues(exchange, code);
  }
}

/** What goes with a function whose form is not public: what was sent, or else what was answered. */
function opaqueValues(exchange: Exchange): readonly OperationValue[] {
  const { request, requestBytes, response, responseAt: at, responseEnd: end } = exchange;
  const sent = bytesShown(request, ADU.data, requestBytes);
  return sent.length > 0 || !answered(exchange) ? sent : bytesShown(response, at + ADU.data, end);
}

/** Registers of a request whose count of bytes stands at `countAt`; what is behind them is none. */
function writtenRegisters({ request, requestBytes }: Exchange, countAt: number): number[] {
  const from = countAt + 1;
  if (from > requestBytes) return [];
  return readRegisters(request, from, Math.min(requestBytes, from + request[countAt]!));
}

/** A diagnostic's data field is worth showing also where nothing answered. */
function requestValues(exchange: Exchange, code: number): readonly OperationValue[] {
  if (code !== 8) return [];
  const data = requestWord(exchange, 10);
  return data === null ? [] : [data];
}

function answerValues(exchange: Exchange, code: number): readonly OperationValue[] {
  const { response, responseAt: at, responseEnd: end } = exchange;
  switch (code) {
    case 1:
    case 2:
      return readBits(response, at + 9, end, countOf(exchange));
    case 3:
    case 4:
      return readRegisters(response, at + 9, Math.min(end, at + 9 + responseByte(exchange, 8)));
    case 7:
      return [responseByte(exchange, 8)];
    case 8:
      return readRegisters(response, at + 10, end);
    case 11:
      return readRegisters(response, at + 8, Math.min(end, at + 12));
    case 12:
      return readRegisters(response, at + 9, Math.min(end, at + 15));
    case 17:
      return bytesShown(response, at + 9, Math.min(end, at + 9 + responseByte(exchange, 8)));
    case 24:
      return readRegisters(response, at + 12, Math.min(end, at + 12 + 2 * fifoCount(exchange)));
    case 43:
      if (subOf(exchange) === 14) return identificationValues(exchange);
      return bytesShown(response, at + ADU.data + 1, end);
    default:
      return [];
  }
}

/** The text of each object of a device identification, §6.21. */
function identificationValues(exchange: Exchange): readonly OperationValue[] {
  const { response, responseAt, responseEnd: end } = exchange;
  const out: OperationValue[] = [];
  let at = responseAt + 14;
  while (at + 2 <= end && out.length < OPERATION_ITEMS_MAX) {
    const next = at + 2 + response[at + 1]!;
    out.push(textOrHex(response.subarray(at + 2, Math.min(next, end))));
    at = next;
  }
  return out;
}

/** Both ranges of 23 as far as it goes, and each file of 20 and 21; undefined for one object. */
export function itemsOf(exchange: Exchange): Items | undefined {
  const code = codeOf(exchange);
  if (code === 23 && exchange.requestBytes >= 12) {
    const { request, requestBytes, response, responseAt: at, responseEnd: end } = exchange;
    const readEnd = Math.min(end, at + 9 + responseByte(exchange, 8));
    const read = {
      object: `holding_register/${word16(request, 8)}`,
      count: word16(request, 10),
      values: answered(exchange) ? readRegisters(response, at + 9, readEnd) : [],
    };
    if (requestBytes < 16) return [read];
    const written = {
      object: `holding_register/${word16(request, 12)}`,
      count: word16(request, 14),
      values: valuesOf(exchange).slice(),
    };
    return [written, read];
  }
  if (code !== 20 && code !== 21) return undefined;
  const files = filesOf(exchange);
  return files.length > 1 ? files : undefined;
}

/** The references of 20 Read File Record and 21 Write File Record, §6.14 and §6.15. */
function filesOf(exchange: Exchange): Items {
  const { request, requestBytes } = exchange;
  const writes = codeOf(exchange) === 21;
  const out: Items[number][] = [];
  let at = 9;
  let answerAt = exchange.responseAt + 9;
  while (at + 7 <= requestBytes && out.length < OPERATION_ITEMS_MAX) {
    const length = word16(request, at + 5);
    let values: OperationValue[] = [];
    if (writes)
      values = readRegisters(request, at + 7, Math.min(requestBytes, at + 7 + length * 2));
    else if (answered(exchange) && answerAt < exchange.responseEnd) {
      const next = answerAt + 1 + exchange.response[answerAt]!;
      values = readRegisters(exchange.response, answerAt + 2, Math.min(next, exchange.responseEnd));
      answerAt = next;
    }
    const object = `file/${word16(request, at + 1)}/record/${word16(request, at + 3)}`;
    out.push({ object, count: length, values });
    at += 7 + (writes ? length * 2 : 0);
  }
  return out;
}

function encapsulatedObject(exchange: Exchange): string {
  const sub = subOf(exchange);
  if (sub !== 14) return sub < 0 ? 'encapsulated' : `encapsulated/${sub}`;
  const { request, requestBytes, response, responseAt: at, responseEnd: end } = exchange;
  const kind = requestBytes > 9 ? request[9]! : at + 9 < end ? response[at + 9]! : 0;
  return `device_identification/${IDENTIFICATION[kind] ?? 'unknown'}`;
}

/** Whether there is an answer that is not an exception. */
function answered(exchange: Exchange): boolean {
  return exchange.responseFrame > 0 && responseByte(exchange, ADU.code) < 0x80;
}

function requestWord(exchange: Exchange, offset: number): number | null {
  return exchange.requestBytes >= offset + 2 ? word16(exchange.request, offset) : null;
}

function responseWord(exchange: Exchange, offset: number): number | null {
  const at = exchange.responseAt + offset;
  const whole = exchange.responseFrame > 0 && at + 2 <= exchange.responseEnd;
  return whole && responseByte(exchange, ADU.code) < 0x80 ? word16(exchange.response, at) : null;
}

function responseByte(exchange: Exchange, offset: number): number {
  const at = exchange.responseAt + offset;
  return at < exchange.responseEnd ? exchange.response[at]! : 0;
}

/** Registers in the queue that function 24 reads, behind the count of bytes; §6.18. */
function fifoCount(exchange: Exchange): number {
  return responseWord(exchange, 10) ?? 0;
}

function nullIfNegative(value: number): number | null {
  return value < 0 ? null : value;
}

/** The service that the operation carries. */
export function serviceOf(exchange: Exchange): Operation['service'] {
  return modbusFunction(codeOf(exchange), subOf(exchange)).service;
}

/** What the function by itself implies; of 8 and 43 the sub-function decides. */
export function techniquesOf(exchange: Exchange): readonly string[] {
  return modbusFunction(codeOf(exchange), subOf(exchange)).techniques;
}
