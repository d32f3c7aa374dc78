import type { Exchange } from '../flow/flow.ts';
import { word16 } from '../packet/packet.ts';
import {
  functionAnomaly,
  isKnownException,
  isPublicFunction,
  modbusFunction,
} from './functions.ts';
import { ADU, ANY_LENGTH, requestBytes, responseBytes } from './shape.ts';

/** The longest ADU: 7 bytes of header and a PDU of 253, V1.1b3 §4.1. */
export const ADU_BYTES_MAX = 260;

/** Most objects in one request, V1.1b3 §6.1 to §6.17, by function code. */
const QUANTITY_MAX = new Uint16Array(32);
QUANTITY_MAX[1] = 2_000;
QUANTITY_MAX[2] = 2_000;
QUANTITY_MAX[3] = 125;
QUANTITY_MAX[4] = 125;
QUANTITY_MAX[15] = 1_968;
QUANTITY_MAX[16] = 123;
QUANTITY_MAX[23] = 125;

const ADDRESSES = 65_536;

/** Notes where a request departs from the standard. `whole` is false where its tail is missing. */
export function checkRequest(
  exchange: Exchange,
  bytes: Uint8Array,
  at: number,
  end: number,
  whole: boolean,
): void {
  const code = bytes[at + ADU.code]!;
  if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
  if (end - at > ADU_BYTES_MAX) exchange.anomaly('length_beyond_standard', ADU.length);
  if (!isPublicFunction(code)) {
    exchange.anomaly(code >= 0x80 ? 'exception_in_request' : functionAnomaly(code), ADU.code);
    return;
  }
  const expected = requestBytes(bytes, at, end);
  if (whole && expected !== ANY_LENGTH && expected !== end - at) {
    exchange.anomaly('length_mismatch', ADU.length);
  }
  if (code === 8 || code === 43) return checkSubFunction(exchange, bytes, at, end);
  if (end - at < 12) return;
  const max = code < 32 ? QUANTITY_MAX[code]! : 0;
  if (max > 0) {
    const quantity = (bytes[at + 10]! << 8) | bytes[at + 11]!;
    if (quantity === 0 || quantity > max) exchange.anomaly('quantity_out_of_range', 10);
    else if (((bytes[at + 8]! << 8) | bytes[at + 9]!) + quantity > ADDRESSES) {
      exchange.anomaly('address_range_overflow', 8);
    }
    if (code >= 15) checkByteCount(exchange, bytes, at, end);
  } else if (code === 5) {
    const value = word16(bytes, at + 10);
    if (value !== 0 && value !== 0xff00) exchange.anomaly('coil_value_invalid', 10);
  }
}

/** Functions 15, 16 and 23 say the number of objects and of bytes; they must agree. */
function checkByteCount(exchange: Exchange, bytes: Uint8Array, at: number, end: number): void {
  const code = bytes[at + ADU.code]!;
  const quantityAt = code === 23 ? 14 : 10;
  if (at + quantityAt + 2 >= end) return;
  const quantity = word16(bytes, at + quantityAt);
  if (code === 23 && (quantity === 0 || quantity > 121)) {
    exchange.anomaly('quantity_out_of_range', quantityAt);
  }
  const expected = code === 15 ? (quantity + 7) >> 3 : (quantity * 2) & 0xff;
  if (bytes[at + quantityAt + 2] !== (expected & 0xff)) {
    exchange.anomaly('byte_count_mismatch', quantityAt + 2);
  }
}

function checkSubFunction(exchange: Exchange, bytes: Uint8Array, at: number, end: number): void {
  const code = bytes[at + ADU.code]!;
  const sub = subFunction(bytes, at, end);
  if (sub < 0) exchange.anomaly('length_mismatch', ADU.length);
  else if (modbusFunction(code, sub).service.name.startsWith('unknown_')) {
    exchange.anomaly('unknown_sub_function', ADU.data);
  }
}

/** Notes where an answer departs from the standard or from its request. */
export function checkResponse(
  exchange: Exchange,
  bytes: Uint8Array,
  at: number,
  end: number,
  whole: boolean,
): void {
  const code = bytes[at + ADU.code]!;
  if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
  if (end - at > ADU_BYTES_MAX) exchange.anomaly('length_beyond_standard', ADU.length);
  const expected = responseBytes(bytes, at, end);
  if (whole && expected !== ANY_LENGTH && expected !== end - at) {
    exchange.anomaly('response_length_mismatch', ADU.length);
  }
  if (code >= 0x80) {
    if (at + 8 >= end || !isKnownException(bytes[at + 8]!)) {
      exchange.anomaly('exception_code_reserved', ADU.data);
    }
  }
  if (exchange.requestBytes < ADU.data) return;
  const asked = exchange.request[ADU.code]!;
  if ((code & 0x7f) !== (asked & 0x7f)) {
    exchange.anomaly('response_function_differs', ADU.code);
  } else if (code <= 4) {
    if (exchange.requestBytes >= 12 && end - at >= 9) {
      const quantity = word16(exchange.request, 10);
      const bytesAsked = code <= 2 ? (quantity + 7) >> 3 : quantity * 2;
      if (bytes[at + 8] !== bytesAsked) exchange.anomaly('response_byte_count_differs', 8);
    }
  } else if ((code === 5 || code === 6 || code === 15 || code === 16) && whole) {
    checkEcho(exchange, bytes, at, end);
  }
}

/** A write is answered with its own address and value or quantity. */
function checkEcho(exchange: Exchange, bytes: Uint8Array, at: number, end: number): void {
  for (let i: number = ADU.data; i < 12 && at + i < end && i < exchange.requestBytes; i++) {
    if (bytes[at + i] === exchange.request[i]) continue;
    exchange.anomaly('response_echo_differs', i);
    return;
  }
}

/** Sub-function of 8 or interface type of 43; -1 where it is missing or there is none. */
export function subFunction(bytes: Uint8Array, at: number, end: number): number {
  const code = bytes[at + ADU.code]!;
  if (code === 8 && at + 9 < end) return word16(bytes, at + 8);
  return code === 43 && at + 8 < end ? bytes[at + 8]! : -1;
}

/** Whether `bytes[0..end)` is a Force Listen Only Mode, which is not answered; §6.8.1. */
export function isListenOnly(bytes: Uint8Array, end: number): boolean {
  return end > ADU.data && bytes[ADU.code] === 8 && subFunction(bytes, 0, end) === 4;
}
