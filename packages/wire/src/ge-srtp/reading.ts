import type { OperationValue } from '@bulkhead/model';
import { textOf, word16le } from '../bytes.ts';
import { answered, type Description, type Part } from '../described/described.ts';
import type { Exchange } from '../flow/flow.ts';
import { readBits, textOrHex } from '../values.ts';
import { MAILBOX_DATA_BYTES, MESSAGE, PACKET, serviceAt, serviceOf } from './packet.ts';
import { INITIALISE, memoryObject, selectorUnit, stateName, UNIT } from './services.ts';

const CONTROL_ID_BYTES = 8;

/** The service; -1 where the request was not seen, because answers do not repeat it. */
export function codeOf({ request, requestBytes }: Exchange): number {
  return requestBytes >= PACKET.bytes ? serviceOf(request, 0) : -1;
}

export function describeGeSrtp(exchange: Exchange): Description {
  const { request, requestBytes } = exchange;
  const code = codeOf(exchange);
  if (code < 0) return {};
  const at = serviceAt(request, 0);
  const text: Part = {
    bytes: request,
    at: Math.min(PACKET.bytes, requestBytes),
    end: requestBytes,
  };
  switch (code) {
    case INITIALISE:
      return { object: 'connection' };
    case 0x00:
      return { object: 'plc_status', values: statusOf(exchange) };
    case 0x04:
    case 0x07:
    case 0x44:
      return describeMemory(exchange, code, at, text);
    case 0x05:
    case 0x06:
    case 0x08:
    case 0x09: {
      const address = word16le(request, at + 2);
      const object = `${code === 0x05 || code === 0x08 ? 'task' : 'program'}/${address}`;
      return {
        object,
        address,
        count: word16le(request, at + 4),
        values: hexOf(answerOf(exchange)),
      };
    }
    case 0x20:
      return { object: 'programmer' };
    case 0x21:
      // Behind the level is the password, which is left out.
      return { object: 'privilege', values: [request[at + 1]!] };
    case 0x23:
      return { object: 'plc_state', values: [request[at + 1]!] };
    case 0x22:
      return { object: 'control_id', values: hexOf(text) };
    case 0x24:
      return { object: 'clock' };
    case 0x25:
      return { object: 'clock', values: hexOf(answerOf(exchange)) };
    case 0x38:
    case 0x39:
      return { object: 'fault_table' };
    case 0x03:
      return { object: 'control_programs', values: hexOf(answerOf(exchange)) };
    case 0x3f:
    case 0x40:
      return { object: 'program', values: hexOf(code === 0x40 ? text : answerOf(exchange)) };
    case 0x43:
      return { object: 'controller', values: [controlId(answerOf(exchange))].filter(Boolean) };
    default:
      return {};
  }
}

function describeMemory(exchange: Exchange, code: number, at: number, text: Part): Description {
  const { request } = exchange;
  const selector = request[at + 1]!;
  const address = word16le(request, at + 2);
  const count = word16le(request, at + 4);
  const object = memoryObject(selector, address);
  if (code === 0x44) return { object, address, count };
  const end = Math.min(PACKET.shortData + MAILBOX_DATA_BYTES, exchange.requestBytes);
  const short: Part = { bytes: request, at: PACKET.shortData, end };
  const written = text.end > text.at ? text : short;
  const values = valuesOf(selector, address, count, code === 0x04 ? answerOf(exchange) : written);
  return { object, address, count, values };
}

/**
 * Words and bytes as numbers. Bits lie from the lowest on; where the first is within a byte, the
 * bytes are given as they are.
 */
function valuesOf(selector: number, offset: number, count: number, data: Part): OperationValue[] {
  const { bytes, at, end } = data;
  if (at >= end) return [];
  const unit = selectorUnit(selector);
  if (unit === UNIT.bit) {
    if (offset % 8 !== 0) return hexOf(data);
    return readBits(bytes, at, end, count);
  }
  if (unit === UNIT.byte) return [...bytes.subarray(at, Math.min(end, at + Math.min(count, 256)))];
  const out: number[] = [];
  for (let next = at; next + 2 <= end && out.length < Math.min(count, 256); next += 2) {
    out.push(word16le(bytes, next));
  }
  return out;
}

/** Data of an answer: behind the header, or up to six bytes within it. None of a refusal. */
function answerOf(exchange: Exchange): Part {
  const { response: bytes, responseAt, responseEnd: end } = exchange;
  const nothing = { bytes, at: end, end };
  if (end - responseAt < PACKET.bytes) return nothing;
  const message = bytes[responseAt + PACKET.messageType]!;
  if (message === MESSAGE.refusal || bytes[responseAt + PACKET.major] !== 0) return nothing;
  if (end - responseAt > PACKET.bytes) return { bytes, at: responseAt + PACKET.bytes, end };
  const at = responseAt + PACKET.answerData;
  return { bytes, at, end: at + MAILBOX_DATA_BYTES };
}

function hexOf({ bytes, at, end }: Part): OperationValue[] {
  return at < end ? [textOrHex(bytes.subarray(at, end))] : [];
}

/** The identifier that somebody gave the controller: eight characters. */
export function controlId({ bytes, at, end }: Part): string {
  if (end - at < CONTROL_ID_BYTES) return '';
  const text = textOf(bytes, at, at + CONTROL_ID_BYTES);
  return /^[\x20-\x7e]+$/.test(text) ? text : '';
}

/** State, privilege level of the connection and run switch, which each short answer carries. */
function statusOf(exchange: Exchange): OperationValue[] {
  const { response, responseAt, responseEnd } = exchange;
  if (!answered(exchange) || responseEnd - responseAt < PACKET.bytes) return [];
  if (response[responseAt + PACKET.messageType] !== MESSAGE.answer) return [];
  const status = word16le(response, responseAt + PACKET.status);
  const runs = (status & 0x0100) !== 0;
  return [
    stateName(status >> 12),
    `privilege_${response[responseAt + PACKET.privilege]!}`,
    runs ? 'switch_run' : 'switch_stop',
  ];
}
