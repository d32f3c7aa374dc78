import { word16le } from '../bytes.ts';
import { MESSAGE_TYPE, TYPE } from './commands.ts';

/**
 * Type, channel and length; data; CRC. The data of a command has a header of its own: direction,
 * connection, command, sequence, two bytes unknown, checksum, length (with this header).
 */
export const MESSAGE = {
  type: 0,
  channel: 1,
  length: 2,
  direction: 4,
  connection: 5,
  command: 6,
  sequence: 7,
  checksum: 10,
  size: 12,
  payload: 14,
} as const;
/** Type, channel, length and CRC. */
export const FRAME_BYTES = 6;
const CRC_BYTES = 2;
/** A command with its header and nothing behind it. */
const COMMAND_BYTES_MIN = MESSAGE.payload + CRC_BYTES;

/** Whether type and length are those of a message; then a command has its header too. */
export function isMessage(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < FRAME_BYTES) return false;
  const type = bytes[at]!;
  if (type < TYPE.connectionRequest || type > TYPE.failed) return false;
  if (word16le(bytes, at + MESSAGE.length) !== end - at - FRAME_BYTES) return false;
  if (type !== TYPE.command) return true;
  return end - at >= COMMAND_BYTES_MIN && bytes[at + MESSAGE.direction]! <= 1;
}

/** Whether the CRC-16 (polynomial 0x8005, reflected, from 0) at the end is right. */
export function crcHolds(bytes: Uint8Array, at: number, end: number): boolean {
  return word16le(bytes, end - CRC_BYTES) === crc16(bytes, at, end - CRC_BYTES);
}

/** Whether the size of a command is right, and the sum of its bytes, which has it once more. */
export function checksumHolds(bytes: Uint8Array, at: number, end: number): boolean {
  if (bytes[at] !== TYPE.command) return true;
  const from = at + MESSAGE.direction;
  const last = end - CRC_BYTES;
  const size = word16le(bytes, at + MESSAGE.size);
  const { checksum } = MESSAGE;
  let sum = size - bytes[at + checksum]! - bytes[at + checksum + 1]!;
  for (let i = from; i < last; i++) sum += bytes[i]!;
  return size === last - from && (sum & 0xffff) === word16le(bytes, at + checksum);
}

function crc16(bytes: Uint8Array, at: number, end: number): number {
  let crc = 0;
  for (let i = at; i < end; i++) {
    crc ^= bytes[i]!;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

/** Command, or the type of another message as `MESSAGE_TYPE` and the request that it belongs to. */
export function serviceCode(bytes: Uint8Array, at: number): number {
  const type = bytes[at]!;
  if (type === TYPE.command) return bytes[at + MESSAGE.command]!;
  if (type === TYPE.connectionResponse) return MESSAGE_TYPE + TYPE.connectionRequest;
  if (type === TYPE.disconnectionResponse) return MESSAGE_TYPE + TYPE.disconnectionRequest;
  return MESSAGE_TYPE + type;
}
