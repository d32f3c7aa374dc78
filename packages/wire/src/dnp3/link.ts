import { word16le } from '../bytes.ts';
import { FRAMING, RECOGNISED } from '../protocol.ts';
import { BLOCK_BYTES, copyWithCrc, hasHeaderCrc } from './crc.ts';

/** Start bytes, length, control, both addresses and their CRC; IEEE 1815 §9.2.4. */
export const HEADER_BYTES = 10;
const CRC_BYTES = 2;
/** What the length counts beside user data: control and both addresses. */
const LENGTH_MIN = 5;

/** Bits of the control byte. */
export const CONTROL = { fromMaster: 0x80, primary: 0x40, function: 0x0f } as const;

/** Functions of a primary station that carry user data. */
const USER_DATA = 3;
const UNCONFIRMED_USER_DATA = 4;
/** Addresses from here on are of all outstations, IEEE 1815 §9.2.4.1.5. */
const BROADCAST_FIRST = 0xfffd;
/** Bit by bit the function codes that a primary and a secondary station may send. */
const PRIMARY_FUNCTIONS = 0b10_0001_1111;
const SECONDARY_FUNCTIONS = 0b1100_1000_0000_0011;

/**
 * Where a message without CRCs is put together: the link layer's control and addresses, the
 * transport header of its first frame, then the application layer.
 */
export const MESSAGE = {
  control: 0,
  destination: 1,
  source: 3,
  transport: 5,
  application: 6,
} as const;

export function isBroadcast(address: number): boolean {
  return address >= BROADCAST_FIRST;
}

/** Start bytes and a length that is possible; off the port also the header's CRC. */
export function recognise(bytes: Uint8Array, at: number, end: number, onPort: boolean): number {
  if (bytes[at] !== 0x05) return RECOGNISED.no;
  if (end - at >= 2 && bytes[at + 1] !== 0x64) return RECOGNISED.no;
  if (end - at < HEADER_BYTES) return RECOGNISED.moreBytes;
  if (bytes[at + 2]! < LENGTH_MIN) return RECOGNISED.no;
  if (hasHeaderCrc(bytes, at)) return RECOGNISED.yes;
  return onPort && isFunction(bytes[at + 3]!) ? RECOGNISED.yes : RECOGNISED.no;
}

function isFunction(control: number): boolean {
  const known = (control & CONTROL.primary) === 0 ? SECONDARY_FUNCTIONS : PRIMARY_FUNCTIONS;
  return ((known >> (control & CONTROL.function)) & 1) === 1;
}

/** Length of a link frame with the CRCs of its blocks. */
export function frame(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] !== 0x05) return FRAMING.outOfStep;
  if (end - at < 3) return FRAMING.moreBytes;
  if (bytes[at + 1] !== 0x64 || bytes[at + 2]! < LENGTH_MIN) return FRAMING.outOfStep;
  const userBytes = bytes[at + 2]! - LENGTH_MIN;
  return HEADER_BYTES + userBytes + CRC_BYTES * Math.ceil(userBytes / BLOCK_BYTES);
}

/** Whether the frame carries a part of a message. */
export function isUserData(control: number): boolean {
  if ((control & CONTROL.primary) === 0) return false;
  const code = control & CONTROL.function;
  return code === USER_DATA || code === UNCONFIRMED_USER_DATA;
}

/** What the address of a message's receiver is. */
export function destinationOf(message: Uint8Array, at: number): number {
  return word16le(message, at + MESSAGE.destination);
}

export function sourceOf(message: Uint8Array, at: number): number {
  return word16le(message, at + MESSAGE.source);
}

/**
 * Copies a frame without start bytes, length and CRCs to the start of `to`; returns its length
 * there, or -1 where the CRC of a block is wrong. A block that the capture cut off is not checked.
 */
export function withoutCrcs(bytes: Uint8Array, at: number, end: number, to: Uint8Array): number {
  let length = 0;
  for (let i = at + 3; i < at + 8; i++) to[length++] = bytes[i]!;
  let left = bytes[at + 2]! - LENGTH_MIN;
  for (let block = at + HEADER_BYTES; left > 0 && block < end; block += BLOCK_BYTES + CRC_BYTES) {
    const blockEnd = Math.min(end, block + Math.min(left, BLOCK_BYTES));
    const crc = copyWithCrc(bytes, block, blockEnd, to, length);
    if (blockEnd + CRC_BYTES <= end && crc !== word16le(bytes, blockEnd)) return -1;
    length += blockEnd - block;
    left -= BLOCK_BYTES;
  }
  return length;
}
