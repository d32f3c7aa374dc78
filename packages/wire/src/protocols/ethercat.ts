import {
  COMMAND_MAX,
  DATAGRAM_BYTES_MIN,
  datagramEnd,
  DATAGRAMS_TYPE,
  FRAME_HEADER_BYTES,
  frameLength,
  frameType,
} from '../ethercat/datagram.ts';
import { parseFrame } from '../ethercat/parse.ts';
import {
  addressOf,
  countOf,
  objectOf,
  refusalOf,
  serviceOf,
  SERVICES,
  techniquesOf,
  unitOf,
  valuesOf,
} from '../ethercat/reading.ts';
import { defineProtocol, RECOGNISED } from '../protocol.ts';

/**
 * EtherCAT: datagrams that a master sends through all of its devices and back. A datagram that
 * comes back is the answer to itself; its working counter tells how many devices took part.
 */
export const ethercat = defineProtocol({
  name: 'ethercat',
  title: 'EtherCAT',
  standard: 'IEC 61158-4-12 and 61158-6-12; ETG.1000',
  depth: 'header',
  over: { ethernet: [0x88a4], udp: [34980] },
  services: SERVICES,
  symmetric: true,

  recognise(bytes, at, end, onPort) {
    const first = at + FRAME_HEADER_BYTES;
    if (!onPort || first + DATAGRAM_BYTES_MIN > end) return RECOGNISED.no;
    if (frameType(bytes, at) !== DATAGRAMS_TYPE || bytes[first]! > 0x1f) return RECOGNISED.no;
    const length = frameLength(bytes, at);
    const fits = length >= DATAGRAM_BYTES_MIN && datagramEnd(bytes, first) <= first + length;
    return fits && (bytes[first]! <= COMMAND_MAX || first + length <= end)
      ? RECOGNISED.yes
      : RECOGNISED.no;
  },

  roleOf() {
    return 0;
  },

  parse(context, bytes, at, end) {
    if (end - at < FRAME_HEADER_BYTES + DATAGRAM_BYTES_MIN) {
      return context.skips.reason('ethercat_too_short');
    }
    parseFrame(context, bytes, at, end);
  },

  unit: unitOf,
  service: serviceOf,
  object: objectOf,
  address: addressOf,
  count: countOf,
  values: valuesOf,

  refusal: refusalOf,
  techniques: techniquesOf,
});
