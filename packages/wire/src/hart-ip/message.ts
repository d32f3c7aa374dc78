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

/** The commands of a message one after the other. Used again for the next message. */
export class CommandReader implements HartCommand {
  code = 0;
  responseCode = -1;
  deviceStatus = 0;
  at = 0;
  end = 0;
  #next = 0;
  #left = 0;

  /** Starts with the message `bytes[at..end)`; sessions have no commands. */
  open(bytes: Uint8Array, at: number, end: number): void {
    this.#left = 0;
    if (at + HEADER_BYTES > end) return;
    const id = bytes[at + AT.id];
    if (id === ID.direct) {
      this.#left = COMMANDS_MAX;
      this.#next = at + HEADER_BYTES + 2;
    } else if (id === ID.tokenPassing) this.#left = 1;
  }

  /** Takes the next command of the message that was opened; false where there is none. */
  take(bytes: Uint8Array, at: number, end: number): boolean {
    if (this.#left === 0) return false;
    this.#left--;
    return bytes[at + AT.id] === ID.direct
      ? this.#takeDirect(bytes, at, end)
      : this.#takeFrame(bytes, at, end);
  }

  #takeFrame(bytes: Uint8Array, at: number, end: number): boolean {
    this.code = pdu.commandOf(bytes, at, end);
    if (this.code < 0) return false;
    const delimiter = pdu.delimiterAt(bytes, at, end);
    const command = pdu.commandAt(bytes, delimiter);
    const statusBytes = pdu.statusBytes(bytes[delimiter]!);
    const dataEnd = Math.min(command + 2 + bytes[command + 1]!, end);
    const hasStatus = statusBytes > 0 && command + 4 <= dataEnd;
    const expanded = bytes[command] === 31 && this.code !== 31 ? 2 : 0;
    this.responseCode = hasStatus ? bytes[command + 2]! : -1;
    this.deviceStatus = hasStatus ? bytes[command + 3]! : 0;
    this.at = Math.min(command + 2 + statusBytes + expanded, dataEnd);
    this.end = dataEnd;
    return true;
  }

  /** Behind device status and extended status: commands of 16 bits each with a length. */
  #takeDirect(bytes: Uint8Array, at: number, end: number): boolean {
    const next = this.#next;
    if (next + 3 > end) return false;
    const isAnswer = pdu.typeOf(bytes, at) !== TYPE.request;
    this.code = word16(bytes, next);
    this.end = Math.min(next + 3 + bytes[next + 2]!, end);
    const hasStatus = isAnswer && next + 4 <= this.end;
    this.responseCode = hasStatus ? bytes[next + 3]! : -1;
    this.deviceStatus = isAnswer ? bytes[at + HEADER_BYTES]! : 0;
    this.at = hasStatus ? next + 4 : next + 3;
    this.#next = this.end;
    return true;
  }
}

/** The commands that the message `bytes[at..end)` holds; none for sessions. */
export function commandsOf(bytes: Uint8Array, at: number, end: number): HartCommand[] {
  const out: HartCommand[] = [];
  const reader = new CommandReader();
  reader.open(bytes, at, end);
  while (reader.take(bytes, at, end)) {
    const { code, responseCode, deviceStatus } = reader;
    out.push({ code, responseCode, deviceStatus, at: reader.at, end: reader.end });
  }
  return out;
}
