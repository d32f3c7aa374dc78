import { MULTICAST_DNS } from '../dns/flavour.ts';
import { HEADER, isResponse } from '../dns/message.ts';
import { parseMessage } from '../dns/parse.ts';
import { messageReaders } from '../dns/reading.ts';
import { onPortOnly } from '../dns/recognise.ts';
import { defineProtocol } from '../protocol.ts';

/** LLMNR: questions go to a group; answers come from one station to the one that asked. */
export const llmnr = defineProtocol({
  ...messageReaders(MULTICAST_DNS),
  name: 'llmnr',
  title: 'LLMNR',
  standard: 'RFC 4795',
  depth: 'crossing',
  over: { udp: [5355] },
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
