import {
  calledModule,
  calledTsap,
  callingTsap,
  isLastUnit,
  isTpkt,
  TPDU,
  TPKT_BYTES,
  tpduDataAt,
  tpduType,
} from '../cotp/tpdu.ts';
import { OUTCOME, VERB } from '../flow/flow.ts';
import { word16 } from '../packet/packet.ts';
import { defineProtocol, FRAMING, type PduContext, RECOGNISED } from '../protocol.ts';
import { isRdpConnection } from '../rdp/shape.ts';

/** There is one connection at a time on a flow. */
const CONNECTION_KEY = 0;
const SERVICE = { code: TPDU.connectionRequest, name: 'connection_request' };
/** The fixed part of a connection TPDU after its length: code, two references, class. */
const CONNECTION_HEADER_BYTES = 6;

/**
 * COTP class 0 (ISO 8073, ITU-T X.224) over TPKT (RFC 1006). It carries S7comm, S7comm-plus and
 * MMS; the first bytes of its payload tell which. An operation is one connection asked for.
 */
export const cotp = defineProtocol({
  name: 'cotp',
  title: 'COTP over TPKT',
  standard: 'RFC 1006; ISO 8073 class 0',
  depth: 'operation',
  over: { tcp: [102] },
  services: [{ ...SERVICE, verb: VERB.connect }],
  headerBytes: TPKT_BYTES,

  recognise(bytes, at, end, onPort) {
    if (!isTpkt(bytes, at, end)) return RECOGNISED.no;
    if (at + 7 > end) return RECOGNISED.moreBytes;
    const type = tpduType(bytes, at);
    const lengthByte = bytes[at + TPKT_BYTES]!;
    const tpktBytes = word16(bytes, at + 2);
    if (type === TPDU.connectionRequest || type === TPDU.connectionConfirm) {
      const fits = lengthByte + 5 === tpktBytes && lengthByte >= CONNECTION_HEADER_BYTES;
      if (!fits || onPort) return fits ? RECOGNISED.yes : RECOGNISED.no;
      // Off the port what tells RDP from this is at the end.
      if (at + tpktBytes > end) return RECOGNISED.moreBytes;
      return isRdpConnection(bytes, at, end) ? RECOGNISED.no : RECOGNISED.yes;
    }
    if (type === TPDU.disconnectRequest || type === TPDU.error) {
      return onPort && lengthByte + 5 <= tpktBytes ? RECOGNISED.yes : RECOGNISED.no;
    }
    const isData = bytes[at + 5] === TPDU.data && lengthByte === 2 && (bytes[at + 6]! & 0x7f) === 0;
    return isData && (onPort || tpktBytes > TPKT_BYTES + 3) ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at, end) {
    if (at + 7 > end) return -1;
    const type = tpduType(bytes, at);
    if (type === TPDU.connectionRequest) return 0;
    return type === TPDU.connectionConfirm ? 1 : -1;
  },

  frame(bytes, at, end) {
    if (end - at < TPKT_BYTES) return FRAMING.moreBytes;
    return isTpkt(bytes, at, end) ? word16(bytes, at + 2) : FRAMING.outOfStep;
  },

  parse(context, bytes, at, end) {
    const dataAt = at + 6 < end ? tpduDataAt(bytes, at) : end + 1;
    if (dataAt > end) {
      context.anomaly('cotp_header_beyond_packet');
      return context.skips.reason('cotp_malformed');
    }
    const type = tpduType(bytes, at);
    switch (type) {
      case TPDU.data:
        return parseData(context, bytes, at, dataAt, end);
      case TPDU.connectionRequest:
        context.exchanges.request(CONNECTION_KEY, VERB.connect, bytes, at, end);
        return;
      case TPDU.connectionConfirm:
      case TPDU.disconnectRequest:
        return parseConnectionAnswer(context, bytes, at, end);
      default:
        context.skips.reason(`cotp_type_0x${type.toString(16)}`);
    }
  },

  service: () => SERVICE,

  object({ request, requestBytes, response, responseAt, responseEnd }) {
    if (requestBytes > 0) return calledTsap(request, 0, requestBytes);
    return calledTsap(response, responseAt, responseEnd);
  },

  /** Which end calls, where the request says so. */
  values({ request, requestBytes }) {
    const calling = requestBytes > 0 ? callingTsap(request, 0, requestBytes) : 'tsap';
    return calling === 'tsap' ? [] : [calling];
  },

  /** The reason of a disconnect, ISO 8073 §13.5. */
  refusal({ response, responseAt, responseEnd }) {
    const code = responseAt + 10 < responseEnd ? response[responseAt + 10]! : 0;
    return { code, name: DISCONNECT_REASONS.get(code) ?? `disconnect_reason_${code}` };
  },
});

/** ISO 8073 §13.5.3 (d): reasons of class 0 have numbers below 128. */
const DISCONNECT_REASONS: ReadonlyMap<number, string> = new Map([
  [0, 'reason_not_specified'],
  [1, 'congestion_at_tsap'],
  [2, 'session_entity_not_attached'],
  [3, 'address_unknown'],
  [128, 'normal_disconnect'],
  [129, 'remote_congestion'],
  [130, 'negotiation_failed'],
  [131, 'duplicate_source_reference'],
  [132, 'mismatched_references'],
  [133, 'protocol_error'],
  [135, 'reference_overflow'],
  [136, 'connection_refused'],
  [138, 'header_length_invalid'],
]);

/** A connection confirm, or a disconnect that refuses the connection. */
function parseConnectionAnswer(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const { exchanges } = context;
  const confirms = tpduType(bytes, at) === TPDU.connectionConfirm;
  let exchange = exchanges.asked(CONNECTION_KEY);
  if (exchange === null) {
    if (!confirms) return context.skips.reason('cotp_disconnect');
    exchange = exchanges.alone(VERB.connect);
    exchange.anomaly('response_without_request', 0);
  }
  if (confirms) tellModule(context, exchange.request, exchange.requestBytes);
  exchanges.answer(exchange, bytes, at, end, confirms ? OUTCOME.ok : OUTCOME.refused);
}

/** Where the module sits that accepted a connection, as its caller named it. */
function tellModule(context: PduContext, request: Uint8Array, requestBytes: number): void {
  if (requestBytes < TPKT_BYTES + CONNECTION_HEADER_BYTES + 1) return;
  const module = calledModule(request, 0, requestBytes);
  if (module < 0) return;
  context.sighting('rack', String(module >> 5));
  context.sighting('slot', String(module & 31));
}

/** Puts the units of a data TSDU together (ISO 8073 §6.3) and hands on what they are. */
function parseData(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  dataAt: number,
  end: number,
): void {
  const { flow, side } = context;
  const last = isLastUnit(bytes, at);
  if (!last || flow.sides[side].unit !== null) {
    if (!context.keepUnit(bytes, dataAt, end)) {
      return context.skips.reason('cotp_unit_beyond_limit');
    }
    if (!last) return;
    const joined = context.takeUnit();
    return carryPayload(context, joined, 0, joined.length);
  }
  carryPayload(context, bytes, dataAt, end);
}

function carryPayload(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  if (at >= end) return context.skips.reason('cotp_empty');
  if (!context.carry(bytes, at, end, context.whole)) {
    context.skips.reason(isTlsRecord(bytes, at, end) ? 'cotp_within_tls' : 'cotp_payload_unknown');
  }
}

/**
 * Whether a TLS record starts here (RFC 8446 §5.1): from TIA V17 on what S7comm-plus carries is
 * encrypted after `init_ssl`.
 */
function isTlsRecord(bytes: Uint8Array, at: number, end: number): boolean {
  const type = bytes[at]!;
  return (
    at + 5 <= end && type >= 0x14 && type <= 0x17 && bytes[at + 1] === 3 && bytes[at + 2]! <= 4
  );
}
