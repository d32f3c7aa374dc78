import type { OperationValue } from '@bulkhead/model';
import { textOf, unsigned32le, word16le } from '../bytes.ts';
import { textOrHex } from '../values.ts';
import { timeText } from './points.ts';

const MODES = ['', 'read', 'write', 'append'];
const LAST_BLOCK = 0x80000000;
const DATA_BYTES_SHOWN = 64;

/** Group of the file objects, IEEE 1815 Annex A.29, and its variations. */
export const FILE_GROUP = 70;
const FILE = {
  authentication: 2,
  command: 3,
  commandStatus: 4,
  transport: 5,
  transportStatus: 6,
  descriptor: 7,
  specification: 8,
} as const;

/** Bytes of each variation before its text, from variation 0 on. */
const FIXED_BYTES = [0, 0, 12, 26, 13, 8, 9, 20, 0];

/** What a file object is about: its name or handle, with a stroke before it. */
export function fileObject(variation: number, bytes: Uint8Array, at: number, end: number): string {
  if (!isWhole(variation, at, end)) return '';
  switch (variation) {
    case FILE.command:
    case FILE.descriptor: {
      const from = at + word16le(bytes, at);
      return `/${textOf(bytes, from, Math.min(end, from + word16le(bytes, at + 2)))}`;
    }
    case FILE.specification:
      return `/${textOf(bytes, at, end)}`;
    case FILE.authentication:
      return '';
    default:
      return `/${unsigned32le(bytes, at)}`;
  }
}

/** What a file object says beside its name or handle. */
export function fileValues(
  variation: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): OperationValue[] {
  if (!isWhole(variation, at, end)) return [];
  switch (variation) {
    case FILE.command: {
      const mode = word16le(bytes, at + 20);
      return [MODES[mode] || `mode/${mode}`, unsigned32le(bytes, at + 16)];
    }
    case FILE.commandStatus:
      return [unsigned32le(bytes, at + 4)];
    case FILE.transport: {
      const block = unsigned32le(bytes, at + 4);
      const data = bytes.subarray(at + 8, Math.min(end, at + 8 + DATA_BYTES_SHOWN));
      const values: OperationValue[] = [block % LAST_BLOCK];
      if (block >= LAST_BLOCK) values.push('last');
      if (data.length > 0) values.push(textOrHex(data));
      return values;
    }
    case FILE.transportStatus:
      return [unsigned32le(bytes, at + 4) % LAST_BLOCK];
    case FILE.descriptor: {
      const kind = word16le(bytes, at + 4) === 0 ? 'directory' : 'file';
      return [kind, unsigned32le(bytes, at + 6), timeText(bytes, at + 10)];
    }
    case FILE.authentication: {
      const user = at + word16le(bytes, at);
      return [textOf(bytes, user, Math.min(end, user + word16le(bytes, at + 2)))];
    }
    default:
      return [];
  }
}

/** Status of a file object that has one; -1 for the others. */
export function fileStatus(variation: number, bytes: Uint8Array, at: number, end: number): number {
  if (!isWhole(variation, at, end)) return -1;
  if (variation === FILE.commandStatus) return bytes[at + 12]!;
  return variation === FILE.transportStatus ? bytes[at + 8]! : -1;
}

/** Whether the object of an opening asks to change the file. */
export function opensForWriting(
  variation: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): boolean {
  return variation === FILE.command && isWhole(variation, at, end) && word16le(bytes, at + 20) > 1;
}

function isWhole(variation: number, at: number, end: number): boolean {
  const fixed = FIXED_BYTES[variation];
  return fixed !== undefined && variation > 1 && at + fixed <= end;
}
