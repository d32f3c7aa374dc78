import { NETBIOS } from '../dns/flavour.ts';
import { messageProtocol } from '../dns/protocol.ts';
import { defineProtocol } from '../protocol.ts';

/** NetBIOS names over UDP: queries, registrations and what a node says of itself. */
export const nbns = defineProtocol({
  ...messageProtocol(NETBIOS),
  name: 'nbns',
  title: 'NetBIOS name service',
  standard: 'RFC 1001; RFC 1002',
  depth: 'crossing',
  over: { udp: [137] },
});
