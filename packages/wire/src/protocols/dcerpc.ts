import { describedBy } from '../described/described.ts';
import { DCERPC_SERVICES } from '../dcerpc/interfaces.ts';
import { parseDcerpc, readBytes } from '../dcerpc/parse.ts';
import { isHeader, PDU, pduLength, TYPE } from '../dcerpc/pdu.ts';
import { describeDcerpc, refusalOf, serviceOf, techniquesOf } from '../dcerpc/reading.ts';
import { defineProtocol, FRAMING, RECOGNISED } from '../protocol.ts';

/** A bind with one context and one transfer syntax. */
const BIND_BYTES_MIN = 72;

/**
 * DCE/RPC over TCP and over the named pipes of SMB: which interfaces are bound and called, and what
 * became of it. With it services and tasks are made on far machines, and OPC Data Access runs over
 * it. Of what calls carry, services, keys and tasks are read. Ports other than 135 are given out,
 * so that a bind tells.
 */
export const dcerpc = defineProtocol({
  name: 'dcerpc',
  title: 'DCE/RPC',
  standard: 'C706; MS-RPCE; MS-DCOM; OPC Data Access 3.00',
  depth: 'crossing',
  over: { tcp: [135], within: ['smb'] },
  services: DCERPC_SERVICES,
  symmetric: true,
  headerBytes: PDU.bytes,

  recognise(bytes, at, end, onPort) {
    if (!isHeader(bytes, at, end)) return RECOGNISED.no;
    if (end - at < PDU.bytes) return RECOGNISED.moreBytes;
    if (onPort) return RECOGNISED.yes;
    // Off the port a connection begins with a bind.
    const binds = bytes[at + PDU.type] === TYPE.bind && pduLength(bytes, at) >= BIND_BYTES_MIN;
    if (!binds) return RECOGNISED.no;
    if (end - at < PDU.contexts) return RECOGNISED.moreBytes;
    return bytes[at + PDU.contextCount]! > 0 ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at, end) {
    if (end - at <= PDU.type) return -1;
    const type = bytes[at + PDU.type]!;
    const asks = type === TYPE.request || type === TYPE.bind || type === TYPE.alterContext;
    return asks || type === TYPE.auth3 ? 0 : 1;
  },

  frame(bytes, at, end) {
    if (end - at < PDU.bytes) return FRAMING.moreBytes;
    return isHeader(bytes, at, end) ? readBytes(bytes, at) : FRAMING.outOfStep;
  },

  parse: parseDcerpc,

  service: serviceOf,

  ...describedBy(describeDcerpc, 'session'),

  refusal: refusalOf,
  techniques: techniquesOf,
});
