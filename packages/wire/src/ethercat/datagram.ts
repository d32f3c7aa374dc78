import { word16le } from '../bytes.ts';

/** Offsets in a datagram, IEC 61158-4-12 §5.4. Data and working counter follow the header. */
export const DATAGRAM = {
  command: 0,
  index: 1,
  position: 2,
  offset: 4,
  length: 6,
  data: 10,
} as const;

/** Bytes of a datagram without data: its header and the working counter. */
export const DATAGRAM_BYTES_MIN = 12;
/** Bytes of the header of a frame: length and type. */
export const FRAME_HEADER_BYTES = 2;
/** Frames of this type hold datagrams; others are network variables and mailbox gateways. */
export const DATAGRAMS_TYPE = 1;

const LENGTH_BITS = 0x07ff;
const MORE_BIT = 0x80;

/** Commands, IEC 61158-4-12: auto increment, configured, broadcast and logical addressing. */
export const COMMAND = {
  nop: 0,
  aprd: 1,
  apwr: 2,
  aprw: 3,
  fprd: 4,
  fpwr: 5,
  fprw: 6,
  brd: 7,
  bwr: 8,
  brw: 9,
  lrd: 10,
  lwr: 11,
  lrw: 12,
  armw: 13,
  frmw: 14,
} as const;
export const COMMAND_MAX = 14;

/** Bytes of data, as the header says. */
export function dataBytes(bytes: Uint8Array, at: number): number {
  return word16le(bytes, at + DATAGRAM.length) & LENGTH_BITS;
}

/** End of a datagram, working counter included. */
export function datagramEnd(bytes: Uint8Array, at: number): number {
  return at + DATAGRAM_BYTES_MIN + dataBytes(bytes, at);
}

/** Whether another datagram follows in the frame. */
export function moreFollow(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + DATAGRAM.length + 1]! & MORE_BIT) !== 0;
}

/** How many devices did what the datagram asks for; each adds one to three. */
export function workingCounter(bytes: Uint8Array, end: number): number {
  return word16le(bytes, end - 2);
}

/** Length that the header of a frame tells. */
export function frameLength(bytes: Uint8Array, at: number): number {
  return word16le(bytes, at) & LENGTH_BITS;
}

/** Type that the header of a frame tells. */
export function frameType(bytes: Uint8Array, at: number): number {
  return bytes[at + 1]! >> 4;
}

/** Whether the command addresses the process image, not a device. */
export function isLogical(command: number): boolean {
  return command >= COMMAND.lrd && command <= COMMAND.lrw;
}

/** Whether the command names a device by the address that it was given. */
export function isConfigured(command: number): boolean {
  return (command >= COMMAND.fprd && command <= COMMAND.fprw) || command === COMMAND.frmw;
}

/** Whether the command changes what it addresses: APWR, APRW, FPWR, FPRW, BWR, BRW and LWR. */
export function writes(command: number): boolean {
  if (command === COMMAND.lwr) return true;
  return command > 0 && command < COMMAND.lrd && (command - 1) % 3 !== 0;
}
