import { unsigned32 } from '../bytes.ts';
import { hseCode } from './services.ts';

/** Header of an FDA message, FF-588 §6; its body follows. */
export const HEADER = {
  version: 0,
  options: 1,
  protocol: 2,
  service: 3,
  address: 4,
  length: 8,
  body: 12,
} as const;

/** Longest message that is taken; sessions agree on far less. */
export const LENGTH_MAX = 65_535;
const VERSION = 1;

/** Kind of a confirmed message, in the lower two bits of the protocol byte. */
export const KIND = { request: 0, response: 1, error: 2 } as const;

/** What the trailer has, in the order in which it comes, and how many bytes pad it. */
const OPTION = {
  messageNumber: 0x80,
  invokeId: 0x40,
  timeStamp: 0x20,
  reserved: 0x10,
  extendedControl: 0x08,
  pad: 0x07,
} as const;

/** Whether this is the header of an FDA message, as far as it is there. */
export function isHeader(bytes: Uint8Array, at: number, end: number): boolean {
  if (at < end && bytes[at] !== VERSION) return false;
  if (at + 1 < end && (bytes[at + 1]! & OPTION.reserved) !== 0) return false;
  if (at + 2 < end) {
    const protocol = bytes[at + 2]! >> 2;
    if (protocol < 1 || protocol > 4 || (bytes[at + 2]! & 3) > KIND.error) return false;
  }
  if (at + HEADER.body > end) return true;
  const length = unsigned32(bytes, at + HEADER.length);
  return length >= HEADER.body + trailerBytes(bytes[at + 1]!) && length <= LENGTH_MAX;
}

/** Code of the service, with its protocol. */
export function codeOf(bytes: Uint8Array, at: number): number {
  return hseCode(bytes[at + HEADER.protocol]! >> 2, bytes[at + HEADER.service]!);
}

function trailerBytes(options: number): number {
  let bytes = 0;
  if ((options & OPTION.messageNumber) !== 0) bytes += 4;
  if ((options & OPTION.invokeId) !== 0) bytes += 4;
  if ((options & OPTION.timeStamp) !== 0) bytes += 8;
  if ((options & OPTION.extendedControl) !== 0) bytes += 4;
  return bytes + (options & OPTION.pad);
}

/** Where the body ends and padding and trailer start. */
export function bodyEnd(bytes: Uint8Array, at: number, end: number): number {
  return Math.max(at + HEADER.body, end - trailerBytes(bytes[at + HEADER.options]!));
}

/**
 * What a confirmed message is paired by: its invoke identifier, or its message number where it has
 * no other, together with its service.
 */
export function keyOf(bytes: Uint8Array, at: number, end: number): number {
  const options = bytes[at + HEADER.options]!;
  const service = bytes[at + HEADER.service]! << 24;
  let from = bodyEnd(bytes, at, end) + (options & OPTION.pad);
  if ((options & OPTION.invokeId) !== 0 && (options & OPTION.messageNumber) !== 0) from += 4;
  const has = (options & (OPTION.invokeId | OPTION.messageNumber)) !== 0;
  return has && from + 4 <= end ? service ^ unsigned32(bytes, from) : service;
}
