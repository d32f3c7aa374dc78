import { word16le } from '../bytes.ts';

const ASKS = 0x57;
const ANSWERS = 0xd7;
const PROBE_ASKS = 0x5a;
const PROBE_ANSWERS = 0xda;
/** Where things lie: length of what follows it, the inner header, its own length, the status. */
const OFFSET = { mark: 5, length: 19, header: 21, headerBytes: 23, status: 25 } as const;
/** Bytes of a command, its number and two more, behind which its data begin. */
export const DATA = 6;
const COMMAND_BYTES_MIN = 4;
const ASK_HEADER = 22;
const ANSWER_HEADER = 24;
const LENGTH_MAX = 0x4000;
/** Bytes by which a message is known. */
export const START_BYTES = 25;
const PROBE_BYTES = 4;
const PROBE_BYTES_MAX = 64;

/** Whether this begins a search of the network, which has a form of its own. */
export function isProbe(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === PROBE_ASKS || bytes[at] === PROBE_ANSWERS;
}

/** Whether a whole datagram is such a search or its answer. */
export function isProbeMessage(bytes: Uint8Array, at: number, end: number): boolean {
  const length = end - at;
  const fits = bytes[at] === PROBE_ASKS ? length === PROBE_BYTES : length <= PROBE_BYTES_MAX;
  return isProbe(bytes, at) && fits && length >= PROBE_BYTES && word16le(bytes, at + 1) === 0;
}

export function isAnswer(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === ANSWERS || bytes[at] === PROBE_ANSWERS;
}

/** Bytes of the message; 0 where too few are there to say, -1 where it is none. */
export function messageLength(bytes: Uint8Array, at: number, end: number): number {
  if (end === at) return 0;
  const asks = bytes[at] === ASKS;
  if (!asks && bytes[at] !== ANSWERS) return -1;
  if (end - at < START_BYTES) return 0;
  // `11 11`, and who speaks; the same again in the header within.
  const marks = bytes[at + OFFSET.mark] === 0x11 && bytes[at + OFFSET.mark + 1] === 0x11;
  const who = bytes[at + OFFSET.mark + 2] === (asks ? 0x07 : 0x7f);
  const within = bytes[at + OFFSET.header] === (asks ? 0x1c : 0x9c);
  const header = bytes[at + OFFSET.headerBytes] === (asks ? ASK_HEADER : ANSWER_HEADER);
  if (!marks || !who || !within || !header) return -1;
  const length = OFFSET.header + word16le(bytes, at + OFFSET.length);
  const least = commandAt(bytes, at) - at + COMMAND_BYTES_MIN;
  return length < least || length > LENGTH_MAX ? -1 : length;
}

/** Where the command lies. */
export function commandAt(bytes: Uint8Array, at: number): number {
  return at + OFFSET.headerBytes + (bytes[at] === ASKS ? ASK_HEADER : ANSWER_HEADER);
}

/** The command, -1 where it was cut off. */
export function commandOf(bytes: Uint8Array, at: number, end: number): number {
  const from = commandAt(bytes, at);
  return from + COMMAND_BYTES_MIN > end ? -1 : bytes[from]! * 256 + bytes[from + 1]!;
}

/** What an answer has of its request. */
export function referenceOf(bytes: Uint8Array, at: number): number {
  return word16le(bytes, commandAt(bytes, at) + 2);
}

export function probeNumber(bytes: Uint8Array, at: number): number {
  return 0x10000 + bytes[at + 3]!;
}

/** Why an answer refuses, 0 where it does not. */
export function statusOf(bytes: Uint8Array, at: number): number {
  return word16le(bytes, at + OFFSET.status);
}
