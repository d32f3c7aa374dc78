import { NETBIOS } from '../dns/flavour.ts';
import { HEADER, isResponse } from '../dns/message.ts';
import { parseMessage } from '../dns/parse.ts';
import { messageReaders } from '../dns/reading.ts';
import { onPortOnly } from '../dns/recognise.ts';
import { defineProtocol } from '../protocol.ts';

/** NetBIOS names over UDP: queries, registrations and what a node says of itself. */
export const nbns = defineProtocol({
  ...messageReaders(NETBIOS),
  name: 'nbns',
  title: 'NetBIOS name service',
  standard: 'RFC 1001; RFC 1002',
  depth: 'crossing',
  over: { udp: [137] },
  services: NETBIOS.services,
  symmetric: true,
  headerBytes: HEADER.bytes,
  recognise: onPortOnly,
  roleOf: (bytes, at) => (isResponse(bytes, at) ? 1 : 0),
  frame: (_bytes, at, end) => end - at,

  parse(context, bytes, at, end) {
    parseMessage(NETBIOS, context, bytes, at, end);
  },
});
