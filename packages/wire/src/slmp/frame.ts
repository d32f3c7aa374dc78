import { word16, word16le } from '../bytes.ts';
import { hexadecimal } from '../described/hexadecimal.ts';

/**
 * The frames of SH-080956ENG §4: 3E and 4E, in binary and as hexadecimal text. Frame 4E has a
 * serial number, 3E has none. In text each byte is two characters and numbers run high to low.
 */
export const KIND = { none: -1, binary3e: 0, binary4e: 1, ascii3e: 2, ascii4e: 3 } as const;

/** Subheaders: 0x50 asks and 0xd0 answers by 3E, 0x54 and 0xd4 by 4E. */
const SERIAL_BIT = 0x04;
const ANSWER_BIT = 0x80;
const LENGTH_MAX = 4_096;
const ASCII_LENGTH_MAX = 8_192;
/** A request has at least monitoring timer, command and subcommand, an answer its end code. */
const ASKED_MIN = 6;
const ANSWERED_MIN = 2;
/** Module I/O number of the own station's control CPU. */
export const CONTROL_CPU = 0x03ff;

function subheader(bytes: Uint8Array, at: number, ascii: boolean): number {
  return ascii ? hexadecimal(bytes, at, 2) : bytes[at]!;
}

/** Which frame starts here; `none` too where fewer than four bytes are there. */
export function kindOf(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 4) return KIND.none;
  const ascii = bytes[at + 2] === 0x30 && bytes[at + 3] === 0x30 && bytes[at + 1]! >= 0x30;
  if (!ascii && bytes[at + 1] !== 0) return KIND.none;
  const first = subheader(bytes, at, ascii) & ~ANSWER_BIT & 0xff;
  if (first !== 0x50 && first !== 0x54) return KIND.none;
  const serial = (first & SERIAL_BIT) !== 0 ? 1 : 0;
  return (ascii ? KIND.ascii3e : KIND.binary3e) + serial;
}

export function isAscii(kind: number): boolean {
  return kind >= KIND.ascii3e;
}

export function isAnswer(bytes: Uint8Array, at: number, kind: number): boolean {
  return (subheader(bytes, at, isAscii(kind)) & ANSWER_BIT) !== 0;
}

/** Where the access route (network, station, module, multidrop) starts, behind the subheader. */
export function routeAt(kind: number): number {
  if (isAscii(kind)) return kind === KIND.ascii4e ? 12 : 4;
  return kind === KIND.binary4e ? 6 : 2;
}

/** Bytes before what the length counts. */
export function contentAt(kind: number): number {
  return routeAt(kind) + (isAscii(kind) ? 14 : 7);
}

/** A number of `size` bytes, or of twice as many characters, at an offset of a frame. */
export function wordAt(bytes: Uint8Array, at: number, kind: number): number {
  return isAscii(kind) ? hexadecimal(bytes, at, 4) : word16le(bytes, at);
}

/** Length of the frame; 0 where more bytes are needed, -1 where it is none. */
export function frameLength(bytes: Uint8Array, at: number, end: number): number {
  const kind = kindOf(bytes, at, end);
  if (kind === KIND.none) return end - at < 4 ? 0 : -1;
  const content = contentAt(kind);
  if (end - at < content) return 0;
  const ascii = isAscii(kind);
  const length = wordAt(bytes, at + content - (ascii ? 4 : 2), kind);
  const least = isAnswer(bytes, at, kind) ? ANSWERED_MIN : ASKED_MIN;
  if (length < (ascii ? least * 2 : least)) return -1;
  return length > (ascii ? ASCII_LENGTH_MAX : LENGTH_MAX) ? -1 : content + length;
}

/** Whether the access route is one that can be: network up to 239, module, multidrop to 31. */
export function isRoute(bytes: Uint8Array, at: number, kind: number): boolean {
  const route = at + routeAt(kind);
  if (kind === KIND.binary4e && word16(bytes, at + 4) !== 0) return false;
  const ascii = isAscii(kind);
  const network = ascii ? hexadecimal(bytes, route, 2) : bytes[route]!;
  const module = ascii ? hexadecimal(bytes, route + 4, 4) : word16le(bytes, route + 2);
  const multidrop = ascii ? hexadecimal(bytes, route + 8, 2) : bytes[route + 4]!;
  if (network < 0 || network > 239 || multidrop < 0 || multidrop > 31) return false;
  return module >= 0 && module <= CONTROL_CPU;
}

/** Station that a frame is for. */
export function stationOf(bytes: Uint8Array, at: number, kind: number): number {
  const route = at + routeAt(kind);
  return isAscii(kind) ? hexadecimal(bytes, route + 2, 2) : bytes[route + 1]!;
}

/** Module I/O number that a frame is for. */
export function moduleOf(bytes: Uint8Array, at: number, kind: number): number {
  const route = at + routeAt(kind);
  return isAscii(kind) ? hexadecimal(bytes, route + 4, 4) : word16le(bytes, route + 2);
}

/** Serial number of a 4E frame, -1 for 3E, which answers in the order of asking. */
export function serialOf(bytes: Uint8Array, at: number, kind: number): number {
  if (kind === KIND.binary4e) return word16le(bytes, at + 2);
  return kind === KIND.ascii4e ? hexadecimal(bytes, at + 4, 4) : -1;
}

/** Command of a request that is at least as long as `frameLength` asks. */
export function commandOf(bytes: Uint8Array, at: number, kind: number): number {
  return wordAt(bytes, at + contentAt(kind) + (isAscii(kind) ? 4 : 2), kind);
}

export function subcommandOf(bytes: Uint8Array, at: number, kind: number): number {
  return wordAt(bytes, at + contentAt(kind) + (isAscii(kind) ? 8 : 4), kind);
}

/** Where the data of a request, or of an answer behind its end code, starts. */
export function dataAt(kind: number, answer: boolean): number {
  const words = answer ? 1 : 3;
  return contentAt(kind) + words * (isAscii(kind) ? 4 : 2);
}
