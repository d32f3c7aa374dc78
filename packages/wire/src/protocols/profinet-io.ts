import { SERVICES } from '../profinet-io/names.ts';
import { parseRpc } from '../profinet-io/parse.ts';
import {
  addressOf,
  countOf,
  itemsOf,
  objectOf,
  refusalOf,
  serviceOf,
  valuesOf,
} from '../profinet-io/reading.ts';
import { isProfinetRpc, RPC, RPC_TYPE } from '../profinet-io/rpc.ts';
import { defineProtocol, RECOGNISED } from '../protocol.ts';

/**
 * PROFINET IO context management: connections between controller and device, and their records,
 * over connectionless DCE/RPC. Paired by activity and sequence number, also where the answer comes
 * from another port. A call in fragments is read whole, of one that is not all there the first.
 */
export const profinetIo = defineProtocol({
  name: 'profinet_io',
  title: 'PROFINET IO context management',
  standard: 'IEC 61158-6-10; DCE 1.1 RPC (C706)',
  depth: 'header',
  over: { udp: [34964] },
  services: SERVICES,
  symmetric: true,

  recognise(bytes, at, end, onPort) {
    return isProfinetRpc(bytes, at, end, onPort) ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at) {
    const type = bytes[at + RPC.type]!;
    return type === RPC_TYPE.request || type === RPC_TYPE.ping ? 0 : 1;
  },

  parse(context, bytes, at, end) {
    if (end - at < RPC.body) return context.skips.reason('profinet_io_too_short');
    parseRpc(context, bytes, at, end);
  },

  service: serviceOf,
  object: objectOf,
  address: addressOf,
  count: countOf,
  values: valuesOf,
  items: itemsOf,
  refusal: refusalOf,
});
