import type { Operation, OperationValue } from '@bulkhead/model';
import { type Exchange, VERB } from '../flow/flow.ts';
import { FUNCTION, OTHER, plusFunction } from './functions.ts';
import { ATTRIBUTE, OBJECT, OPCODE, PlusNumber, PlusPdu, VERSION } from './pdu.ts';

/** States that a controller can be asked to go to, by the number that is written. */
const STATES: Readonly<Record<number, string>> = { 1: 'stop', 2: 'warm_restart', 3: 'run' };
/** Type byte of a signed 32-bit value. */
const DINT = 0x08;
/** Data blocks have access areas of their own: these, with their number. */
const DATA_BLOCK_AREA = 0x8a0e;
const AREAS: Readonly<Record<number, string>> = {
  0x50: 'I',
  0x51: 'Q',
  0x52: 'M',
  0x53: 'C',
  0x54: 'T',
};

/** The PDU that says what was asked: the request, or the answer where that was not seen. */
function telling(exchange: Exchange): { readonly bytes: Uint8Array; readonly pdu: PlusPdu } {
  const pdu = new PlusPdu();
  if (exchange.requestBytes > 0) {
    pdu.take(exchange.request, 0, exchange.requestBytes);
    return { bytes: exchange.request, pdu };
  }
  pdu.take(exchange.response, exchange.responseAt, exchange.responseEnd);
  return { bytes: exchange.response, pdu };
}

function codeOf(pdu: PlusPdu): number {
  if (pdu.version === VERSION.keepAlive) return OTHER.keepAlive;
  if (pdu.version === VERSION.systemEvent) return OTHER.systemEvent;
  return pdu.opcode === OPCODE.notification ? OTHER.notification : pdu.function;
}

export function serviceOf(exchange: Exchange): Operation['service'] {
  const { code, name } = plusFunction(codeOf(telling(exchange).pdu));
  return { code, name };
}

/**
 * `object/52/attribute/2167` of one variable, `subscription/0x70000e51`, `DB2` of the first of
 * several; `session` for what is about the session itself.
 */
export function objectOf(exchange: Exchange): string {
  const { bytes, pdu } = telling(exchange);
  const code = codeOf(pdu);
  if (code === OTHER.keepAlive || code === OTHER.systemEvent) return 'session';
  if (code === OTHER.notification) return `subscription/${hex(pdu.objectId(bytes))}`;
  if (pdu.opcode !== OPCODE.request) return `function/${hex(pdu.function)}`;
  const object = pdu.objectId(bytes);
  if (object < 0) return 'object';
  if (object === pdu.session || object === OBJECT.sessions) return 'session';
  if (object === 0) return firstVariable(bytes, pdu);
  const attribute = attributeOf(bytes, pdu);
  return attribute < 0 ? areaText(object) : `${areaText(object)}/attribute/${attribute}`;
}

/** Functions that name one attribute behind their object: a count, then the attribute. */
const HAS_ATTRIBUTE: ReadonlySet<number> = new Set([FUNCTION.setVariable, FUNCTION.getVariable]);

function attributeOf(bytes: Uint8Array, pdu: PlusPdu): number {
  if (!HAS_ATTRIBUTE.has(pdu.function)) return -1;
  const number = new PlusNumber();
  if (!number.take(bytes, pdu.at + 4, pdu.end)) return -1;
  return number.take(bytes, number.next, pdu.end) ? number.value : -1;
}

/** Area of the first address of a list: a count, the fields of all, then checksum and area. */
function firstVariable(bytes: Uint8Array, pdu: PlusPdu): string {
  if (pdu.function !== FUNCTION.setMultiVariables && pdu.function !== FUNCTION.getMultiVariables) {
    return 'object/0';
  }
  const number = new PlusNumber();
  let at = pdu.at + 4;
  for (let i = 0; i < 4; i++) {
    if (!number.take(bytes, at, pdu.end)) return 'variable';
    at = number.next;
  }
  return areaText(number.value);
}

/** `DB7` of a data block, the letter of another area, or the number of any other object. */
function areaText(id: number): string {
  if (Math.floor(id / 0x10000) === DATA_BLOCK_AREA) return `DB${id % 0x10000}`;
  return AREAS[id] ?? `object/${id < 0x10000 ? id : hex(id)}`;
}

/** Variables that a list names; 1 for everything else. */
export function countOf(exchange: Exchange): number {
  const { bytes, pdu } = telling(exchange);
  const isList =
    pdu.function === FUNCTION.setMultiVariables || pdu.function === FUNCTION.getMultiVariables;
  if (!isList || pdu.opcode !== OPCODE.request) return 1;
  const number = new PlusNumber();
  return number.take(bytes, pdu.at + 4, pdu.end) ? number.value : 1;
}

/** The state that a controller is asked to go to; nothing else is read. */
export function valuesOf(exchange: Exchange): readonly OperationValue[] {
  const { bytes, pdu } = telling(exchange);
  if (!isStateRequest(bytes, pdu)) return [];
  const number = new PlusNumber();
  // Count and attribute, which are there, come before the value: its flags, its type, the number.
  number.take(bytes, pdu.at + 4, pdu.end);
  number.take(bytes, number.next, pdu.end);
  let at = number.next;
  if (number.take(bytes, at, pdu.end) && number.value === 1) at = number.next;
  if (bytes[at + 1] !== DINT || !number.take(bytes, at + 2, pdu.end)) return [];
  return [STATES[number.value] ?? number.value];
}

/** Whether a request asks the controller to go to another state. */
export function isStateRequest(bytes: Uint8Array, pdu: PlusPdu): boolean {
  return (
    pdu.opcode === OPCODE.request &&
    pdu.objectId(bytes) === OBJECT.executionUnit &&
    attributeOf(bytes, pdu) === ATTRIBUTE.operatingStateRequest
  );
}

const DOWNLOAD = ['T0843'];
const DELETION = ['T0809', 'T0889'];

export function techniquesOf(exchange: Exchange): readonly string[] {
  const { bytes, pdu } = telling(exchange);
  if (isStateRequest(bytes, pdu)) return ['T0858'];
  // Blocks are objects: that is how programs are loaded.
  if (exchange.verb === VERB.program && pdu.function === FUNCTION.createObject) return DOWNLOAD;
  if (exchange.verb === VERB.program && pdu.function === FUNCTION.deleteObject) return DELETION;
  return plusFunction(codeOf(pdu)).techniques ?? [];
}

/**
 * The error of an answer: the low 16 bits of its return value, which has up to 64 bits; negative
 * where something went wrong.
 */
export function returnCode(bytes: Uint8Array, pdu: PlusPdu): number {
  let low = 0;
  for (let i = 0; i < 9 && pdu.at + i < pdu.end; i++) {
    const octet = bytes[pdu.at + i]!;
    // The ninth byte has eight bits of its own.
    low = i === 8 ? ((low << 8) | octet) & 0xffff : ((low << 7) | (octet & 0x7f)) & 0xffff;
    if (octet < 0x80) break;
  }
  return low >= 0x8000 ? low - 0x10000 : low;
}

export function refusalOf(exchange: Exchange): Operation['refusal'] {
  const pdu = new PlusPdu();
  pdu.take(exchange.response, exchange.responseAt, exchange.responseEnd);
  const code = returnCode(exchange.response, pdu);
  return { code, name: `error_${Math.abs(code)}` };
}

/** The session that a request belongs to; null for what names none. */
export function unitOf(exchange: Exchange): number | null {
  const { pdu } = telling(exchange);
  return pdu.session > 0 ? pdu.session : null;
}

function hex(value: number): string {
  return `0x${Math.max(0, value).toString(16).padStart(4, '0')}`;
}
