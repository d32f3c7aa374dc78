import { MULTICAST_DNS } from '../dns/flavour.ts';
import { messageProtocol } from '../dns/protocol.ts';
import { defineProtocol } from '../protocol.ts';

/** LLMNR: questions go to a group; answers come from one station to the one that asked. */
export const llmnr = defineProtocol({
  ...messageProtocol(MULTICAST_DNS),
  name: 'llmnr',
  title: 'LLMNR',
  standard: 'RFC 4795',
  depth: 'crossing',
  over: { udp: [5355] },
});
