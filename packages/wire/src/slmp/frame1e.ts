import { word16le } from '../bytes.ts';
import { hexadecimal } from '../described/hexadecimal.ts';
import { isOldDevice } from './devices.ts';

/**
 * Frame 1E of the MC protocol (FX3U-ENET-ADP User's Manual §7), which older controllers know. It
 * has no length: that of a request follows from its command, that of an answer from its request. In
 * text each byte is two characters, numbers run high to low, and a device comes before its number.
 */
export const OLD = {
  readBits: 0x00,
  readWords: 0x01,
  writeBits: 0x02,
  writeWords: 0x03,
  testBits: 0x04,
  testWords: 0x05,
  run: 0x13,
  stop: 0x14,
  typeName: 0x15,
  selfTest: 0x16,
} as const;
/** Commands of 3E that do the same, by those of 1E. */
const SAME: ReadonlyMap<number, number> = new Map([
  [OLD.readBits, 0x0401],
  [OLD.readWords, 0x0401],
  [OLD.writeBits, 0x1401],
  [OLD.writeWords, 0x1401],
  [OLD.testBits, 0x1402],
  [OLD.testWords, 0x1402],
  [OLD.run, 0x1001],
  [OLD.stop, 0x1002],
  [OLD.typeName, 0x0101],
  [OLD.selfTest, 0x0619],
]);
const ANSWER_BIT = 0x80;
/** The controller that is asked, as all but multidrop ones are. */
const OWN = 0xff;
/** Command, controller and monitoring timer. */
const HEAD_BYTES = 4;
/** Command and complete code of an answer; behind code 0x5b there are two more bytes. */
const ANSWER_BYTES = 2;
export const WITH_REASON = 0x5b;
const CODE_MAX = 0x60;

/** Whether what starts here can be only this frame, in text or not. */
export function isOld(bytes: Uint8Array, at: number): boolean {
  const first = isOldText(bytes, at) ? (bytes[at]! - 0x30) << 4 : bytes[at]!;
  return (first & ~ANSWER_BIT) < 0x20;
}

/** In text the command starts with 0, 1, 8 or 9. */
export function isOldText(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at]!;
  return first === 0x30 || first === 0x31 || first === 0x38 || first === 0x39;
}

/** A byte of the frame at an offset that counts bytes; -1 where the text is none. */
function byteAt(bytes: Uint8Array, at: number, offset: number): number {
  return isOldText(bytes, at) ? hexadecimal(bytes, at + 2 * offset, 2) : bytes[at + offset]!;
}

export function isOldAnswer(bytes: Uint8Array, at: number): boolean {
  return (byteAt(bytes, at, 0) & ANSWER_BIT) !== 0;
}

/** The command of 1E, of a request as of an answer. */
export function oldCommand(bytes: Uint8Array, at: number): number {
  return byteAt(bytes, at, 0) & ~ANSWER_BIT;
}

/** The command of 3E that does the same; -1 for one that there is not. */
export function sameCommand(command: number): number {
  return SAME.get(command) ?? -1;
}

export function oldCode(bytes: Uint8Array, at: number): number {
  return byteAt(bytes, at, 1);
}

/** Bytes, or characters, in front of the data of an answer. */
export function oldAnswerBytes(bytes: Uint8Array, at: number): number {
  const count = oldCode(bytes, at) === WITH_REASON ? ANSWER_BYTES * 2 : ANSWER_BYTES;
  return isOldText(bytes, at) ? count * 2 : count;
}

/** Points of a request in one byte, where 0 stands for 256; 0 where it is no number. */
export function oldPoints(bytes: Uint8Array, at: number): number {
  const command = oldCommand(bytes, at);
  const isTest = command === OLD.testBits || command === OLD.testWords;
  const points = byteAt(bytes, at, isTest ? HEAD_BYTES : HEAD_BYTES + 6);
  return points === 0 ? 256 : Math.max(0, points);
}

/** Length of the frame, of an answer without its data; 0: more bytes are needed; -1: it is none. */
export function oldLength(bytes: Uint8Array, at: number, end: number): number {
  const scale = isOldText(bytes, at) ? 2 : 1;
  if (end - at < ANSWER_BYTES * scale) return 0;
  const command = oldCommand(bytes, at);
  if (sameCommand(command) < 0 || byteAt(bytes, at, 0) < 0) return -1;
  if (isOldAnswer(bytes, at)) {
    const code = oldCode(bytes, at);
    return code === 0 || (code >= 0x50 && code <= CODE_MAX) ? oldAnswerBytes(bytes, at) : -1;
  }
  if (oldCode(bytes, at) !== OWN) return -1;
  const least = leastBytes(command) * scale;
  if (end - at < least) return 0;
  const data = oldDataBytes(bytes, at, command, scale === 2);
  return data < 0 ? -1 : least + data;
}

/** Head of a request, as far as the number of points, or the length of a test. */
function leastBytes(command: number): number {
  if (command <= OLD.writeWords) return HEAD_BYTES + 8;
  if (command <= OLD.testWords) return HEAD_BYTES + 2;
  return command === OLD.selfTest ? HEAD_BYTES + 1 : HEAD_BYTES;
}

/** Bytes, or characters, of what a request carries behind its head; -1 where no number tells. */
function oldDataBytes(bytes: Uint8Array, at: number, command: number, text: boolean): number {
  if (command <= OLD.testWords && oldPoints(bytes, at) === 0) return -1;
  switch (command) {
    case OLD.writeBits:
    case OLD.writeWords:
      return oldValueBytes(oldPoints(bytes, at), command === OLD.writeBits, text);
    case OLD.testBits:
      return oldPoints(bytes, at) * (text ? 14 : 7);
    case OLD.testWords:
      return oldPoints(bytes, at) * (text ? 16 : 8);
    case OLD.selfTest:
      return byteAt(bytes, at, HEAD_BYTES);
    default:
      return 0;
  }
}

/** Of so many points: two bits a byte, or a bit a character, filled up to two. */
function oldValueBytes(points: number, bits: boolean, text: boolean): number {
  if (!bits) return points * (text ? 4 : 2);
  return text ? points + (points & 1) : (points + 1) >> 1;
}

/** Bytes, or characters, that the answer to a request has behind its complete code 0. */
export function oldAnswerDataBytes(request: Uint8Array, requestBytes: number): number {
  if (oldLength(request, 0, requestBytes) <= 0) return 0;
  const text = isOldText(request, 0);
  switch (oldCommand(request, 0)) {
    case OLD.readBits:
    case OLD.readWords:
      return oldValueBytes(oldPoints(request, 0), oldCommand(request, 0) === OLD.readBits, text);
    case OLD.typeName:
      return text ? 4 : 2;
    case OLD.selfTest:
      return byteAt(request, 0, HEAD_BYTES) + (text ? 2 : 1);
    default:
      return 0;
  }
}

/** Where the devices of a request start, in bytes or characters. */
export function oldDevicesAt(bytes: Uint8Array, at: number): number {
  const isTest = oldCommand(bytes, at) >= OLD.testBits;
  const count = isTest ? HEAD_BYTES + 2 : HEAD_BYTES;
  return isOldText(bytes, at) ? count * 2 : count;
}

/** Whether a whole request reads or writes a device that there is: it has no other mark. */
export function isCertain(bytes: Uint8Array, at: number, end: number): boolean {
  const length = oldLength(bytes, at, end);
  if (length <= 0 || end - at !== length || isOldAnswer(bytes, at)) return false;
  if (oldCommand(bytes, at) > OLD.testWords) return false;
  const from = at + oldDevicesAt(bytes, at);
  if (isOldText(bytes, at)) return isOldDevice(hexadecimal(bytes, from, 4));
  // Numbers are far below what four bytes hold, and the timer far below what two do.
  return isOldDevice(word16le(bytes, from + 4)) && bytes[from + 3] === 0 && bytes[at + 3]! < 0x10;
}
