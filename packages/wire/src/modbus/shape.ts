import { word16 } from '../packet/packet.ts';

/** Offsets in an ADU of MODBUS Messaging on TCP/IP V1.0b §3.1.3. */
export const ADU = {
  transaction: 0,
  protocol: 2,
  length: 4,
  unit: 6,
  code: 7,
  data: 8,
} as const;

/** Bytes of an ADU whose length is not told by its own fields. */
export const ANY_LENGTH = -1;

/** Bytes that a request of this function has, by its own fields; `ANY_LENGTH` where none tell. */
export function requestBytes(bytes: Uint8Array, at: number, end: number): number {
  const code = bytes[at + ADU.code]!;
  switch (code) {
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:
    case 6:
      return 12;
    case 7:
    case 11:
    case 12:
    case 17:
      return 8;
    case 15:
    case 16:
      return at + 12 < end ? 13 + bytes[at + 12]! : 14;
    case 20:
    case 21:
      return at + 8 < end ? 9 + bytes[at + 8]! : 9;
    case 22:
      return 14;
    case 23:
      return at + 16 < end ? 17 + bytes[at + 16]! : 19;
    case 24:
      return 10;
    case 43:
      return at + 8 < end && bytes[at + 8] === 14 ? 11 : ANY_LENGTH;
    default:
      return ANY_LENGTH;
  }
}

/** Bytes that an answer of this function has, by its own fields; `ANY_LENGTH` where none tell. */
export function responseBytes(bytes: Uint8Array, at: number, end: number): number {
  const code = bytes[at + ADU.code]!;
  if (code >= 0x80) return 9;
  switch (code) {
    case 1:
    case 2:
    case 3:
    case 4:
    case 12:
    case 17:
    case 20:
    case 21:
    case 23:
      return at + 8 < end ? 9 + bytes[at + 8]! : 9;
    case 5:
    case 6:
    case 11:
    case 15:
    case 16:
      return 12;
    case 7:
      return 9;
    case 22:
      return 14;
    case 24:
      return at + 9 < end ? 10 + word16(bytes, at + 8) : 10;
    default:
      return ANY_LENGTH;
  }
}
