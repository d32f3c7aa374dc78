import { word16 } from '../bytes.ts';
import * as pdu from './pdu.ts';

const { AT, HEADER_BYTES, ID, TYPE } = pdu;

/** One command within a message, asked or answered. */
export interface HartCommand {
  readonly code: number;
  /** -1 in a request. */
  readonly responseCode: number;
  readonly deviceStatus: number;
  readonly at: number;
  readonly end: number;
}

/** Commands read of one direct PDU. */
const COMMANDS_MAX = 64;

/** The commands that the message `bytes[at..end)` holds; none for sessions. */
export function commandsOf(bytes: Uint8Array, at: number, end: number): HartCommand[] {
  if (at + HEADER_BYTES > end) return [];
  const id = bytes[at + AT.id];
  if (id === ID.direct) return directCommands(bytes, at, end);
  const code = pdu.commandOf(bytes, at, end);
  if (id !== ID.tokenPassing || code < 0) return [];
  const delimiter = pdu.delimiterAt(bytes, at, end);
  const command = pdu.commandAt(bytes, delimiter);
  const statusBytes = pdu.statusBytes(bytes[delimiter]!);
  const dataEnd = Math.min(command + 2 + bytes[command + 1]!, end);
  const hasStatus = statusBytes > 0 && command + 4 <= dataEnd;
  const expanded = bytes[command] === 31 && code !== 31 ? 2 : 0;
  return [
    {
      code,
      responseCode: hasStatus ? bytes[command + 2]! : -1,
      deviceStatus: hasStatus ? bytes[command + 3]! : 0,
      at: Math.min(command + 2 + statusBytes + expanded, dataEnd),
      end: dataEnd,
    },
  ];
}

/** Device status and extended status, then commands of 16 bits each with a length. */
function directCommands(bytes: Uint8Array, at: number, end: number): HartCommand[] {
  const out: HartCommand[] = [];
  const isAnswer = pdu.typeOf(bytes, at) !== TYPE.request;
  let next = at + HEADER_BYTES + 2;
  while (next + 3 <= end && out.length < COMMANDS_MAX) {
    const dataEnd = Math.min(next + 3 + bytes[next + 2]!, end);
    const hasStatus = isAnswer && next + 4 <= dataEnd;
    out.push({
      code: word16(bytes, next),
      responseCode: hasStatus ? bytes[next + 3]! : -1,
      deviceStatus: isAnswer ? bytes[at + HEADER_BYTES]! : 0,
      at: hasStatus ? next + 4 : next + 3,
      end: dataEnd,
    });
    next = dataEnd;
  }
  return out;
}
