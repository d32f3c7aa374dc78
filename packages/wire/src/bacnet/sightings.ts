import type { SightingField } from '@bulkhead/model';
import { ipv4Text } from '../flow/address-text.ts';
import { word32 } from '../packet/packet.ts';
import type { PduContext } from '../protocol.ts';
import { LINK, type Message } from './message.ts';
import { KIND } from './services.ts';
import { applicationValue, characterString, numberAt, type Part, partsOf } from './tags.ts';
import { vendorName } from './vendors.ts';

const DEVICE = 8;
const FORWARDED = 4;
const [READ, READ_MULTIPLE] = [12, 14];
const I_AM = KIND.unconfirmed;
const WHO_AM_I = KIND.unconfirmed + 13;

/** Properties of the device object that say what it is, ASHRAE 135-2020 clause 12.11. */
const FIELDS: ReadonlyMap<number, SightingField> = new Map([
  [12, 'software'],
  [28, 'description'],
  [44, 'firmware'],
  [58, 'location'],
  [70, 'model'],
  [77, 'name'],
  [121, 'vendor'],
  [372, 'serial'],
]);

/**
 * Tells a fact about the sender. The devices behind a router share its address, so that what is
 * said of them is not told; what a broadcast distributor passes on is told of where it came from.
 */
function tell(context: PduContext, message: Message, field: SightingField, value: string): void {
  if (message.fromNetwork !== 0) return;
  if (message.link === LINK.ipv4 && message.bvlc === FORWARDED) {
    const ip = ipv4Text(word32(message.bytes, message.at + 4));
    context.sightingOf(ip, '', field, value);
  } else context.sighting(field, value);
}

/** I-Am and Who-Am-I. */
export function tellAnnounced(context: PduContext, message: Message): void {
  const { code, bytes, dataAt, end } = message;
  if (code !== I_AM && code !== WHO_AM_I) return;
  if (message.fromNetwork !== 0) {
    return context.sighting('role', 'bacnet-router');
  }
  const parts = partsOf(bytes, dataAt, end);
  if (code === WHO_AM_I) {
    const [vendor, model, serial] = parts;
    if (vendor !== undefined) tellVendor(context, message, vendor);
    tell(context, message, 'model', textOf(bytes, model));
    return tell(context, message, 'serial', textOf(bytes, serial));
  }
  const [device, , , vendor] = parts;
  if (device === undefined || vendor === undefined) return;
  const instance = numberAt(bytes, device.at, device.end) % 0x400000;
  tell(context, message, 'description', `BACnet device ${instance}`);
  tell(context, message, 'role', 'bacnet-device');
  tellVendor(context, message, vendor);
}

function tellVendor(context: PduContext, message: Message, part: Part): void {
  const vendor = vendorName(numberAt(message.bytes, part.at, part.end));
  tell(context, message, 'vendor', vendor);
}

/** What the answer to ReadProperty or ReadPropertyMultiple tells of the device object. */
export function tellProperties(context: PduContext, message: Message): void {
  const { service, bytes, dataAt, end, fromNetwork } = message;
  if ((service !== READ && service !== READ_MULTIPLE) || fromNetwork !== 0) return;
  // Both start with the object: a context tag 0 of four bytes. Most are not the device.
  if (dataAt + 5 > end || bytes[dataAt] !== 0x0c) return;
  if (service === READ && word32(bytes, dataAt + 1) >>> 22 !== DEVICE) return;
  const parts = partsOf(bytes, dataAt, end);
  if (service === READ) {
    const value = parts.find((part) => part.constructed && part.tag === 3);
    return tellProperty(context, message, parts[1], value);
  }
  let isDevice = false;
  for (const part of parts) {
    if (part.tag === 0) isDevice = numberAt(bytes, part.at, part.end) >>> 22 === DEVICE;
    if (part.tag !== 1 || !isDevice) continue;
    let property: Part | undefined;
    for (const one of partsOf(bytes, part.at, part.end)) {
      if (one.tag === 2) property = one;
      else if (one.tag === 4) tellProperty(context, message, property, one);
    }
  }
}

function tellProperty(
  context: PduContext,
  message: Message,
  property: Part | undefined,
  value: Part | undefined,
): void {
  if (property === undefined || value === undefined) return;
  const { bytes } = message;
  const field = FIELDS.get(numberAt(bytes, property.at, property.end));
  if (field === undefined) return;
  tell(context, message, field, textOf(bytes, partsOf(bytes, value.at, value.end)[0]));
}

function textOf(bytes: Uint8Array, part: Part | undefined): string {
  if (part === undefined) return '';
  if (part.tag === 7) return characterString(bytes, part.at, part.end);
  return String(applicationValue(bytes, part.tag, part.bit, part.at, part.end));
}
