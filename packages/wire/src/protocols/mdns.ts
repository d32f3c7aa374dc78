import { MULTICAST_DNS } from '../dns/flavour.ts';
import { messageProtocol } from '../dns/protocol.ts';
import { defineProtocol } from '../protocol.ts';

/** Multicast DNS: questions go to a group and wait for nothing; answers are told to it. */
export const mdns = defineProtocol({
  ...messageProtocol(MULTICAST_DNS),
  name: 'mdns',
  title: 'Multicast DNS',
  standard: 'RFC 6762; RFC 6763',
  depth: 'crossing',
  over: { udp: [5353] },
});
