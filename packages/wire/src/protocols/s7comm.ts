import type { Flow } from '../flow/flow.ts';
import { word16 } from '../packet/packet.ts';
import { defineProtocol, FRAMING, type PduContext } from '../protocol.ts';
import {
  isLastUnit,
  isTpkt,
  recogniseTpkt,
  TPDU,
  TPKT_BYTES,
  tpduDataAt,
  tpduType,
} from '../s7comm/cotp.ts';
import { CONNECTION } from '../s7comm/functions.ts';
import { parseConnectionAnswer, parseS7, roleOfS7 } from '../s7comm/parse.ts';
import { S7_PROTOCOL } from '../s7comm/pdu.ts';
import {
  addressOf,
  countOf,
  itemsOf,
  objectOf,
  refusalOf,
  serviceOf,
  valuesOf,
} from '../s7comm/reading.ts';

const S7_PLUS = 0x72;
/** Connections have no reference of their own on the flow; there is one at a time. */
const CONNECTION_KEY = 0x40000;

/**
 * S7comm: the protocol of SIMATIC S7-300/400 (and 1200/1500 where they allow it) over COTP class 0
 * (ISO 8073) over TPKT (RFC 1006). Paired by PDU reference and by who asked.
 */
export const s7comm = defineProtocol({
  name: 's7comm',
  title: 'S7comm',
  standard: 'RFC 1006; ISO 8073 class 0; S7comm itself is not published',
  ports: [102],
  headerBytes: TPKT_BYTES,

  recognise(bytes, at, end) {
    return recogniseTpkt(bytes, at, end);
  },

  roleOf(bytes, at, end) {
    if (at + 7 > end) return -1;
    const type = tpduType(bytes, at);
    if (type === TPDU.connectionRequest) return 0;
    if (type === TPDU.connectionConfirm) return 1;
    return roleOfS7(bytes, at + 7, end);
  },

  frame(bytes, at, end) {
    if (end - at < TPKT_BYTES) return FRAMING.moreBytes;
    return isTpkt(bytes, at, end) ? word16(bytes, at + 2) : FRAMING.outOfStep;
  },

  parse(context, flow, side, bytes, at, end, whole) {
    const dataAt = at + 6 < end ? tpduDataAt(bytes, at) : end + 1;
    if (dataAt > end) {
      context.anomaly('cotp_header_beyond_packet');
      return context.skips.reason('cotp_malformed');
    }
    const type = tpduType(bytes, at);
    switch (type) {
      case TPDU.data:
        return parseData(context, flow, side, bytes, at, dataAt, end, whole);
      case TPDU.connectionRequest:
        context.exchanges.request(flow, side, CONNECTION_KEY, CONNECTION.verb, bytes, at, end);
        return;
      case TPDU.connectionConfirm:
      case TPDU.disconnectRequest:
        return parseConnectionAnswer(context, flow, side, CONNECTION_KEY, bytes, at, end);
      default:
        context.skips.reason(`cotp_type_0x${type.toString(16)}`);
    }
  },

  unit() {
    return null;
  },

  service: serviceOf,
  object: objectOf,
  address: addressOf,
  count: countOf,
  values: valuesOf,
  items: itemsOf,
  refusal: refusalOf,
});

/** Puts the units of a data TSDU together (ISO 8073 §6.3) and hands on what is S7comm. */
function parseData(
  context: PduContext,
  flow: Flow,
  side: number,
  bytes: Uint8Array,
  at: number,
  dataAt: number,
  end: number,
  whole: boolean,
): void {
  const last = isLastUnit(bytes, at);
  if (!last || flow.sides[side as 0 | 1].unit !== null) {
    if (!context.keepUnit(flow, side, bytes, dataAt, end)) {
      return context.skips.reason('cotp_unit_beyond_limit');
    }
    if (!last) return;
    const joined = context.takeUnit(flow, side);
    return parsePayload(context, flow, side, joined, 0, joined.length, whole);
  }
  parsePayload(context, flow, side, bytes, dataAt, end, whole);
}

/** S7comm, S7comm-plus and MMS share the port; the first byte tells them apart. */
function parsePayload(
  context: PduContext,
  flow: Flow,
  side: number,
  bytes: Uint8Array,
  at: number,
  end: number,
  whole: boolean,
): void {
  if (at >= end) return context.skips.reason('cotp_empty');
  if (bytes[at] === S7_PROTOCOL) return parseS7(context, flow, side, bytes, at, end, whole);
  context.skips.reason(bytes[at] === S7_PLUS ? 's7comm_plus' : 'cotp_not_s7comm');
}
