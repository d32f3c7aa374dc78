import { RECOGNISED } from '../protocol.ts';
import { commandWord, serviceOfWord, UNKNOWN_COMMAND } from './commands.ts';

/** Longer lines are no FTP: paths end at 1,024 to 4,096 bytes, and few are that long. */
export const LINE_BYTES_MAX = 2_048;
const CHAR = { lf: 0x0a, cr: 0x0d, space: 0x20, hyphen: 0x2d } as const;
const GREETING = 220;
const FTP = Uint8Array.from('ftp', (c) => c.charCodeAt(0));

/** Code of a reply line; 0 where it is none. */
export function replyCode(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 3) return 0;
  let code = 0;
  for (let i = at; i < at + 3; i++) {
    const digit = bytes[i]! - 0x30;
    if (digit < 0 || digit > 9) return 0;
    code = code * 10 + digit;
  }
  return code >= 100 && code < 700 ? code : 0;
}

/** Whether more lines of the reply follow, RFC 959 §4.2. */
export function isContinued(bytes: Uint8Array, at: number, end: number): boolean {
  return at + 3 < end && bytes[at + 3] === CHAR.hyphen;
}

/**
 * On the port a command that is known, or a reply. Off it only a greeting that names FTP: mail and
 * news speak alike.
 */
export function recogniseFtp(bytes: Uint8Array, at: number, end: number, onPort: boolean): number {
  const code = replyCode(bytes, at, end);
  if (onPort) {
    if (end - at < 5) return RECOGNISED.moreBytes;
    if (code > 0) return isReplyStart(bytes[at + 3]!) ? RECOGNISED.yes : RECOGNISED.no;
    const word = commandWord(bytes, at, end);
    const known = serviceOfWord(word) !== UNKNOWN_COMMAND;
    return known ? RECOGNISED.yes : RECOGNISED.no;
  }
  if (end - at < 4) return digitsSoFar(bytes, at, end) ? RECOGNISED.moreBytes : RECOGNISED.no;
  if (code !== GREETING || !isReplyStart(bytes[at + 3]!)) return RECOGNISED.no;
  const last = Math.min(end, at + LINE_BYTES_MAX);
  for (let i = at + 4; i < last; i++) {
    if (bytes[i] === CHAR.lf) return RECOGNISED.no;
    let same = 0;
    while (same < FTP.length && i + same < end && (bytes[i + same]! | 0x20) === FTP[same]) same++;
    if (same === FTP.length) return RECOGNISED.yes;
  }
  return last === end ? RECOGNISED.moreBytes : RECOGNISED.no;
}

function digitsSoFar(bytes: Uint8Array, at: number, end: number): boolean {
  for (let i = at; i < end; i++) if (bytes[i] !== (i - at < 2 ? 0x32 : 0x30)) return false;
  return true;
}

function isReplyStart(byte: number): boolean {
  return byte === CHAR.space || byte === CHAR.hyphen || byte === CHAR.cr || byte === CHAR.lf;
}

/** Behind the line that starts at `at`; -1 where its end is not there. */
export function lineEnd(bytes: Uint8Array, at: number, end: number): number {
  for (; at < end; at++) if (bytes[at] === CHAR.lf) return at + 1;
  return -1;
}
