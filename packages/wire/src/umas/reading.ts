import type { Operation, OperationValue } from '@bulkhead/model';
import { textOf, word16le } from '../bytes.ts';
import { type Exchange, VERB } from '../flow/flow.ts';
import { exceptionName } from '../modbus/functions.ts';
import { bytesShown } from '../values.ts';
import { dictionaryItems, dictionaryObject } from './dictionary.ts';
import { UMAS_CODE, umasService } from './functions.ts';
import { ANSWER_ERROR, answerDataAt, EXCEPTION, functionOf, UMAS } from './message.ts';
import { variablesOf } from './variables.ts';

/** Where the CPU's name stands in the data of READ_ID, behind 22 bytes of versions. */
export const ID_NAME_AT = 22;
/** The same for the host name of INIT_COMM, the card of READ_CARD_INFO and the project's name. */
export const COMM_NAME_AT = 12;
export const CARD_NAME_AT = 6;
export const PROJECT_NAME_AT = 39;

/** Hands out the unit that the carrier put in the key. */
export function unitOf({ key, requestBytes }: Exchange): number | null {
  return requestBytes > 0 ? key & 0xff : null;
}

export function serviceOf(exchange: Exchange): Operation['service'] {
  const asked = functionOf(exchange);
  if (asked < 0) return { code: 0, name: 'unknown_service_0' };
  const { code, name } = umasService(asked);
  return { code, name };
}

/** `memory/19/100`, `block/7/12`, `program/3`, `reservation`, `plc`. */
export function objectOf(exchange: Exchange): string {
  const { request, requestBytes: end } = exchange;
  const data = UMAS.data;
  const asked = functionOf(exchange);
  switch (asked) {
    case UMAS_CODE.readMemoryBlock:
      if (data + 5 > end) return 'memory';
      return `memory/${word16le(request, data + 1)}/${word16le(request, data + 3)}`;
    case UMAS_CODE.readVariables:
    case UMAS_CODE.writeVariables:
      return variablesOf(exchange)[0]?.object ?? 'block';
    case UMAS_CODE.monitor:
      return variablesOf(exchange)[0]?.object ?? 'monitored';
    case UMAS_CODE.readDictionary:
      return dictionaryObject(exchange);
    case UMAS_CODE.uploadBlock:
    case UMAS_CODE.downloadBlock:
      return data + 4 <= end ? `program/${word16le(request, data + 2)}` : 'program';
    default:
      return OBJECTS.get(asked) ?? '';
  }
}

const OBJECTS: ReadonlyMap<number, string> = new Map([
  [0x01, 'session'],
  [0x02, 'plc'],
  [0x03, 'project'],
  [0x04, 'plc'],
  [0x06, 'card'],
  [0x0a, 'session'],
  [0x10, 'reservation'],
  [0x11, 'reservation'],
  [0x12, 'reservation'],
  [0x24, 'coils_registers'],
  [0x25, 'coils_registers'],
  [0x30, 'program'],
  [0x32, 'program'],
  [0x33, 'program'],
  [0x35, 'program'],
  [0x39, 'ethernet'],
  [0x40, 'plc'],
  [0x41, 'plc'],
  [0x58, 'plc'],
  [0x70, 'io_object'],
  [0x71, 'io_object'],
  [0x73, 'module'],
]);

/** Place in the block that memory is read from; number of a program's block. */
export function addressOf(exchange: Exchange): number | null {
  const { request, requestBytes: end } = exchange;
  const asked = functionOf(exchange);
  if (asked === UMAS_CODE.readMemoryBlock) {
    return UMAS.data + 5 <= end ? word16le(request, UMAS.data + 3) : null;
  }
  const isBlock = asked === UMAS_CODE.uploadBlock || asked === UMAS_CODE.downloadBlock;
  return isBlock && UMAS.data + 4 <= end ? word16le(request, UMAS.data + 2) : null;
}

/** Bytes of memory or of a program's block, variables; else 1. */
export function countOf(exchange: Exchange): number {
  const { request, requestBytes: end } = exchange;
  const data = UMAS.data;
  switch (functionOf(exchange)) {
    case UMAS_CODE.readMemoryBlock:
      return data + 9 <= end ? word16le(request, data + 7) : 0;
    case UMAS_CODE.readVariables:
    case UMAS_CODE.writeVariables:
      return data + 5 <= end ? request[data + 4]! : 0;
    case UMAS_CODE.uploadBlock:
      return data + 6 <= end ? word16le(request, data + 4) : 0;
    case UMAS_CODE.readDictionary:
      return dictionaryItems(exchange).length || 1;
    case UMAS_CODE.monitor:
      return variablesOf(exchange).length || 1;
    default:
      return 1;
  }
}

export function valuesOf(exchange: Exchange): readonly OperationValue[] {
  const { request, requestBytes, response, responseEnd: end } = exchange;
  const at = answerDataAt(exchange);
  const asked = functionOf(exchange);
  switch (asked) {
    case UMAS_CODE.initComm:
      return named(response, at + COMM_NAME_AT, end);
    case UMAS_CODE.readId:
      return named(response, at + ID_NAME_AT, end);
    case UMAS_CODE.readCardInfo:
      return named(response, at + CARD_NAME_AT, end);
    case UMAS_CODE.readProjectInfo: {
      const name = textOf(response, Math.min(end, at + PROJECT_NAME_AT), end);
      return name === '' ? [] : [name];
    }
    case UMAS_CODE.takeReservation:
      return reservedBy(request, requestBytes);
    case UMAS_CODE.readVariables:
    case UMAS_CODE.writeVariables:
      return variablesOf(exchange)[0]?.values ?? [];
    case UMAS_CODE.readDictionary: {
      const names = dictionaryItems(exchange).map(({ object }) => object);
      return names.length > 0 ? names : bytesShown(response, at, end);
    }
    case UMAS_CODE.readMemoryBlock:
      // A range and the number of bytes stand before them.
      return bytesShown(response, at + 3, end);
    case UMAS_CODE.uploadBlock:
      return bytesShown(request, UMAS.data + 6, requestBytes);
    default: {
      const reads = exchange.verb === VERB.read || exchange.verb === VERB.discover;
      if (reads || asked === UMAS_CODE.downloadBlock) return bytesShown(response, at, end);
      return bytesShown(request, UMAS.data, requestBytes);
    }
  }
}

export function itemsOf(exchange: Exchange): Operation['items'] {
  const asked = functionOf(exchange);
  if (asked === UMAS_CODE.readDictionary) {
    const items = dictionaryItems(exchange);
    return items.length > 0 ? items : undefined;
  }
  if (!VARIABLES.has(asked)) return undefined;
  const variables = variablesOf(exchange);
  return variables.length > 1 ? variables : undefined;
}

const VARIABLES = new Set<number>([
  UMAS_CODE.readVariables,
  UMAS_CODE.writeVariables,
  UMAS_CODE.monitor,
]);

/** A text behind its length, as UMAS writes names; empty where there is none. */
export function nameAt(bytes: Uint8Array, at: number, end: number): string {
  if (at >= end) return '';
  return textOf(bytes, at + 1, Math.min(end, at + 1 + bytes[at]!));
}

function named(bytes: Uint8Array, at: number, end: number): readonly OperationValue[] {
  const name = nameAt(bytes, at, end);
  return name === '' ? [] : [name];
}

/** The host that reserves: four bytes that are its own, then its name. */
function reservedBy(request: Uint8Array, end: number): readonly OperationValue[] {
  const nameStart = UMAS.data + 4;
  const fits = nameStart < end && end === nameStart + 1 + request[nameStart]!;
  return fits ? named(request, nameStart, end) : bytesShown(request, UMAS.data, end);
}

/** The Modbus exception, or the first byte behind the error answer, whose meaning is not public. */
export function refusalOf(exchange: Exchange): Operation['refusal'] {
  const { response, responseAt: at, responseEnd: end } = exchange;
  if (at < end && response[at]! >= EXCEPTION) {
    const code = at + 1 < end ? response[at + 1]! : 0;
    return { code, name: exceptionName(code) };
  }
  const isError = at + UMAS.data < end && response[at + UMAS.function] === ANSWER_ERROR;
  const code = isError ? response[at + UMAS.data]! : 0;
  return { code, name: `umas_error_${code}` };
}
