import { word16 } from '../bytes.ts';
import { RECOGNISED } from '../protocol.ts';
import { HEADER, isResponse, MessageWalk, operationCode } from './message.ts';
import { nameEnd } from './name.ts';
import { RECORD_TYPES } from './types.ts';

/** More questions or records than this are no message of the kind. */
const SECTION_MAX = 512;
const OPERATION_CODE_MAX = 6;
const CLASS_IN = 1;
/** Its highest bit asks for an answer to one station (mDNS, RFC 6762 §5.4). */
const CLASS_MASK = 0x7fff;
const walk = new MessageWalk();

/** Whether this is a message: its counts are small and its first name can be one. */
export function isMessage(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < HEADER.bytes) return false;
  let entries = 0;
  for (let at = start + HEADER.questions; at < start + HEADER.bytes; at += 2) {
    const count = word16(bytes, at);
    if (count > SECTION_MAX) return false;
    entries += count;
  }
  if (entries === 0) return isResponse(bytes, start) && end - start === HEADER.bytes;
  return nameEnd(bytes, start + HEADER.bytes, end) > 0;
}

/** The same, strictly: one question of a known type, and nothing after the last record. */
export function isPlainQuestion(bytes: Uint8Array, start: number, end: number): boolean {
  if (!isMessage(bytes, start, end) || operationCode(bytes, start) > OPERATION_CODE_MAX) {
    return false;
  }
  // One question, and the reserved bit of the flags is not set (RFC 1035 §4.1.1, RFC 4035 §3).
  if (word16(bytes, start + HEADER.questions) !== 1 || (bytes[start + 3]! & 0x40) !== 0) {
    return false;
  }
  const after = nameEnd(bytes, start + HEADER.bytes, end);
  if (after + 4 > end || after === start + HEADER.bytes + 1) return false;
  if (!RECORD_TYPES.has(word16(bytes, after))) return false;
  if ((word16(bytes, after + 2) & CLASS_MASK) !== CLASS_IN) return false;
  walk.begin(bytes, start, end);
  while (walk.next());
  return walk.departure === '' && walk.at === end;
}

/** The answer for protocols that only their port tells from each other. */
export function onPortOnly(bytes: Uint8Array, at: number, end: number, onPort: boolean): number {
  return onPort && isMessage(bytes, at, end) ? RECOGNISED.yes : RECOGNISED.no;
}
