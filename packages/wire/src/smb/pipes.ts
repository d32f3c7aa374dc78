import { unsigned32le, word16le } from '../bytes.ts';
import type { Exchange } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { SMB1_COMMAND, SMB2_COMMAND } from './commands.ts';
import { DIALECT_FAMILY, SMB1, SMB2 } from './shape.ts';
import { fileOf } from './smb1.ts';
import { command2, usedHandle } from './smb2.ts';

const PIPE = 'pipe/';
/** FSCTL_PIPE_TRANSCEIVE, MS-FSCC §2.3.49: writes to a pipe and reads what it answers. */
const TRANSCEIVE = 0x0011c017;
const KEY_MASK = 0x3fffffff;

/** Stands for the pipe that a request is about; 0 where it is about none. */
export function pipeKey({ note, request, requestBytes }: Exchange): number {
  if (!note.startsWith(PIPE)) return 0;
  const isSmb1 = request[0] === DIALECT_FAMILY.smb1;
  const handle = isSmb1
    ? fileOf(request, 0, requestBytes, false)
    : usedHandle(request, 0, requestBytes);
  return (handle & KEY_MASK) | 0x40000000;
}

/**
 * Hands what goes through the pipe `key` to the protocol that uses it: data written and read, and
 * both at once. What comes of it may end other exchanges, so that this is the last thing to do.
 */
export function carryPipe(
  context: PduContext,
  key: number,
  bytes: Uint8Array,
  at: number,
  end: number,
  isReply: boolean,
): void {
  if (key === 0) return;
  const isSmb1 = bytes[at] === DIALECT_FAMILY.smb1;
  const from = isSmb1 ? dataAt1(bytes, at, end, isReply) : dataAt(bytes, at, end, isReply);
  if (from < 0) return;
  const length = isSmb1 ? dataLength1(bytes, at, isReply) : dataLength(bytes, at, isReply);
  const last = Math.min(end, from + length);
  if (last > from) context.carry(bytes, from, last, last - from === length, key);
}

/** Where the data starts, MS-SMB2 §2.2.20, §2.2.21, §2.2.31 and §2.2.32; -1 where there is none. */
function dataAt(bytes: Uint8Array, at: number, end: number, isReply: boolean): number {
  const body = at + SMB2.body;
  if (body + 56 > end && !isReply) return -1;
  if (body + 16 > end) return -1;
  switch (command2(bytes, at)) {
    case SMB2_COMMAND.write:
      return isReply ? -1 : at + word16le(bytes, body + 2);
    case SMB2_COMMAND.read:
      return isReply ? at + bytes[body + 2]! : -1;
    case SMB2_COMMAND.ioctl:
      if (unsigned32le(bytes, body + 4) !== TRANSCEIVE || body + 48 > end) return -1;
      return at + unsigned32le(bytes, body + (isReply ? 32 : 24));
    default:
      return -1;
  }
}

function dataLength(bytes: Uint8Array, at: number, isReply: boolean): number {
  const body = at + SMB2.body;
  if (command2(bytes, at) !== SMB2_COMMAND.ioctl) return unsigned32le(bytes, body + 4);
  return unsigned32le(bytes, body + (isReply ? 36 : 28));
}

/** Words of SMB1 that say where data is, and how long: MS-CIFS §2.2.4.33, §2.2.4.42, §2.2.4.43. */
const WORDS1 = {
  trans: { request: { length: 22, offset: 24 }, reply: { length: 12, offset: 14 } },
  read: { length: 10, offset: 12 },
  write: { length: 20, offset: 22 },
} as const;

/** Where the words with the place of the data of a message of SMB1 are; null where it has none. */
function words1(
  command: number,
  isReply: boolean,
): { readonly length: number; readonly offset: number } | null {
  switch (command) {
    case SMB1_COMMAND.trans:
      return isReply ? WORDS1.trans.reply : WORDS1.trans.request;
    case SMB1_COMMAND.readAndx:
      return isReply ? WORDS1.read : null;
    case SMB1_COMMAND.writeAndx:
      return isReply ? null : WORDS1.write;
    default:
      return null;
  }
}

function dataAt1(bytes: Uint8Array, at: number, end: number, isReply: boolean): number {
  const words = words1(bytes[at + SMB1.command]!, isReply);
  if (words === null || bytes[at + SMB1.words]! * 2 < words.offset + 2) return -1;
  const place = at + SMB1.words + 1 + words.offset;
  return place + 2 > end ? -1 : at + word16le(bytes, place);
}

/** Asked for where `dataAt1` found the data. */
function dataLength1(bytes: Uint8Array, at: number, isReply: boolean): number {
  const words = words1(bytes[at + SMB1.command]!, isReply);
  return words === null ? 0 : word16le(bytes, at + SMB1.words + 1 + words.length);
}
