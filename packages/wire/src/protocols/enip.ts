import { word16le } from '../bytes.ts';
import { COMMAND, ENIP_SERVICES, HEADER, isHeader, isKnownCommand } from '../enip/header.ts';
import { isIoData } from '../enip/items.ts';
import { parseEnip, roleOfEnip } from '../enip/parse.ts';
import { countOf, objectOf, refusalOf, serviceOf, valuesOf } from '../enip/reading.ts';
import { defineProtocol, FRAMING, RECOGNISED, TRANSPORT } from '../protocol.ts';

/**
 * EtherNet/IP: the encapsulation of CIP in TCP and UDP. Messages are handed to CIP, and their
 * operations are CIP's; sessions, discovery and connected data are its own.
 */
export const enip = defineProtocol({
  name: 'enip',
  title: 'EtherNet/IP',
  standard: 'ODVA CIP Volume 2, EtherNet/IP Adaptation of CIP',
  depth: 'operation',
  over: { tcp: [44_818], udp: [44_818, 2_222] },
  services: ENIP_SERVICES,
  headerBytes: HEADER.bytes,

  recognise(bytes, at, end, onPort, transport) {
    if (transport === TRANSPORT.udp) {
      if (isIoData(bytes, at, end)) return RECOGNISED.yes;
      const fits =
        end - at >= HEADER.bytes &&
        at + HEADER.bytes + word16le(bytes, at + HEADER.length) === end &&
        isHeader(bytes, at, true);
      return fits ? RECOGNISED.yes : RECOGNISED.no;
    }
    // TLS, HTTP and the like differ from every command in the second byte.
    const command = end - at >= 2 ? word16le(bytes, at) : COMMAND.registerSession;
    // Zeros start much that is no EtherNet/IP, so a NOP tells nothing off the port.
    if (!isKnownCommand(command) || (!onPort && command === COMMAND.nop)) return RECOGNISED.no;
    if (end - at < HEADER.bytes) return RECOGNISED.moreBytes;
    return isHeader(bytes, at, !onPort) ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf: roleOfEnip,

  frame(bytes, at, end, transport) {
    if (transport === TRANSPORT.udp) return end - at;
    if (end - at < HEADER.bytes) return FRAMING.moreBytes;
    // A command that nobody knows is refused by devices; its length still counts.
    const known = isKnownCommand(word16le(bytes, at)) || isQuiet(bytes, at);
    return known ? HEADER.bytes + word16le(bytes, at + HEADER.length) : FRAMING.outOfStep;
  },

  parse: parseEnip,
  service: serviceOf,
  object: objectOf,
  count: countOf,
  values: valuesOf,
  refusal: refusalOf,
});

/** Status and options are zero or small, as in every header. */
function isQuiet(bytes: Uint8Array, at: number): boolean {
  for (let i = HEADER.status + 1; i < HEADER.context; i++) if (bytes[at + i] !== 0) return false;
  for (let i = HEADER.options; i < HEADER.bytes; i++) if (bytes[at + i] !== 0) return false;
  return true;
}
