import { textOf } from '../bytes.ts';
import { bodyAt, fieldEnd, propertiesEnd, VERSION } from './packet.ts';

/** What a CONNECT tells of its sender; never the password. */
export function connectParts(
  bytes: Uint8Array,
  at: number,
  end: number,
): {
  readonly version: number;
  readonly client: string;
  readonly will: string;
  readonly user: string;
} {
  const body = Math.max(at, bodyAt(bytes, at, end));
  const nameEnd = fieldEnd(bytes, body, end);
  const version = bytes[nameEnd] ?? 0;
  const flags = nameEnd + 1 < end ? bytes[nameEnd + 1]! : 0;
  const isNew = version === VERSION.v5;
  let next = Math.min(end, nameEnd + 4);
  if (isNew) next = propertiesEnd(bytes, next, end);
  const clientEnd = fieldEnd(bytes, next, end);
  const client = textOf(bytes, Math.min(next + 2, clientEnd), clientEnd);
  next = clientEnd;
  let will = '';
  if ((flags & 4) !== 0) {
    if (isNew) next = propertiesEnd(bytes, next, end);
    const topicEnd = fieldEnd(bytes, next, end);
    will = textOf(bytes, Math.min(next + 2, topicEnd), topicEnd);
    next = fieldEnd(bytes, topicEnd, end);
  }
  const userEnd = (flags & 0x80) === 0 ? next : fieldEnd(bytes, next, end);
  return { version, client, will, user: textOf(bytes, Math.min(next + 2, userEnd), userEnd) };
}
