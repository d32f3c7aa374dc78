import { word16 } from '../bytes.ts';
import { type Exchange, VERB } from '../flow/flow.ts';
import { defineProtocol, RECOGNISED, type ServiceFacts } from '../protocol.ts';

const HEADER_BYTES = 4;
const VERSION = 1;

/** Types of the first TLV, IEC 62439-2 §8 (Media Redundancy Protocol, frame coding). */
const SERVICES: readonly ServiceFacts[] = [
  { code: 1, name: 'common', verb: VERB.report },
  { code: 2, name: 'test', verb: VERB.report },
  { code: 3, name: 'topology_change', verb: VERB.report },
  { code: 4, name: 'link_down', verb: VERB.report },
  { code: 5, name: 'link_up', verb: VERB.report },
  { code: 6, name: 'interconnection_test', verb: VERB.report },
  { code: 7, name: 'interconnection_topology_change', verb: VERB.report },
  { code: 8, name: 'interconnection_link_down', verb: VERB.report },
  { code: 9, name: 'interconnection_link_up', verb: VERB.report },
  { code: 10, name: 'interconnection_link_status_poll', verb: VERB.report },
  { code: 127, name: 'option', verb: VERB.report },
];

/** The ring redundancy of PROFINET: managers test the ring, members tell of broken links. */
export const mrp = defineProtocol({
  name: 'mrp',
  title: 'Media Redundancy Protocol',
  standard: 'IEC 62439-2',
  depth: 'header',
  over: { ethernet: [0x88e3] },
  services: SERVICES,
  symmetric: true,

  recognise(bytes, at, end, onPort) {
    if (!onPort || end - at < HEADER_BYTES || word16(bytes, at) !== VERSION) return RECOGNISED.no;
    return at + HEADER_BYTES + bytes[at + 3]! <= end ? RECOGNISED.yes : RECOGNISED.no;
  },

  parse(context, bytes, at, end) {
    if (end - at < HEADER_BYTES) return context.skips.reason('mrp_too_short');
    context.exchanges.report(VERB.report, bytes, at, end);
  },

  service(exchange) {
    const code = typeOf(exchange);
    const known = SERVICES.find((one) => one.code === code);
    return { code, name: known?.name ?? `unknown_service_${code}` };
  },

  object() {
    return 'ring';
  },
});

function typeOf({ response, responseAt, responseEnd }: Exchange): number {
  return responseAt + 2 < responseEnd ? response[responseAt + 2]! : 0;
}
