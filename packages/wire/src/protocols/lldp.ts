import { OUTCOME, VERB } from '../flow/flow.ts';
import { lldpDeparture, lldpItems, lldpObject, lldpSightings } from '../lldp/reading.ts';
import { LLDP_TLV, tlvEnd, tlvType } from '../lldp/tlv.ts';
import { defineProtocol, RECOGNISED } from '../protocol.ts';

const SERVICE = { code: 0, name: 'advertisement' };

/**
 * LLDP: a station tells its neighbours who it is, with the TLVs of IEEE 802.1, 802.3, TIA-1057 and
 * PROFINET. An operation has each TLV as an item.
 */
export const lldp = defineProtocol({
  name: 'lldp',
  title: 'LLDP',
  standard: 'IEEE 802.1AB-2016; ANSI/TIA-1057; IEC 61158-6-10',
  depth: 'crossing',
  over: { ethernet: [0x88cc] },
  services: [{ ...SERVICE, verb: VERB.report }],
  symmetric: true,

  recognise(bytes, at, end, onPort) {
    if (!onPort || end - at < 4 || tlvType(bytes, at) !== LLDP_TLV.chassisId) return RECOGNISED.no;
    const next = tlvEnd(bytes, at);
    if (next - at < 4 || next + 2 > end) return RECOGNISED.no;
    return tlvType(bytes, next) === LLDP_TLV.portId ? RECOGNISED.yes : RECOGNISED.no;
  },

  parse(context, bytes, at, end) {
    const { exchanges, whole } = context;
    lldpSightings(context, bytes, at, end);
    const exchange = exchanges.alone(VERB.report);
    const departure = whole ? lldpDeparture(bytes, at, end) : '';
    if (departure !== '') exchange.anomaly(departure, 0);
    exchanges.answer(exchange, bytes, at, end, OUTCOME.ok);
  },

  service: () => SERVICE,
  object: lldpObject,
  items: lldpItems,
});
