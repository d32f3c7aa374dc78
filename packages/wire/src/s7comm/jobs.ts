import { word16 } from '../packet/packet.ts';
import { blockList, blockObject, nameText } from './blocks.ts';
import { JOB } from './functions.ts';

/** Name of the program invocation of a 0x28 or 0x29 job; empty where it does not fit. */
export function invocationName(bytes: Uint8Array, at: number, end: number): string {
  const nameAt = invocationNameAt(bytes, at, end);
  if (nameAt < 0) return '';
  return nameText(bytes, nameAt + 1, Math.min(end, nameAt + 1 + bytes[nameAt]!));
}

/** Where the length of the name stands: behind the argument for 0x28, at a fixed place for 0x29. */
function invocationNameAt(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] === JOB.stop) return at + 6 < end ? at + 6 : -1;
  if (at + 10 > end) return -1;
  const nameAt = at + 10 + word16(bytes, at + 8);
  return nameAt < end ? nameAt : -1;
}

/** `pi/P_PROGRAM`, `pi/_INSE/block/DB1`. */
export function invocationObject(bytes: Uint8Array, at: number, end: number): string {
  const name = invocationName(bytes, at, end);
  if (name !== '_INSE' && name !== '_DELE') return `pi/${name}`;
  const argumentEnd = Math.min(end, at + 10 + word16(bytes, at + 8));
  const blocks = blockList(bytes, at + 10, argumentEnd);
  return `pi/${name}/${blocks[0] ?? ''}`;
}

/** What is given to a program invocation: blocks, or the argument as text. */
export function invocationValues(bytes: Uint8Array, at: number, end: number): string[] {
  if (bytes[at] !== JOB.programInvocation || at + 10 > end) return [];
  const argumentEnd = Math.min(end, at + 10 + word16(bytes, at + 8));
  const name = invocationName(bytes, at, end);
  if (name === '_INSE' || name === '_DELE') return blockList(bytes, at + 10, argumentEnd);
  return argumentEnd > at + 10 ? [nameText(bytes, at + 10, argumentEnd)] : [];
}

/** The block that a transfer job names, or empty where it names it by identifier only. */
export function transferObject(bytes: Uint8Array, at: number, end: number): string {
  const code = bytes[at]!;
  if (code === JOB.upload || code === JOB.endUpload) return '';
  if (at + 8 >= end) return '';
  const length = bytes[at + 8]!;
  return blockObject(nameText(bytes, at + 9, Math.min(end, at + 9 + length)));
}

/**
 * Bytes in load memory and as code that a download announces: behind the name a length, one
 * character, and six digits each.
 */
export function downloadSizes(bytes: Uint8Array, at: number, end: number): number[] {
  if (at + 8 >= end) return [];
  const from = at + 9 + bytes[at + 8]! + 2;
  return from + 12 <= end ? digits(bytes, from, 6).concat(digits(bytes, from + 6, 6)) : [];
}

/** Bytes that an upload is going to have: digits behind their count in the answer to its start. */
export function uploadSize(bytes: Uint8Array, at: number, end: number): number[] {
  const count = at + 8 < end ? bytes[at + 8]! : 0;
  return count > 0 && at + 9 + count <= end ? digits(bytes, at + 9, count) : [];
}

function digits(bytes: Uint8Array, at: number, count: number): number[] {
  const text = nameText(bytes, at, at + count);
  return /^[0-9]{1,15}$/.test(text) ? [Number(text)] : [];
}

/** The identifier by which later jobs of a transfer refer to it. */
export function transferId(bytes: Uint8Array, at: number, end: number): number {
  return at + 8 <= end ? word16(bytes, at + 4) * 65_536 + word16(bytes, at + 6) : -1;
}

export function isTransfer(code: number): boolean {
  return code >= JOB.requestDownload && code <= JOB.endUpload;
}
