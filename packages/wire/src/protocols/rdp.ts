import { word16 } from '../bytes.ts';
import { isTpkt, TPDU, TPKT_BYTES, tpduDataAt, tpduType } from '../cotp/tpdu.ts';
import { nameOf, type PduBytes, requestOf, responseOf } from '../crossing/reading.ts';
import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import { defineProtocol, FRAMING, type PduContext, RECOGNISED } from '../protocol.ts';
import { readClient } from '../rdp/client.ts';
import {
  cookieUser,
  isConnection,
  isRdpConnection,
  MCS,
  NEGOTIATION,
  negotiationAt,
  negotiationValue,
  protocolNames,
} from '../rdp/shape.ts';

const CONNECTION_HEADER_BYTES = 11;
const DATA_HEADER_BYTES = 7;
/** One of each at a time. */
const KEY = { connection: 0, conference: 1 } as const;
const CONNECTION = { code: TPDU.connectionRequest, name: 'connection_request' };
const CONFERENCE = { code: MCS.connectInitial, name: 'connect_initial' };

/** MS-RDPBCGR §2.2.1.2.2. */
const FAILURES: ReadonlyMap<number, string> = new Map([
  [1, 'ssl_required_by_server'],
  [2, 'ssl_not_allowed_by_server'],
  [3, 'ssl_cert_not_on_server'],
  [4, 'inconsistent_flags'],
  [5, 'hybrid_required_by_server'],
  [6, 'ssl_with_user_auth_required_by_server'],
]);

/** T.125 §7, the type Result. */
const MCS_RESULTS: ReadonlyMap<number, string> = new Map([
  [1, 'rt_domain_merging'],
  [2, 'rt_domain_not_hierarchical'],
  [3, 'rt_no_such_channel'],
  [4, 'rt_no_such_domain'],
  [5, 'rt_no_such_user'],
  [6, 'rt_not_admitted'],
  [7, 'rt_other_user_id'],
  [8, 'rt_parameters_unacceptable'],
  [9, 'rt_token_not_available'],
  [10, 'rt_token_not_possessed'],
  [11, 'rt_too_many_channels'],
  [12, 'rt_too_many_tokens'],
  [13, 'rt_too_many_users'],
  [14, 'rt_unspecified_failure'],
  [15, 'rt_user_rejected'],
]);

/**
 * The Remote Desktop Protocol up to where encryption starts: who asks for a session, which security
 * is chosen or why none, and the name of the client where that is in the clear.
 */
export const rdp = defineProtocol({
  name: 'rdp',
  title: 'RDP',
  standard: 'MS-RDPBCGR; ITU-T X.224, T.125',
  depth: 'crossing',
  over: { tcp: [3389] },
  services: [
    { ...CONNECTION, verb: VERB.connect },
    { ...CONFERENCE, verb: VERB.connect },
  ],
  headerBytes: TPKT_BYTES,

  recognise(bytes, at, end, onPort) {
    if (!isTpkt(bytes, at, end)) return RECOGNISED.no;
    if (at + CONNECTION_HEADER_BYTES > end && !isData(bytes, at, end)) return RECOGNISED.moreBytes;
    if (onPort && (isConnection(bytes, at, end) || isData(bytes, at, end))) return RECOGNISED.yes;
    if (!isConnection(bytes, at, end)) return RECOGNISED.no;
    if (at + word16(bytes, at + 2) > end) return RECOGNISED.moreBytes;
    return isRdpConnection(bytes, at, end) ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at, end) {
    if (at + DATA_HEADER_BYTES > end) return -1;
    const type = tpduType(bytes, at);
    if (type === TPDU.connectionRequest) return 0;
    return type === TPDU.connectionConfirm ? 1 : -1;
  },

  frame(bytes, at, end) {
    if (end - at < TPKT_BYTES) return FRAMING.moreBytes;
    return isTpkt(bytes, at, end) ? word16(bytes, at + 2) : FRAMING.outOfStep;
  },

  parse(context, bytes, at, end) {
    if (isConnection(bytes, at, end)) {
      return parseConnection(context, bytes, at, end);
    }
    if (isData(bytes, at, end)) return parseConference(context, bytes, at, end);
    if (context.whole) context.anomaly('rdp_unexpected_tpdu');
    context.skips.reason('rdp_malformed');
  },

  service(exchange) {
    return connectionOf(exchange) === null ? CONFERENCE : CONNECTION;
  },

  /** `user/` and the start of the name that clients put into their request; else `session`. */
  object(exchange) {
    const pdu = connectionOf(exchange);
    const user = pdu === null ? '' : cookieUser(pdu.bytes, pdu.at, pdu.end);
    if (user !== '') return `user/${user}`;
    const request = requestOf(exchange);
    const client = request === null ? null : readClient(request.bytes, request.at, request.end);
    return client === null ? 'session' : `client/${client.name}`;
  },

  /** The security protocol that was chosen, else those that were offered. */
  values(exchange) {
    const pdu = connectionOf(exchange);
    if (pdu === null) return [];
    const response = responseOf(exchange);
    const told = response ?? pdu;
    const from = negotiationAt(told.bytes, told.at, told.end);
    if (from < 0) return protocolNames(0);
    const isFailure = told.bytes[from] === NEGOTIATION.failure;
    return isFailure ? [] : protocolNames(negotiationValue(told.bytes, from));
  },

  refusal(exchange) {
    const response = responseOf(exchange);
    if (response === null) return { code: 0, name: 'unknown' };
    const { bytes, at, end } = response;
    if (!isConnection(bytes, at, end)) {
      const result = resultOf(bytes, at, end);
      return { code: result, name: nameOf(MCS_RESULTS, result, 'rt') };
    }
    const from = negotiationAt(bytes, at, end);
    const code = from < 0 ? 0 : negotiationValue(bytes, from);
    return { code, name: nameOf(FAILURES, code, 'failure') };
  },
});

function isData(bytes: Uint8Array, at: number, end: number): boolean {
  return at + DATA_HEADER_BYTES <= end && bytes[at + 4] === 2 && bytes[at + 5] === TPDU.data;
}

/** A PDU of the exchange that is an X.224 connection; null where there is none. */
function connectionOf(exchange: Exchange): PduBytes | null {
  const pdu = requestOf(exchange) ?? responseOf(exchange);
  return pdu !== null && isConnection(pdu.bytes, pdu.at, pdu.end) ? pdu : null;
}

function parseConnection(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges } = context;
  if (tpduType(bytes, at) === TPDU.connectionRequest) {
    exchanges.request(KEY.connection, VERB.connect, bytes, at, end);
    return;
  }
  const from = negotiationAt(bytes, at, end);
  const refused = from >= 0 && bytes[from] === NEGOTIATION.failure;
  answer(context, KEY.connection, bytes, at, end, refused);
  // From here on TLS is spoken, or nothing.
  if (refused || (from >= 0 && negotiationValue(bytes, from) !== 0)) context.ignoreRest();
}

/** The conference that follows where the protocol's own security was chosen. */
function parseConference(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const dataAt = tpduDataAt(bytes, at);
  const tag = dataAt + 2 <= end ? word16(bytes, dataAt) : 0;
  if (tag === MCS.connectInitial) {
    const client = readClient(bytes, dataAt, end);
    if (client !== null) {
      context.sighting('name', client.name);
      context.sighting('software', `RDP client, build ${client.build}`);
    }
    const { exchanges } = context;
    exchanges.request(KEY.conference, VERB.connect, bytes, at, end);
  } else if (tag === MCS.connectResponse) {
    const refused = resultOf(bytes, at, end) !== 0;
    answer(context, KEY.conference, bytes, at, end, refused);
    context.ignoreRest();
  } else context.skips.reason('rdp_data');
}

function answer(
  context: PduContext,
  key: number,
  bytes: Uint8Array,
  at: number,
  end: number,
  refused: boolean,
): void {
  const { exchanges } = context;
  let exchange = exchanges.asked(key);
  if (exchange === null) {
    exchange = exchanges.alone(VERB.connect);
    exchange.anomaly('response_without_request', 0);
  }
  exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
}

/** Result of a connect response: an enumerated value after its tag and length (T.125 §11.2). */
function resultOf(bytes: Uint8Array, at: number, end: number): number {
  const lengthAt = tpduDataAt(bytes, at) + 2;
  const from = lengthAt + 1 + (bytes[lengthAt]! > 0x80 ? bytes[lengthAt]! & 0x7f : 0);
  return from + 3 <= end && bytes[from] === 0x0a ? bytes[from + 2]! : 0;
}
