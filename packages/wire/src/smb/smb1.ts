import { unsigned32le, word16le } from '../bytes.ts';
import { ntlmAt } from '../ntlmssp/message.ts';
import { eitherText, utf16End } from '../ntlmssp/utf16.ts';
import { SMB1_COMMAND } from './commands.ts';
import { SMB1, SMB1_NT_STATUS, SMB1_UNICODE } from './shape.ts';
import { isRefusal } from './status.ts';

/** Requests in one message, MS-CIFS §2.2.3.4. */
const CHAIN_MAX = 4;
const NO_MORE = 0xff;
const TEXTS_MAX = 4;

/** Whether texts of the message at `at` are UTF-16. */
function isWide(bytes: Uint8Array, at: number): boolean {
  return (word16le(bytes, at + SMB1.flags2) & SMB1_UNICODE) !== 0;
}

/** Whether the server refused, with a status of either kind (MS-CIFS §2.2.3.1). */
export function isRefused1(bytes: Uint8Array, at: number): boolean {
  const isNt = (word16le(bytes, at + SMB1.flags2) & SMB1_NT_STATUS) !== 0;
  return isNt ? isRefusal(unsigned32le(bytes, at + SMB1.status)) : bytes[at + SMB1.status] !== 0;
}

/** Where the words of a command of the chain start, after their count; -1 where it is not in it. */
function wordsOf(bytes: Uint8Array, at: number, end: number, command: number): number {
  let wordsAt = at + SMB1.words;
  let current = bytes[at + SMB1.command]!;
  for (let link = 0; link < CHAIN_MAX && wordsAt < end; link++) {
    if (current === command) return dataOf(bytes, wordsAt + 1, end) < 0 ? -1 : wordsAt + 1;
    if (!isChained(current) || bytes[wordsAt]! < 2 || wordsAt + 5 > end) return -1;
    current = bytes[wordsAt + 1]!;
    const next = at + word16le(bytes, wordsAt + 3);
    if (current === NO_MORE || next <= wordsAt) return -1;
    wordsAt = next;
  }
  return -1;
}

function isChained(command: number): boolean {
  return (
    command === SMB1_COMMAND.sessionSetup ||
    command === SMB1_COMMAND.treeConnect ||
    command === SMB1_COMMAND.openAndx ||
    command === SMB1_COMMAND.readAndx ||
    command === SMB1_COMMAND.writeAndx ||
    command === SMB1_COMMAND.create
  );
}

/** Where the data after the words that start at `words` starts; -1 where it is not there. */
function dataOf(bytes: Uint8Array, words: number, end: number): number {
  const data = words + 2 * bytes[words - 1]! + 2;
  return data > end ? -1 : data;
}

/** Texts from `from` on, one after the other; UTF-16 is aligned to the start of the message. */
function textsAt(bytes: Uint8Array, at: number, from: number, end: number): string[] {
  const wide = isWide(bytes, at);
  if (wide && ((from - at) & 1) === 1) from++;
  const out: string[] = [];
  while (from < end && out.length < TEXTS_MAX) {
    out.push(eitherText(bytes, from, end, wide));
    if (wide) from = utf16End(bytes, from, end);
    else {
      while (from < end && bytes[from] !== 0) from++;
      from++;
    }
  }
  return out;
}

/** Dialects that a negotiation offers, MS-CIFS §2.2.4.52.1. */
export function dialectsOf(bytes: Uint8Array, at: number, end: number): string[] {
  const words = wordsOf(bytes, at, end, SMB1_COMMAND.negotiate);
  if (words < 0) return [];
  const out: string[] = [];
  let from = dataOf(bytes, words, end);
  while (from + 1 < end && bytes[from] === 2 && out.length < 16) {
    out.push(eitherText(bytes, from + 1, end, false));
    while (from < end && bytes[from] !== 0) from++;
    from++;
  }
  return out;
}

/** `\\SERVER\SHARE` of a tree connect in the message; empty where there is none. */
export function sharePath(bytes: Uint8Array, at: number, end: number): string {
  const words = wordsOf(bytes, at, end, SMB1_COMMAND.treeConnect);
  if (words < 0 || bytes[words - 1] !== 4) return '';
  const from = dataOf(bytes, words, end) + word16le(bytes, words + 6);
  return textsAt(bytes, at, from, end)[0] ?? '';
}

/** Name of a file or pipe that the message opens or that a transaction is for. */
export function openedName(bytes: Uint8Array, at: number, end: number): string {
  const command = bytes[at + SMB1.command]!;
  const words = wordsOf(bytes, at, end, command);
  if (words < 0) return '';
  const named =
    command === SMB1_COMMAND.create ||
    command === SMB1_COMMAND.openAndx ||
    command === SMB1_COMMAND.trans;
  return named ? (textsAt(bytes, at, dataOf(bytes, words, end), end)[0] ?? '') : '';
}

/** Handle of the file that a request is about or an answer gives; -1 where there is none. */
export function fileOf(bytes: Uint8Array, at: number, end: number, isReply: boolean): number {
  const command = bytes[at + SMB1.command]!;
  const words = wordsOf(bytes, at, end, command);
  if (words < 0) return -1;
  const offset = isReply ? givenAt(command) : usedAt(command);
  const isThere = offset >= 0 && bytes[words - 1]! * 2 >= offset + 2;
  return isThere ? word16le(bytes, words + offset) : -1;
}

function givenAt(command: number): number {
  if (command === SMB1_COMMAND.create) return 5;
  return command === SMB1_COMMAND.openAndx ? 4 : -1;
}

function usedAt(command: number): number {
  if (command === SMB1_COMMAND.close) return 0;
  if (command === SMB1_COMMAND.readAndx || command === SMB1_COMMAND.writeAndx) return 4;
  if (command === SMB1_COMMAND.lockingAndx) return 4;
  // The second setup word of a transaction on a pipe, MS-CIFS §2.2.5.
  return command === SMB1_COMMAND.trans ? 30 : -1;
}

/** What a log-on says in texts of its own, beside NTLM. */
export interface SetupTexts {
  readonly user: string;
  readonly domain: string;
  readonly os: string;
  readonly software: string;
}

/** Texts of a log-on, MS-SMB §2.2.4.6 and MS-CIFS §2.2.4.53. */
export function setupTexts(
  bytes: Uint8Array,
  at: number,
  end: number,
  isReply: boolean,
): SetupTexts {
  const nothing = { user: '', domain: '', os: '', software: '' };
  const words = wordsOf(bytes, at, end, SMB1_COMMAND.sessionSetup);
  if (words < 0) return nothing;
  const count = bytes[words - 1]!;
  const data = dataOf(bytes, words, end);
  if (isReply) {
    const blob = count === 4 ? word16le(bytes, words + 6) : 0;
    const [os = '', software = '', domain = ''] = textsAt(bytes, at, data + blob, end);
    return { user: '', domain, os, software };
  }
  if (count === 12) {
    const texts = textsAt(bytes, at, data + word16le(bytes, words + 14), end);
    return { ...nothing, os: texts[0] ?? '', software: texts[1] ?? '' };
  }
  if (count !== 13) return nothing;
  const passwords = word16le(bytes, words + 14) + word16le(bytes, words + 16);
  const texts = textsAt(bytes, at, data + passwords, end);
  const [user = '', domain = '', os = '', software = ''] = texts;
  return { user, domain, os, software };
}

/** Domain and name that a server tells before extended security, MS-CIFS §2.2.4.52.2. */
export function serverNames(bytes: Uint8Array, at: number, end: number): string[] {
  const words = wordsOf(bytes, at, end, SMB1_COMMAND.negotiate);
  if (words < 0 || bytes[words - 1] !== 17) return [];
  const data = dataOf(bytes, words, end);
  const isExtended = bytes[words + 22]! >= 0x80;
  if (isExtended || ntlmAt(bytes, data, end) >= 0) return [];
  let from = data + bytes[words + 33]!;
  const out: string[] = [];
  // These two are in UTF-16 wherever they start.
  while (from + 2 <= end && out.length < 2) {
    out.push(eitherText(bytes, from, end, isWide(bytes, at)));
    from = utf16End(bytes, from, end);
  }
  return isWide(bytes, at) ? out : [];
}
