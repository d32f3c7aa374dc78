import { textOf, word16le } from '../bytes.ts';
import { hexadecimal } from '../described/hexadecimal.ts';
import { codeOfText, operandOf, PCOM_TABLE } from './commands.ts';

/** PCOM/TCP: transaction, mode, a zero, length; then a message in one of two modes. */
export const HEADER = { transaction: 0, mode: 2, zero: 3, length: 4, bytes: 6 } as const;
export const MODE = { ascii: 101, binary: 102 } as const;
/** Least of a message: `/00ID` with its checksum and end, and a header with an empty body. */
const ASCII_BYTES_MIN = 8;
export const BINARY_BYTES_MIN = 27;
const LENGTH_MAX = 2_048;

/** A message in binary, counted from its start. */
export const BINARY = {
  id: 6,
  secondId: 7,
  command: 12,
  details: 14,
  dataLength: 20,
  headerChecksum: 22,
  data: 24,
} as const;
const NO_ID = 0xfe;
const START = [0x2f, 0x5f, 0x4f, 0x50, 0x4c, 0x43];
const SLASH = 0x2f;
const LETTER_A = 0x41;

export function isBinary(bytes: Uint8Array, at: number): boolean {
  return bytes[at + HEADER.mode] === MODE.binary;
}

/** Length with the header; 0 where more is needed, -1 where it is none. */
export function messageLength(bytes: Uint8Array, at: number, end: number): number {
  const available = end - at;
  const mode = bytes[at + HEADER.mode];
  if (available > 2 && mode !== MODE.ascii && mode !== MODE.binary) return -1;
  if (available > 3 && bytes[at + HEADER.zero] !== 0) return -1;
  if (available < HEADER.bytes + 1) return 0;
  if (bytes[at + HEADER.bytes] !== SLASH) return -1;
  const length = word16le(bytes, at + HEADER.length);
  const least = mode === MODE.binary ? BINARY_BYTES_MIN : ASCII_BYTES_MIN;
  return length < least || length > LENGTH_MAX ? -1 : HEADER.bytes + length;
}

/** Whether a message starts as its mode wants, beyond its first character. */
export function startsWell(bytes: Uint8Array, at: number): boolean {
  const message = at + HEADER.bytes;
  if (isBinary(bytes, at)) return START.every((byte, i) => bytes[message + i] === byte);
  const next = bytes[message + 1]!;
  return next === LETTER_A || (next >= 0x30 && next <= 0x37);
}

/** Answers in text start with `/A`; in binary the identifier comes second. */
export function isAnswer(bytes: Uint8Array, at: number): boolean {
  const message = at + HEADER.bytes;
  if (!isBinary(bytes, at)) return bytes[message + 1] === LETTER_A;
  return bytes[message + BINARY.id] === NO_ID && bytes[message + BINARY.secondId] !== NO_ID;
}

export function transactionOf(bytes: Uint8Array, at: number): number {
  return word16le(bytes, at + HEADER.transaction) | (bytes[at + HEADER.mode]! << 16);
}

/** Unit of a message, -1 where it is not readable. */
export function unitOf(bytes: Uint8Array, at: number): number {
  const message = at + HEADER.bytes;
  if (isBinary(bytes, at)) {
    return bytes[message + (isAnswer(bytes, at) ? BINARY.secondId : BINARY.id)]!;
  }
  const text = textOf(bytes, message + (isAnswer(bytes, at) ? 2 : 1), message + 4).slice(0, 2);
  return /^[0-9A-Fa-f]{2}$/.test(text) ? Number.parseInt(text, 16) : -1;
}

function bodyAt(bytes: Uint8Array, at: number): number {
  return at + HEADER.bytes + (isAnswer(bytes, at) ? 4 : 3);
}

/** What stands between unit and checksum of a message in text. */
export function bodyOf(bytes: Uint8Array, at: number, end: number): string {
  const start = bodyAt(bytes, at);
  let out = '';
  for (let i = start; i < end - 3; i++) out += String.fromCharCode(bytes[i]!);
  return out;
}

/** The command in text that a body starts with: two letters, or three where they are known. */
export function commandIn(body: string): string {
  const three = body.slice(0, 3);
  const known = operandOf(three) !== null || PCOM_TABLE.has(codeOfText(three));
  return known && three.length === 3 ? three : body.slice(0, 2);
}

/** The service; answers in binary have bit 7 set. */
export function serviceCode(bytes: Uint8Array, at: number, end: number): number {
  if (!isBinary(bytes, at)) return textCode(bytes, at, end);
  const command = bytes[at + HEADER.bytes + BINARY.command] ?? 0;
  return command === 0xff ? command : command & 0x7f;
}

/** The number of the command in text, as `codeOfText` has it; allocates nothing. */
function textCode(bytes: Uint8Array, at: number, end: number): number {
  const start = bodyAt(bytes, at);
  const last = Math.min(end - 3, start + 3);
  let two = 0;
  let all = 0;
  for (let i = start; i < last; i++) {
    all = all * 256 + bytes[i]!;
    if (i < start + 2) two = all;
  }
  return last - start === 3 && PCOM_TABLE.has(all) ? all : two;
}

/** Whether the checksums of a message are right. */
export function checksumsHold(bytes: Uint8Array, at: number, end: number): boolean {
  const message = at + HEADER.bytes;
  if (!isBinary(bytes, at)) {
    const start = message + (isAnswer(bytes, at) ? 2 : 1);
    return hexadecimal(bytes, end - 3, 2) === (sum(bytes, start, end - 3) & 0xff);
  }
  const header = word16le(bytes, message + BINARY.headerChecksum);
  if (header !== (-sum(bytes, message, message + BINARY.headerChecksum) & 0xffff)) return false;
  const data = word16le(bytes, end - 3);
  return data === (-sum(bytes, message + BINARY.data, end - 3) & 0xffff);
}

function sum(bytes: Uint8Array, at: number, end: number): number {
  let total = 0;
  for (let i = at; i < end; i++) total += bytes[i]!;
  return total;
}
