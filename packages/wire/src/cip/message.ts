import { unsigned32le, word16le } from '../bytes.ts';
import type { Exchange } from '../flow/flow.ts';
import { answeredService, cipService, SERVICE } from './services.ts';
import { scanPath, type scanned } from './path.ts';
import type { ServiceFacts } from '../protocol.ts';

/** Service, path length in words; the path; then the data. CIP Volume 1 §2-4. */
export const REQUEST_PATH = 2;
/** Service, a reserved byte, general status, words of extended status; these; then the data. */
export const RESPONSE_STATUS = 2;
export const RESPONSE_BYTES_MIN = 4;
export const IS_RESPONSE = 0x80;
const HEADER_BYTES = 24;

/** Where the data of a request starts; beyond `end` where its path does not fit. */
export function requestDataAt(bytes: Uint8Array, at: number): number {
  return at + REQUEST_PATH + bytes[at + 1]! * 2;
}

/** Where the data of an answer starts; not beyond `end`. */
export function responseDataAt(bytes: Uint8Array, at: number, end: number): number {
  if (at + RESPONSE_BYTES_MIN > end) return end;
  return Math.min(end, at + RESPONSE_BYTES_MIN + bytes[at + 3]! * 2);
}

/**
 * Whether this is no CIP message but the header of EtherNet/IP by which the whole of a command was
 * refused: as a request it would be a service that no class has, without a path.
 */
export function isRefusedHeader(bytes: Uint8Array, at: number, end: number): boolean {
  const command = bytes[at]!;
  return end - at === HEADER_BYTES && (command === 0x6f || command === 0x70) && bytes[at + 1] === 0;
}

/** The encapsulation status of such a header. */
export function refusedHeaderStatus(bytes: Uint8Array, at: number): number {
  return unsigned32le(bytes, at + 8);
}

/**
 * Whether the device in front refused the Unconnected Send that carried the request; then the one
 * behind it has not answered. CIP Volume 1 §3-5.5.4.
 */
export function isRefusedInFront(exchange: Exchange): boolean {
  const { request, requestBytes, response, responseAt: at, responseEnd: end } = exchange;
  if (requestBytes === 0 || at >= end || request[0] === SERVICE.unconnectedSend) return false;
  return response[at] === (SERVICE.unconnectedSend | IS_RESPONSE);
}

/** Where the data of the answer starts; its end where there is none. */
export function answerDataAt(exchange: Exchange): number {
  const { response, responseAt: at, responseEnd: end, responseFrame } = exchange;
  if (responseFrame === 0 || at >= end || response[at]! < IS_RESPONSE) return end;
  if (isRefusedInFront(exchange)) return end;
  return responseDataAt(response, at, end);
}

/** The service code of the exchange, without the bit of the answer. */
export function codeOf(exchange: Exchange): number {
  const { request, requestBytes, response, responseAt: at, responseEnd: end } = exchange;
  if (requestBytes > 0) return request[0]!;
  return at < end && response[at]! >= IS_RESPONSE ? response[at]! & 0x7f : 0;
}

/** The path of the request as far as numbers go; all -1 where it was not seen. */
export function pathOf(exchange: Exchange): typeof scanned {
  const { request, requestBytes } = exchange;
  if (requestBytes < REQUEST_PATH) return scanPath(request, 0, 0);
  return scanPath(request, REQUEST_PATH, Math.min(requestBytes, requestDataAt(request, 0)));
}

export function factsOf(exchange: Exchange): ServiceFacts {
  const { classId, outerClass } = pathOf(exchange);
  const code = codeOf(exchange);
  if (exchange.requestBytes === 0) return answeredService(code);
  return cipService(code, classId, outerClass);
}

/** General status of an answer, or 0. */
export function statusOf(bytes: Uint8Array, at: number, end: number): number {
  return at + RESPONSE_STATUS < end ? bytes[at + RESPONSE_STATUS]! : 0;
}

/** First word of the extended status; -1 for none. */
export function extendedStatusOf(bytes: Uint8Array, at: number, end: number): number {
  const told = at + RESPONSE_BYTES_MIN + 2 <= end && bytes[at + 3]! > 0;
  return told ? word16le(bytes, at + RESPONSE_BYTES_MIN) : -1;
}
