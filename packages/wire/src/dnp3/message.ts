import { isResponse } from './functions.ts';
import { CONTROL, destinationOf, MESSAGE, sourceOf } from './link.ts';

/** Bits of the application control, IEEE 1815 §4.2.2.4. */
export const APPLICATION = {
  first: 0x80,
  last: 0x40,
  confirm: 0x20,
  unsolicited: 0x10,
  sequence: 0x0f,
} as const;

const FUNCTION_AT = MESSAGE.application + 1;
const INDICATIONS_AT = MESSAGE.application + 2;

/** Whether it has an application layer; else it is a frame of the link layer. */
export function isApplication(at: number, end: number): boolean {
  return end - at > FUNCTION_AT;
}

export function applicationControl(bytes: Uint8Array, at: number): number {
  return bytes[at + MESSAGE.application]!;
}

export function functionOf(bytes: Uint8Array, at: number): number {
  return bytes[at + FUNCTION_AT]!;
}

/** Where its object headers start. */
export function objectsAt(bytes: Uint8Array, at: number): number {
  return at + INDICATIONS_AT + (isResponse(functionOf(bytes, at)) ? 2 : 0);
}

/** Second byte of a response's internal indications, the one that refuses; 0 where cut. */
export function refusalsOf(bytes: Uint8Array, at: number, end: number): number {
  return at + INDICATIONS_AT + 1 < end ? bytes[at + INDICATIONS_AT + 1]! : 0;
}

export function indicationsOf(bytes: Uint8Array, at: number, end: number): number {
  return at + INDICATIONS_AT < end ? bytes[at + INDICATIONS_AT]! : 0;
}

/** The end that is the outstation: by the function, or by the direction bit of a link frame. */
export function outstationOf(bytes: Uint8Array, at: number, end: number): number {
  const asks = isApplication(at, end)
    ? !isResponse(functionOf(bytes, at))
    : (bytes[at]! & CONTROL.fromMaster) !== 0;
  return asks ? destinationOf(bytes, at) : sourceOf(bytes, at);
}
