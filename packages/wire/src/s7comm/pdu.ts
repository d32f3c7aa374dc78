import { word16 } from '../packet/packet.ts';

/** First byte of every S7comm PDU. */
export const S7_PROTOCOL = 0x32;

/** What kind of PDU it is ("remote operating service control"). */
export const ROSCTR = { job: 1, ack: 2, ackData: 3, userdata: 7 } as const;

/** Kind of a userdata PDU, in the upper half of its type byte; NC controls have their own. */
export const USERDATA_TYPE = {
  push: 0,
  request: 4,
  response: 8,
  ncPush: 3,
  ncRequest: 7,
  ncResponse: 11,
} as const;

/** Whether this is the header of an S7comm PDU, as far as it is there. */
export function isS7Header(bytes: Uint8Array, at: number, end: number): boolean {
  if (at >= end || bytes[at] !== S7_PROTOCOL) return false;
  if (at + 1 >= end) return true;
  const kind = bytes[at + 1]!;
  return (
    kind === ROSCTR.job ||
    kind === ROSCTR.ack ||
    kind === ROSCTR.ackData ||
    kind === ROSCTR.userdata
  );
}

/** Only answers to jobs carry two bytes of error. */
export function headerBytes(bytes: Uint8Array, at: number): number {
  const kind = bytes[at + 1]!;
  return kind === ROSCTR.ack || kind === ROSCTR.ackData ? 12 : 10;
}

export function pduReference(bytes: Uint8Array, at: number): number {
  return word16(bytes, at + 4);
}

export function parameterAt(bytes: Uint8Array, at: number): number {
  return at + headerBytes(bytes, at);
}

/** Where the parameter ends, but not beyond `end`. */
export function parameterEnd(bytes: Uint8Array, at: number, end: number): number {
  return Math.min(end, parameterAt(bytes, at) + word16(bytes, at + 6));
}

/** Where the data ends, but not beyond `end`. */
export function dataEnd(bytes: Uint8Array, at: number, end: number): number {
  return Math.min(end, parameterEnd(bytes, at, end) + word16(bytes, at + 8));
}

/** Group and sub-function of a userdata PDU; -1 for what is not there. */
export function userdataGroup(bytes: Uint8Array, at: number, end: number): number {
  return at + 15 < end ? bytes[at + 15]! & 15 : -1;
}

export function userdataSub(bytes: Uint8Array, at: number, end: number): number {
  return at + 16 < end ? bytes[at + 16]! : -1;
}

export function userdataType(bytes: Uint8Array, at: number, end: number): number {
  return at + 15 < end ? bytes[at + 15]! >> 4 : -1;
}

/** Whether a userdata answer says that its last data unit is still to come. */
export function hasMoreUnits(bytes: Uint8Array, at: number, end: number): boolean {
  return at + 22 <= end && bytes[at + 13]! >= 8 && bytes[at + 19] !== 0;
}

/** Whether a userdata request goes on with an answer that came before: by its sequence number. */
export function isNextUnit(bytes: Uint8Array, at: number, end: number): boolean {
  return at + 22 <= end && bytes[at + 13]! >= 8 && bytes[at + 17] !== 0;
}

/** Error code of a userdata answer; 0 where it carries none. */
export function userdataError(bytes: Uint8Array, at: number, end: number): number {
  return at + 22 <= end && bytes[at + 13]! >= 8 ? word16(bytes, at + 20) : 0;
}
