import { unsigned32le, word16le } from '../bytes.ts';
import type { Exchange, Flow } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { SMB2_COMMAND } from './commands.ts';
import { SMB2 } from './shape.ts';
import { command2, usedHandle } from './smb2.ts';

const PIPE = 'pipe/';
/** FSCTL_PIPE_TRANSCEIVE, MS-FSCC §2.3.49: writes to a pipe and reads what it answers. */
const TRANSCEIVE = 0x0011c017;
const KEY_MASK = 0x3fffffff;

/** Stands for the pipe that a request is about; 0 where it is about none. */
export function pipeKey({ note, request, requestBytes }: Exchange): number {
  if (!note.startsWith(PIPE)) return 0;
  return (usedHandle(request, 0, requestBytes) & KEY_MASK) | 0x40000000;
}

/**
 * Hands what goes through the pipe `key` to the protocol that uses it: data written and read, and
 * both at once. What comes of it may end other exchanges, so that this is the last thing to do.
 */
export function carryPipe(
  context: PduContext,
  flow: Flow,
  side: number,
  key: number,
  bytes: Uint8Array,
  at: number,
  end: number,
  isReply: boolean,
): void {
  const from = key === 0 ? -1 : dataAt(bytes, at, end, isReply);
  if (from < 0) return;
  const length = dataLength(bytes, at, isReply);
  const last = Math.min(end, from + length);
  if (last > from) context.carry(flow, side, bytes, from, last, last - from === length, key);
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
