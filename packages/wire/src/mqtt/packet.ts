import { word16 } from '../bytes.ts';

/** Types of control packets, MQTT 5.0 §2.1.2. */
export const TYPE = {
  connect: 1,
  connack: 2,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  suback: 9,
  unsubscribe: 10,
  unsuback: 11,
  pingreq: 12,
  pingresp: 13,
  disconnect: 14,
  auth: 15,
} as const;

/** Bytes of the fixed header at most: type and flags, and a length of up to four bytes. */
export const FIXED_BYTES_MAX = 5;
/** Versions as the CONNECT packet has them. */
export const VERSION = { v31: 3, v311: 4, v5: 5 } as const;

export function packetType(bytes: Uint8Array, at: number): number {
  return bytes[at]! >> 4;
}

/** Quality of service of a PUBLISH. */
export function qosOf(bytes: Uint8Array, at: number): number {
  return (bytes[at]! >> 1) & 3;
}

/** Whether the flags are those that the type prescribes, MQTT 5.0 §2.1.3. */
export function flagsFit(bytes: Uint8Array, at: number): boolean {
  const type = bytes[at]! >> 4;
  const flags = bytes[at]! & 0x0f;
  if (type === 0) return false;
  if (type === TYPE.publish) return true;
  const fixed = type === TYPE.pubrel || type === TYPE.subscribe || type === TYPE.unsubscribe;
  return flags === (fixed ? 2 : 0);
}

/**
 * Where the variable header starts, behind the remaining length; 0 where more bytes would tell, -1
 * where the length is longer than four bytes.
 */
export function bodyAt(bytes: Uint8Array, at: number, end: number): number {
  for (let i = 1; i < FIXED_BYTES_MAX; i++) {
    if (at + i >= end) return 0;
    if (bytes[at + i]! < 0x80) return at + i + 1;
  }
  return -1;
}

/** The remaining length, whose bytes must all be there. */
export function remainingLength(bytes: Uint8Array, at: number): number {
  return numberAt(bytes, at + 1, at + FIXED_BYTES_MAX);
}

/** A variable byte integer, MQTT 5.0 §1.5.5; cut off at `end`. */
function numberAt(bytes: Uint8Array, at: number, end: number): number {
  let value = 0;
  for (let shift = 0; at < end && shift < 28; at++, shift += 7) {
    value |= (bytes[at]! & 0x7f) << shift;
    if (bytes[at]! < 0x80) break;
  }
  return value;
}

/** Where the properties of version 5 that start at `at` end. */
export function propertiesEnd(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  while (next < end && next < at + 3 && bytes[next]! >= 0x80) next++;
  return Math.min(end, next + 1 + numberAt(bytes, at, end));
}

/** End of a length-prefixed field that starts at `at`, within `end`. */
export function fieldEnd(bytes: Uint8Array, at: number, end: number): number {
  return at + 2 > end ? end : Math.min(end, at + 2 + word16(bytes, at));
}

/** Whether the name of the protocol stands at `at`: `MQTT`, or `MQIsdp` of version 3.1. */
export function isProtocolName(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 7 > end || bytes[at] !== 0 || bytes[at + 2] !== 0x4d || bytes[at + 3] !== 0x51) {
    return false;
  }
  return bytes[at + 1] === 4
    ? bytes[at + 4] === 0x54 && bytes[at + 5] === 0x54
    : bytes[at + 1] === 6;
}

/** Where a PUBLISH has its parts; offsets in `bytes`, the identifier -1 where it has none. */
export interface Publication {
  readonly topicAt: number;
  readonly topicEnd: number;
  readonly identifier: number;
  readonly propertiesAt: number;
  readonly payloadAt: number;
}

/** Takes a PUBLISH apart; `end` is the end of the packet. */
export function publicationOf(
  bytes: Uint8Array,
  at: number,
  end: number,
  version: number,
): Publication {
  const body = Math.max(at, bodyAt(bytes, at, end));
  const topicEnd = fieldEnd(bytes, body, end);
  let next = topicEnd;
  let identifier = -1;
  if (qosOf(bytes, at) > 0 && next + 2 <= end) {
    identifier = word16(bytes, next);
    next += 2;
  }
  const payloadAt = version === VERSION.v5 ? propertiesEnd(bytes, next, end) : next;
  return {
    topicAt: Math.min(end, body + 2),
    topicEnd,
    identifier,
    propertiesAt: next,
    payloadAt,
  };
}
