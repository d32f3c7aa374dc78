import { MULTICAST_DNS } from '../dns/flavour.ts';
import { HEADER, isResponse } from '../dns/message.ts';
import { parseMessage } from '../dns/parse.ts';
import { messageReaders } from '../dns/reading.ts';
import { onPortOnly } from '../dns/recognise.ts';
import { defineProtocol } from '../protocol.ts';

/** Multicast DNS: questions go to a group and wait for nothing; answers are told to it. */
export const mdns = defineProtocol({
  ...messageReaders(MULTICAST_DNS),
  name: 'mdns',
  title: 'Multicast DNS',
  standard: 'RFC 6762; RFC 6763',
  depth: 'crossing',
  over: { udp: [5353] },
  services: MULTICAST_DNS.services,
  symmetric: true,
  headerBytes: HEADER.bytes,
  recognise: onPortOnly,
  roleOf: (bytes, at) => (isResponse(bytes, at) ? 1 : 0),
  frame: (_bytes, at, end) => end - at,

  parse(context, bytes, at, end) {
    parseMessage(MULTICAST_DNS, context, bytes, at, end);
  },
});
