import type { OperationValue } from '@bulkhead/model';
import { textOf, word16 } from '../bytes.ts';
import { textOrHex } from '../values.ts';
import { blockErrorName, blockName, resetName, roleNames } from './names.ts';
import { type Block, CONTROL, DEVICE, OPTION } from './pdu.ts';

const ADDRESSES_MAX = 7;

/** What the value of a block says, typed as the block types it. */
export function blockValues(bytes: Uint8Array, block: Block): OperationValue[] {
  const { option, sub, at, end } = block;
  if (option === OPTION.control) return controlValues(bytes, block);
  if (at >= end) return [];
  if (option === OPTION.ip)
    return sub === 1 ? [macText(bytes, at, end)] : addresses(bytes, at, end);
  if (option === OPTION.device) return deviceValues(bytes, block);
  return [textOrHex(bytes.subarray(at, end))];
}

function controlValues(bytes: Uint8Array, { sub, word, at, end }: Block): OperationValue[] {
  switch (sub) {
    case CONTROL.signal:
      return at + 2 <= end ? [word16(bytes, at)] : [];
    case CONTROL.resetToFactory:
      return [resetName(Math.max(0, word))];
    case CONTROL.response:
      return at + 3 <= end
        ? [`${blockName(bytes[at]!, bytes[at + 1]!)} ${blockErrorName(bytes[at + 2]!)}`]
        : [];
    default:
      return [];
  }
}

function deviceValues(bytes: Uint8Array, { sub, at, end }: Block): OperationValue[] {
  switch (sub) {
    case DEVICE.vendor:
    case DEVICE.name:
    case DEVICE.alias:
      return [textOf(bytes, at, end)];
    case DEVICE.id:
    case DEVICE.oemId:
      return at + 4 <= end ? [hexWord(bytes, at), hexWord(bytes, at + 2)] : [];
    case DEVICE.role:
      return [roleNames(bytes[at]!)];
    case 5: {
      const out: string[] = [];
      for (let next = at; next + 2 <= end; next += 2) {
        out.push(blockName(bytes[next]!, bytes[next + 1]!));
      }
      return out;
    }
    default:
      return [textOrHex(bytes.subarray(at, end))];
  }
}

/** `0x002a`. */
export function hexWord(bytes: Uint8Array, at: number): string {
  return `0x${word16(bytes, at).toString(16).padStart(4, '0')}`;
}

/** Address, mask, gateway, and the name servers of the full suite. */
function addresses(bytes: Uint8Array, at: number, end: number): string[] {
  const out: string[] = [];
  for (; at + 4 <= end && out.length < ADDRESSES_MAX; at += 4) {
    out.push(bytes.subarray(at, at + 4).join('.'));
  }
  return out;
}

function macText(bytes: Uint8Array, at: number, end: number): string {
  return [...bytes.subarray(at, Math.min(end, at + 6))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join(':');
}
