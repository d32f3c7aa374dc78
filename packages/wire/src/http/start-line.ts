import { RECOGNISED } from '../protocol.ts';
import { METHOD, methodCode } from './methods.ts';

const CHAR = { lf: 10, cr: 13, space: 0x20, star: 0x2a, slash: 0x2f, h: 0x68 } as const;
const HTTP_1 = Uint8Array.from('HTTP/1.', (c) => c.charCodeAt(0));
/** A method with its space; the longest of the IANA registry has 17 letters. */
const METHOD_BYTES_MAX = 20;
/** A request line without an end in sight is believed from here on. */
const LINE_BELIEVED_BYTES = 256;

/** Whether a head starts here: a status line, or a request line with a target as it may be. */
export function recogniseHead(bytes: Uint8Array, at: number, end: number, onPort: boolean): number {
  let same = 0;
  while (same < HTTP_1.length && at + same < end && bytes[at + same] === HTTP_1[same]) same++;
  if (same > 0 && at + same === end) return RECOGNISED.moreBytes;
  if (same === HTTP_1.length) return recogniseStatus(bytes, at, end);
  return recogniseRequest(bytes, at, end, onPort);
}

/** `HTTP/1.1 200`, RFC 9112 §4. */
function recogniseStatus(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 12) return RECOGNISED.moreBytes;
  const digits = isDigit(bytes[at + 9]!) && isDigit(bytes[at + 10]!) && isDigit(bytes[at + 11]!);
  const fits = isDigit(bytes[at + 7]!) && bytes[at + 8] === CHAR.space && digits;
  return fits ? RECOGNISED.yes : RECOGNISED.no;
}

function recogniseRequest(bytes: Uint8Array, at: number, end: number, onPort: boolean): number {
  let method = at;
  const limit = Math.min(end, at + METHOD_BYTES_MAX);
  while (method < limit && isUpper(bytes[method]!)) method++;
  if (method === end) return end - at < METHOD_BYTES_MAX ? RECOGNISED.moreBytes : RECOGNISED.no;
  if (bytes[method] !== CHAR.space || method - at < 3) return RECOGNISED.no;
  const code = methodCode(bytes, at, end);
  if (code === 0 && !onPort) return RECOGNISED.no;
  if (method + 1 === end) return RECOGNISED.moreBytes;
  if (!isTargetStart(bytes[method + 1]!, code)) return RECOGNISED.no;
  if (onPort && code !== 0) return RECOGNISED.yes;
  for (let i = method + 1; i < end; i++) {
    const byte = bytes[i]!;
    if (byte === CHAR.lf) return endsWithVersion(bytes, at, i) ? RECOGNISED.yes : RECOGNISED.no;
    if (byte !== CHAR.cr && byte < CHAR.space) return RECOGNISED.no;
  }
  return end - at >= LINE_BELIEVED_BYTES ? RECOGNISED.yes : RECOGNISED.moreBytes;
}

/** RFC 9112 §3.2: a path, a URI of http or https, `*`, or the host of CONNECT. */
function isTargetStart(byte: number, code: number): boolean {
  if (code === METHOD.connect) return byte > CHAR.space;
  return byte === CHAR.slash || byte === CHAR.star || (byte | 0x20) === CHAR.h;
}

function endsWithVersion(bytes: Uint8Array, at: number, lineFeed: number): boolean {
  const end = bytes[lineFeed - 1] === CHAR.cr ? lineFeed - 1 : lineFeed;
  const from = end - 8;
  if (from <= at || bytes[from - 1] !== CHAR.space || !isDigit(bytes[end - 1]!)) return false;
  return HTTP_1.every((byte, i) => bytes[from + i] === byte);
}

/** Whether the head at `at` is a response. */
export function isResponse(bytes: Uint8Array, at: number, end: number): boolean {
  for (let i = 0; i < HTTP_1.length; i++)
    if (at + i >= end || bytes[at + i] !== HTTP_1[i]) return false;
  return true;
}

/** Status of a status line; 0 where there is none. */
export function statusOf(bytes: Uint8Array, at: number, end: number): number {
  if (!isResponse(bytes, at, end) || recogniseStatus(bytes, at, end) !== RECOGNISED.yes) return 0;
  return (bytes[at + 9]! - 48) * 100 + (bytes[at + 10]! - 48) * 10 + bytes[at + 11]! - 48;
}

export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isUpper(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || byte === 0x2d || byte === 0x5f;
}
