import type { SightingField } from '@bulkhead/model';
import { textOf } from '../bytes.ts';
import type { PduContext } from '../protocol.ts';
import { ADU } from './shape.ts';

/** What the objects of a device identification are about, V1.1b3 §6.21; 3 is a web address. */
const FIELDS: readonly (SightingField | null)[] = [
  'vendor',
  'order_number',
  'firmware',
  null,
  'description',
  'model',
  'name',
];
const READ_DEVICE_IDENTIFICATION = 14;
/** Objects of one answer; an ADU has no room for more that say anything. */
const OBJECTS_MAX = 64;

/**
 * Units that stand for the device at the address itself, Messaging on TCP/IP V1.0b §4.4.1.2. Others
 * are behind a gateway, so what they say is no fact about the address.
 */
function isAddressItself(unit: number): boolean {
  return unit <= 1 || unit === 0xff;
}

/** Tells what an answer to 43/14 or 17 says of the device. */
export function tellIdentification(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const unit = bytes[at + ADU.unit]!;
  if (bytes[at + ADU.code] === 17) return tellServerId(context, bytes, at, end);
  if (at + 14 > end || bytes[at + ADU.data] !== READ_DEVICE_IDENTIFICATION) return;
  let next = at + 14;
  for (let i = 0; i < OBJECTS_MAX && next + 2 <= end; i++) {
    const field = FIELDS[bytes[next]!] ?? null;
    const valueEnd = next + 2 + bytes[next + 1]!;
    if (valueEnd > end) return;
    const value = textOf(bytes, next + 2, valueEnd);
    if (isAddressItself(unit)) {
      if (field !== null) context.sighting(field, value);
    } else if (field === 'vendor' || field === 'order_number' || field === 'model') {
      context.sighting('description', `unit ${unit}: ${value}`);
    }
    next = valueEnd;
  }
}

/** The server identifier is as long and as the device likes; only what is text is told, §6.13. */
function tellServerId(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const from = at + ADU.data + 1;
  const to = Math.min(end, from + (bytes[at + ADU.data] ?? 0));
  let text = '';
  for (let i = from; i < to; i++) {
    const code = bytes[i]!;
    text += code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : ' ';
  }
  const words = text.replaceAll(/ +/g, ' ').trim();
  if (words.length < 4) return;
  const unit = bytes[at + ADU.unit]!;
  const value = isAddressItself(unit) ? words : `unit ${unit}: ${words}`;
  context.sighting('description', value);
}
