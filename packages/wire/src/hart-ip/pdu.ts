import { word16 } from '../bytes.ts';
import { FRAMING, RECOGNISED } from '../protocol.ts';

/** Version, type, identifier, status, sequence number and length, HCF_SPEC-085 §10.3. */
export const HEADER_BYTES = 8;
const LENGTH_MAX = 4_096;
const VERSION_MAX = 2;
/** Command 31 says that a command of 16 bits stands in the data, HCF_SPEC-127 §6. */
const EXPANSION = 31;

export const TYPE = { request: 0, response: 1, publish: 2, error: 3, refused: 15 } as const;
export const ID = {
  initiate: 0,
  close: 1,
  keepAlive: 2,
  tokenPassing: 3,
  direct: 4,
  auditLog: 5,
} as const;

/** Where the fields of the header lie. */
export const AT = { type: 1, id: 2, status: 3, sequence: 4, length: 6 } as const;

/** Kinds of token-passing frames, the low bits of the delimiter; HCF_SPEC-81 §5.1.1. */
export const FRAME = { burst: 1, request: 2, answer: 6 } as const;

export function typeOf(bytes: Uint8Array, at: number): number {
  return bytes[at + AT.type]! & 15;
}

/** Where the delimiter of a token-passing frame stands, behind preambles if it has any. */
export function delimiterAt(bytes: Uint8Array, at: number, end: number): number {
  let next = at + HEADER_BYTES;
  while (next < end && bytes[next] === 0xff) next++;
  return next;
}

/** Where its command stands: behind the address and expansion bytes. */
export function commandAt(bytes: Uint8Array, delimiter: number): number {
  const code = bytes[delimiter]!;
  return delimiter + 1 + (code >= 0x80 ? 5 : 1) + ((code >> 5) & 3);
}

/** Command of a message: of 16 bits where it is expanded or a direct PDU; -1 where it has none. */
export function commandOf(bytes: Uint8Array, at: number, end: number): number {
  const id = bytes[at + AT.id]!;
  if (id === ID.direct) {
    const from = at + HEADER_BYTES + 2;
    return from + 3 <= end ? word16(bytes, from) : -1;
  }
  if (id !== ID.tokenPassing) return -1;
  const delimiter = delimiterAt(bytes, at, end);
  if (delimiter >= end) return -1;
  const command = commandAt(bytes, delimiter);
  if (command + 2 > end) return -1;
  const code = bytes[command]!;
  if (code !== EXPANSION) return code;
  const data = command + 2 + statusBytes(bytes[delimiter]!);
  return data + 2 <= end ? word16(bytes, data) : code;
}

/** Answers and bursts start their data with response code and device status. */
export function statusBytes(delimiter: number): number {
  return (delimiter & 7) === FRAME.request ? 0 : 2;
}

/** Whether the last byte of a token-passing frame is the parity of those before it. */
export function hasParity(bytes: Uint8Array, at: number, end: number): boolean {
  let parity = 0;
  for (let i = delimiterAt(bytes, at, end); i < end; i++) parity ^= bytes[i]!;
  return parity === 0;
}

/** A header that fits; off the port also a body that fits its identifier. */
export function recognise(bytes: Uint8Array, at: number, end: number, onPort: boolean): number {
  const version = bytes[at]!;
  if (version === 0 || version > VERSION_MAX) return RECOGNISED.no;
  if (end - at < HEADER_BYTES) return RECOGNISED.moreBytes;
  if (!isHeader(bytes, at)) return RECOGNISED.no;
  const length = word16(bytes, at + AT.length);
  if (onPort) return RECOGNISED.yes;
  if (bytes[at + AT.type] === TYPE.request && bytes[at + AT.status] !== 0) return RECOGNISED.no;
  if (end - at < length) return RECOGNISED.moreBytes;
  switch (bytes[at + AT.id]) {
    case ID.initiate:
      return length === 13 && bytes[at + 8]! <= 1 ? RECOGNISED.yes : RECOGNISED.no;
    case ID.tokenPassing:
      return isTokenFrame(bytes, at, at + length) ? RECOGNISED.yes : RECOGNISED.no;
    default:
      return RECOGNISED.no;
  }
}

function isHeader(bytes: Uint8Array, at: number): boolean {
  const type = bytes[at + AT.type]!;
  if (type > TYPE.error && type !== TYPE.refused) return false;
  const length = word16(bytes, at + AT.length);
  return bytes[at + AT.id]! <= ID.auditLog && length >= HEADER_BYTES && length <= LENGTH_MAX;
}

/** A frame whose own length and parity hold. */
function isTokenFrame(bytes: Uint8Array, at: number, end: number): boolean {
  const delimiter = delimiterAt(bytes, at, end);
  if (delimiter >= end) return false;
  const command = commandAt(bytes, delimiter);
  if (command + 3 > end) return false;
  const length = bytes[command + 1]!;
  return command + 3 + length === end && hasParity(bytes, at, end);
}

export function frame(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < HEADER_BYTES) return FRAMING.moreBytes;
  const version = bytes[at]!;
  if (version === 0 || version > VERSION_MAX || !isHeader(bytes, at)) return FRAMING.outOfStep;
  return word16(bytes, at + AT.length);
}
