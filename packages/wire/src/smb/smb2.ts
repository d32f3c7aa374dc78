import { unsigned32le, word16le } from '../bytes.ts';
import { utf16Text } from '../ntlmssp/utf16.ts';
import { SMB2_COMMAND } from './commands.ts';
import { fileHandle, SMB2 } from './shape.ts';

const DIALECTS_MAX = 16;
const DISPOSITION_OPEN = 1;

/** Offset from the body to the file handle of a request, by command; MS-SMB2 §2.2.15 to §2.2.39. */
const HANDLE_OFFSETS: ReadonlyMap<number, number> = new Map([
  [SMB2_COMMAND.close, 8],
  [SMB2_COMMAND.flush, 8],
  [SMB2_COMMAND.read, 16],
  [SMB2_COMMAND.write, 16],
  [SMB2_COMMAND.lock, 8],
  [SMB2_COMMAND.ioctl, 8],
  [SMB2_COMMAND.queryDirectory, 8],
  [SMB2_COMMAND.changeNotify, 8],
  [SMB2_COMMAND.queryInfo, 24],
  [SMB2_COMMAND.setInfo, 16],
]);

/** The command of the message at `at`. */
export function command2(bytes: Uint8Array, at: number): number {
  return word16le(bytes, at + SMB2.command);
}

/** The text that a request describes with offset and length at `field` of its body. */
function bodyText(bytes: Uint8Array, at: number, end: number, field: number): string {
  const fieldAt = at + SMB2.body + field;
  if (fieldAt + 4 > end) return '';
  const from = at + word16le(bytes, fieldAt);
  const length = word16le(bytes, fieldAt + 2);
  return from + length > end ? '' : utf16Text(bytes, from, from + length);
}

/** `\\SERVER\SHARE` of a tree connect, MS-SMB2 §2.2.9. */
export function sharePath2(bytes: Uint8Array, at: number, end: number): string {
  return bodyText(bytes, at, end, 4);
}

/** Name of the file that a request opens, MS-SMB2 §2.2.13. */
export function openedName2(bytes: Uint8Array, at: number, end: number): string {
  return bodyText(bytes, at, end, 44);
}

/** Whether a request to open may make or replace the file. */
export function mayCreate(bytes: Uint8Array, at: number, end: number): boolean {
  const field = at + SMB2.body + 36;
  return field + 4 <= end && unsigned32le(bytes, field) !== DISPOSITION_OPEN;
}

/** Handle of the file that a request is about; -2 where it is about none. */
export function usedHandle(bytes: Uint8Array, at: number, end: number): number {
  const offset = HANDLE_OFFSETS.get(command2(bytes, at));
  if (offset === undefined || at + SMB2.body + offset + 16 > end) return -2;
  return fileHandle(bytes, at + SMB2.body + offset);
}

/** Handle that the answer to a request to open gives, MS-SMB2 §2.2.14; -2 where it gives none. */
export function givenHandle(bytes: Uint8Array, at: number, end: number): number {
  return at + SMB2.body + 80 > end ? -2 : fileHandle(bytes, at + SMB2.body + 64);
}

/** Dialects that a negotiation offers, MS-SMB2 §2.2.3. */
export function offeredDialects(bytes: Uint8Array, at: number, end: number): string[] {
  const body = at + SMB2.body;
  if (body + 36 > end) return [];
  const count = Math.min(word16le(bytes, body + 2), DIALECTS_MAX);
  const out: string[] = [];
  for (let from = body + 36; out.length < count && from + 2 <= end; from += 2) {
    out.push(dialectText(word16le(bytes, from)));
  }
  return out;
}

/** The dialect that a server chose, MS-SMB2 §2.2.4. */
export function chosenDialect(bytes: Uint8Array, at: number, end: number): string {
  const from = at + SMB2.body + 4;
  return from + 2 > end ? '' : dialectText(word16le(bytes, from));
}

/** `3.1.1` of 0x0311; 0x02ff stands for any of SMB2. */
function dialectText(dialect: number): string {
  if (dialect === 0x02ff) return '2.*';
  return `${dialect >> 8}.${(dialect >> 4) & 15}.${dialect & 15}`;
}
