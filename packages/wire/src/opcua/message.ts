import { textOf, word32le, unsigned32le } from '../bytes.ts';
import type { Exchange } from '../flow/flow.ts';
import { Decoder } from './decoder.ts';
import { isRequest, isResponse } from './services.ts';

/** First three bytes of a message, as one number (OPC 10000-6 §6.7.2.2 and §7.1.2.2). */
export const TYPE = {
  hello: 0x48454c,
  acknowledge: 0x41434b,
  error: 0x455252,
  reverseHello: 0x524845,
  open: 0x4f504e,
  close: 0x434c4f,
  message: 0x4d5347,
} as const;

/** Type, chunk letter and size. */
export const HEADER_BYTES = 8;
/** Header, channel, token, sequence number and request id of MSG and CLO, §6.7.2. */
export const BODY_AT = 24;
/** `F`: the last chunk of a message; `C`: more follow; `A`: the sender gave it up. */
export const CHUNK = { final: 0x46, more: 0x43, abort: 0x41 } as const;
/** Chunks are 8 kB to 64 kB as a rule; beyond this the size is not believed. */
export const MESSAGE_BYTES_MAX = 0x1000000;
/** What follows the last `#` of a security policy's URI names it. */
const POLICY_PREFIX = 'http://opcfoundation.org/UA/SecurityPolicy#';
/** A policy URI has at most 255 bytes, §6.7.2.3. */
const POLICY_BYTES_MAX = 255;

export function messageType(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
}

export function isMessageType(type: number): boolean {
  switch (type) {
    case TYPE.hello:
    case TYPE.acknowledge:
    case TYPE.error:
    case TYPE.reverseHello:
    case TYPE.open:
    case TYPE.close:
    case TYPE.message:
      return true;
    default:
      return false;
  }
}

/** Whether the chunk letter fits the type: only MSG comes in several. */
export function isChunkLetter(type: number, letter: number): boolean {
  if (letter === CHUNK.final) return true;
  return type === TYPE.message && (letter === CHUNK.more || letter === CHUNK.abort);
}

/** Where the sequence header of an OPN starts; `end` where its security header is cut. */
export function openSequenceAt(bytes: Uint8Array, at: number, end: number): number {
  let next = at + 12;
  for (let field = 0; field < 3; field++) {
    if (next + 4 > end) return end;
    const length = word32le(bytes, next);
    next += 4 + Math.max(0, length);
    if (length > end - at || next > end) return end;
  }
  return next;
}

/** Name of the security policy of an OPN, such as `None` or `Basic256Sha256`. */
export function openPolicy(bytes: Uint8Array, at: number, end: number): string {
  if (at + 16 > end) return '';
  const length = word32le(bytes, at + 12);
  if (length <= 0 || length > POLICY_BYTES_MAX || at + 16 + length > end) return '';
  const uri = textOf(bytes, at + 16, at + 16 + length);
  return uri.startsWith(POLICY_PREFIX) ? uri.slice(POLICY_PREFIX.length) : uri;
}

/** Where the body starts: after the sequence header. */
export function bodyAt(bytes: Uint8Array, at: number, end: number): number {
  if (messageType(bytes, at) !== TYPE.open) return Math.min(end, at + BODY_AT);
  return Math.min(end, openSequenceAt(bytes, at, end) + 8);
}

/**
 * Numeric node id in namespace 0 at `at`: the type of a body. -1 where it is none. Stacks write the
 * two, four or seven byte form, OPC 10000-6 §5.2.2.9.
 */
export function typeAt(bytes: Uint8Array, at: number, end: number): number {
  const form = at < end ? bytes[at] : 0xff;
  if (form === 1 && at + 4 <= end && bytes[at + 1] === 0) {
    return bytes[at + 2]! | (bytes[at + 3]! << 8);
  }
  if (form === 2 && at + 7 <= end && bytes[at + 1] === 0 && bytes[at + 2] === 0) {
    return unsigned32le(bytes, at + 3);
  }
  return form === 0 && at + 2 <= end ? bytes[at + 1]! : -1;
}

export function isKnownType(type: number): boolean {
  return isRequest(type) || isResponse(type);
}

/** Reads the body of the exchange's request after its header; null where it was not seen. */
export function requestBody(exchange: Exchange): Decoder | null {
  if (exchange.requestBytes <= HEADER_BYTES) return null;
  const { request, requestBytes } = exchange;
  const decoder = new Decoder(request, bodyAt(request, 0, requestBytes), requestBytes);
  skipRequestHeader(decoder);
  return decoder;
}

/** OPC 10000-4 §7.33: token, time, handle, diagnostics, audit id, timeout, more. */
export function skipRequestHeader(decoder: Decoder): void {
  decoder.skipNodeId();
  decoder.skipNodeId();
  decoder.take(16);
  decoder.skipString();
  decoder.take(4);
  decoder.skipExtensionObject();
}

/** Reads the body of the exchange's response after its header; null where there is none. */
export function responseBody(exchange: Exchange): Decoder | null {
  const { response, responseAt: at, responseEnd: end } = exchange;
  if (exchange.responseFrame === 0 || end - at <= HEADER_BYTES) return null;
  const decoder = new Decoder(response, bodyAt(response, at, end), end);
  skipResponseHeader(decoder);
  return decoder;
}

/** OPC 10000-4 §7.34: time, handle, result, diagnostics, string table, more. Gives the result. */
export function skipResponseHeader(decoder: Decoder): number {
  decoder.skipNodeId();
  decoder.take(12);
  const result = decoder.uint32();
  decoder.diagnosticInfo();
  decoder.skipStrings();
  decoder.skipExtensionObject();
  return result;
}

/** `serviceResult` of a response whose body starts at `body`; -1 where it is cut. */
export function serviceResultAt(bytes: Uint8Array, body: number, end: number): number {
  const form = bytes[body];
  const at = body + (form === 2 ? 7 : form === 1 ? 4 : 2) + 12;
  return at + 4 <= end ? unsigned32le(bytes, at) : -1;
}
