import { APDU, BVLC_BYTES, LINK, Message } from '../bacnet/message.ts';
import { parseMessage } from '../bacnet/parse.ts';
import { causeOf, gather, refusalOf, serviceOf, techniquesOf, unitOf } from '../bacnet/reading.ts';
import { BACNET_SERVICES } from '../bacnet/services.ts';
import { word16 } from '../packet/packet.ts';
import { defineProtocol, RECOGNISED, TRANSPORT } from '../protocol.ts';

/** Highest function of the virtual link layer, annexes J.2 and U.2. */
const FUNCTION_MAX = 12;
/** Version of the network layer, and the bits of its control octet that are zero: clause 6.2. */
const NPDU_VERSION = 1;
const NPDU_RESERVED = 0x50;

const message = new Message();

/**
 * BACnet/IP, its form over IPv6 and over Ethernet: virtual link layer, network layer and the
 * services of the application layer. Paired by invoke id and by the far ends behind routers.
 */
export const bacnet = defineProtocol({
  name: 'bacnet',
  title: 'BACnet/IP',
  standard: 'ANSI/ASHRAE 135-2020',
  depth: 'operation',
  // 47808 is 0xBAC0, annex J.1.2; over Ethernet by its LLC service access point, clause 7.
  over: { udp: [47808], ethernet: [0x1000082] },
  services: BACNET_SERVICES,
  symmetric: true,

  recognise(bytes, at, end, onPort, transport) {
    if (transport === TRANSPORT.ethernet) {
      const npdu = at + 2 < end && bytes[at] === NPDU_VERSION;
      return npdu && (bytes[at + 1]! & NPDU_RESERVED) === 0 ? RECOGNISED.yes : RECOGNISED.no;
    }
    const length = bvlcLength(bytes, at, end);
    if (length < BVLC_BYTES) return RECOGNISED.no;
    if (onPort && length === end - at) return RECOGNISED.yes;
    // Another length, or another port: headers that hold together to the end.
    message.read(bytes, at, end);
    const holds = message.problem === '' && message.npduAt >= 0;
    return holds && (onPort || length === end - at) ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at, end) {
    message.read(bytes, at, end);
    if (message.problem !== '' || message.apduAt < 0) return -1;
    return message.type === APDU.confirmed || message.type === APDU.unconfirmed ? 0 : 1;
  },

  parse: parseMessage,

  unit: unitOf,
  service: serviceOf,

  object(exchange) {
    return gather(exchange).object;
  },

  address(exchange) {
    return gather(exchange).address;
  },

  count(exchange) {
    return gather(exchange).count;
  },

  values(exchange) {
    return gather(exchange).values;
  },

  items(exchange) {
    const { items, object } = gather(exchange);
    return items.length > 1 || (items.length === 1 && items[0]!.object !== object)
      ? items
      : undefined;
  },

  refusal: refusalOf,
  cause: causeOf,

  techniques: techniquesOf,
});

/** Length that the virtual link layer tells; -1 where there is none. */
function bvlcLength(bytes: Uint8Array, at: number, end: number): number {
  if (at + BVLC_BYTES > end) return -1;
  if (bytes[at] !== LINK.ipv4 && bytes[at] !== LINK.ipv6) return -1;
  return bytes[at + 1]! > FUNCTION_MAX ? -1 : word16(bytes, at + 2);
}
