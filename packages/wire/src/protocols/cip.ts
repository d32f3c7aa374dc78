import { IS_RESPONSE, isRefusedHeader, RESPONSE_BYTES_MIN } from '../cip/message.ts';
import { parseCip } from '../cip/parse.ts';
import {
  addressOf,
  countOf,
  itemsOf,
  objectOf,
  refusalOf,
  serviceOf,
  techniquesOf,
  unitOf,
  valuesOf,
} from '../cip/reading.ts';
import { CIP_SERVICES } from '../cip/services.ts';
import { defineProtocol, RECOGNISED } from '../protocol.ts';

/**
 * The Common Industrial Protocol: explicit messages, with and without a connection, also those that
 * others carry (Unconnected Send, Multiple Service Packet). Each service is one operation, paired
 * with its own answer by what EtherNet/IP pairs by.
 */
export const cip = defineProtocol({
  name: 'cip',
  title: 'CIP',
  standard: 'ODVA CIP Volume 1; Rockwell publication 1756-PM020 for tags',
  depth: 'operation',
  over: { within: ['enip'] },
  services: CIP_SERVICES,

  recognise(bytes, at, end) {
    if (end - at < 2) return RECOGNISED.no;
    if (bytes[at]! >= IS_RESPONSE) {
      const fits = end - at >= RESPONSE_BYTES_MIN && bytes[at + 1] === 0;
      return fits ? RECOGNISED.yes : RECOGNISED.no;
    }
    if (isRefusedHeader(bytes, at, end)) return RECOGNISED.yes;
    const words = bytes[at + 1]!;
    if (words === 0 || at + 4 > end) return RECOGNISED.no;
    // A path that starts as one but is cut short, by its sender or by a snap length, is told so.
    const fits = at + 2 + words * 2 <= end || isPathStart(bytes[at + 2]!);
    return fits ? RECOGNISED.yes : RECOGNISED.no;
  },

  parse: parseCip,
  unit: unitOf,
  service: serviceOf,
  object: objectOf,
  address: addressOf,
  count: countOf,
  values: valuesOf,
  items: itemsOf,
  refusal: refusalOf,
  techniques: techniquesOf,
});

/** A class of one or two bytes, or a symbol. */
function isPathStart(segment: number): boolean {
  return segment === 0x20 || segment === 0x21 || segment === 0x91;
}
