import { toHex } from '@bulkhead/kernel';
import { textOf, word16 } from '../bytes.ts';
import type { PduContext } from '../protocol.ts';
import { packedText } from './layouts.ts';

/** Makers by their number in the FieldComm Group's table 8, those that plants meet most. */
const MAKERS: Readonly<Record<number, string>> = {
  17: 'Endress+Hauser',
  19: 'Fisher Controls',
  23: 'Honeywell',
  26: 'ABB',
  31: 'Micro Motion',
  38: 'Rosemount',
  42: 'Siemens',
  55: 'Yokogawa',
  62: 'VEGA',
};
/** Bytes of identity in revision 7 and in those before it, HCF_SPEC-127 §6.1. */
const IDENTITY_BYTES_MIN = 12;
const MAKER_AT = 17;

/** Tells what the answer to a command says about a device; `bytes[at..end)` are its data. */
export function noteIdentity(
  context: PduContext,
  command: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  if ((command === 0 || command === 11 || command === 21) && at + IDENTITY_BYTES_MIN <= end) {
    const type = word16(bytes, at + 1);
    context.sighting('model', `HART device type 0x${hex4(type)}`);
    context.sighting('serial', toHex(bytes.subarray(at + 9, at + 12)));
    context.sighting('firmware', String(bytes[at + 6]));
    context.sighting('hardware', String(bytes[at + 7]! >> 3));
    const maker = at + MAKER_AT + 2 <= end ? word16(bytes, at + MAKER_AT) : type >> 8;
    context.sighting('vendor', MAKERS[maker] ?? `HART maker 0x${hex4(maker)}`);
  } else if (command === 20 && at + 32 <= end) {
    context.sighting('name', textOf(bytes, at, at + 32));
  } else if (command === 13 && at + 18 <= end) {
    context.sighting('name', packedText(bytes, at, at + 6).replaceAll(/^[@ ]+$/g, ''));
  }
}

function hex4(value: number): string {
  return value.toString(16).padStart(4, '0');
}
