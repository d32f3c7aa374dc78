import { word16le } from '../bytes.ts';
import { IS_RESPONSE, REQUEST_PATH, requestDataAt, responseDataAt } from '../cip/message.ts';
import { hasFunction, serviceCode } from './functions.ts';

/** The answer to a command has this bit. */
export const IS_REPLY = 0x40;
/** Command, status, transaction number. */
const HEADER_BYTES = 4;

/**
 * Where the PCCC message starts in a CIP message of Execute PCCC: behind the requestor's identity,
 * whose first byte is its length; -1 where there is none.
 */
export function pcccAt(bytes: Uint8Array, at: number, end: number): number {
  if (at + REQUEST_PATH > end) return -1;
  const asks = bytes[at]! < IS_RESPONSE;
  const dataAt = asks ? requestDataAt(bytes, at) : responseDataAt(bytes, at, end);
  if (dataAt >= end || bytes[dataAt]! < 1) return -1;
  const from = dataAt + bytes[dataAt]!;
  return from + HEADER_BYTES <= end ? from : -1;
}

/** Command and function of a request in one number; the bit of an answer is left out. */
export function serviceCodeAt(bytes: Uint8Array, at: number, end: number): number {
  const command = bytes[at]! & ~IS_REPLY;
  const fn = hasFunction(command) && at + HEADER_BYTES < end ? bytes[at + HEADER_BYTES]! : 0;
  return serviceCode(command, fn);
}

/**
 * The same of an answer alone, which does not repeat the function: of commands that have functions
 * a number that none of them has.
 */
export function repliedCode(bytes: Uint8Array, at: number): number {
  const command = bytes[at]! & ~IS_REPLY;
  return serviceCode(command, 0xff);
}

export function transactionAt(bytes: Uint8Array, at: number): number {
  return word16le(bytes, at + 2);
}

/** Where the data of a request starts. */
export function requestDataStart(bytes: Uint8Array, at: number): number {
  return at + HEADER_BYTES + (hasFunction(bytes[at]!) ? 1 : 0);
}

/** Where the data of an answer starts: behind the extended status, where there is one. */
export function replyDataStart(bytes: Uint8Array, at: number): number {
  return at + HEADER_BYTES + (bytes[at + 1] === 0xf0 ? 1 : 0);
}
