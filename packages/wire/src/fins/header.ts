import { unsigned32 } from '../bytes.ts';
import { word16 } from '../packet/packet.ts';

/** Offsets within a FINS frame, W342 §5-1-1; the last two of a command and of a response. */
export const FRAME = {
  icf: 0,
  rsv: 1,
  gct: 2,
  dna: 3,
  da1: 4,
  da2: 5,
  sna: 6,
  sa1: 7,
  sa2: 8,
  sid: 9,
  code: 10,
  commandData: 12,
  endCode: 12,
  responseData: 14,
} as const;

/** Bits of ICF. */
export const ICF = { response: 0x40, noResponseWanted: 0x01, reserved: 0x3e } as const;

/** Header of FINS/TCP, W421 §7-4-1: `FINS`, length of what follows it, command, error. */
export const TCP_HEADER = { length: 4, command: 8, error: 12, bytes: 16 } as const;
const MAGIC = 0x46494e53;

/** Commands of the FINS/TCP header. */
export const TCP_COMMAND = {
  clientAddress: 0,
  serverAddress: 1,
  frame: 2,
  error: 3,
  confirmation: 6,
} as const;

export function isTcpHeader(bytes: Uint8Array, at: number, end: number): boolean {
  return end - at >= TCP_HEADER.bytes && unsigned32(bytes, at) === MAGIC;
}

/** Whether these bytes may be the start of the header of FINS/TCP. */
export function mayBeTcpHeader(bytes: Uint8Array, at: number, end: number): boolean {
  for (let i = 0; i < 4 && at + i < end; i++) {
    if (bytes[at + i] !== ((MAGIC >> (24 - i * 8)) & 0xff)) return false;
  }
  return true;
}

/** Where the FINS frame starts: behind the header of FINS/TCP, or at once in a datagram. */
export function frameAt(bytes: Uint8Array, at: number, end: number): number {
  return isTcpHeader(bytes, at, end) ? at + TCP_HEADER.bytes : at;
}

/** Command of the FINS/TCP header; `frame` where there is none. */
export function tcpCommand(bytes: Uint8Array, at: number, end: number): number {
  return isTcpHeader(bytes, at, end)
    ? unsigned32(bytes, at + TCP_HEADER.command)
    : TCP_COMMAND.frame;
}

/** The service: the command code of a frame, or the command of a header without a frame. */
export function serviceCode(bytes: Uint8Array, at: number, end: number): number {
  const command = tcpCommand(bytes, at, end);
  if (command === TCP_COMMAND.serverAddress) return TCP_COMMAND.clientAddress;
  if (command !== TCP_COMMAND.frame) return command & 0xff;
  const frame = frameAt(bytes, at, end);
  return frame + FRAME.commandData <= end ? word16(bytes, frame + FRAME.code) : 0;
}

/** Whether these bytes look like a frame: reserved bits and byte are zero, few gateways. */
export function isFrame(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < FRAME.commandData) return false;
  if ((bytes[at]! & ICF.reserved) !== 0 || bytes[at + FRAME.rsv] !== 0) return false;
  if (bytes[at + FRAME.gct]! > 7 || bytes[at + FRAME.code] === 0) return false;
  return (bytes[at]! & ICF.response) === 0 || end - at >= FRAME.responseData;
}
