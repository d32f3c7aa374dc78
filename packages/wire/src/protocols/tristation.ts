import { describedBy } from '../described/described.ts';
import { type Exchange, type Flow, OUTCOME, VERB } from '../flow/flow.ts';
import { defineProtocol, type PduContext, RECOGNISED } from '../protocol.ts';
import {
  MESSAGE_TYPE,
  refusalName,
  REJECT_MIN,
  REJECTED,
  TRISTATION_SERVICES,
  TRISTATION_TABLE,
  TYPE,
} from '../tristation/commands.ts';
import { checksumHolds, crcHolds, isMessage, MESSAGE, serviceCode } from '../tristation/message.ts';
import {
  codeOf,
  describeTristation,
  identityOf,
  payloadOf,
  requestOf,
} from '../tristation/reading.ts';

const GET_MODULE_VERSIONS = 54;
const CONNECTION_ATTEMPT = MESSAGE_TYPE + TYPE.connectionRequest;

/**
 * TriStation, which programs and runs Triconex safety controllers. Paired by connection and
 * sequence number; messages that are no commands by their type.
 */
export const tristation = defineProtocol({
  name: 'tristation',
  title: 'TriStation',
  standard: 'not published; dissectors of FireEye (2018) and Nozomi Networks (2018); TRITON',
  depth: 'operation',
  over: { udp: [1502] },
  services: TRISTATION_SERVICES,

  recognise(bytes, at, end, onPort) {
    if (!isMessage(bytes, at, end)) return RECOGNISED.no;
    if (onPort) return RECOGNISED.yes;
    // Off the port: a command whose CRC is right.
    const strict = bytes[at] === TYPE.command && crcHolds(bytes, at, end);
    return strict ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at) {
    switch (bytes[at]) {
      case TYPE.connectionRequest:
      case TYPE.disconnectionRequest:
        return 0;
      case TYPE.command:
        return bytes[at + MESSAGE.direction]!;
      default:
        return bytes[at] === TYPE.ping ? -1 : 1;
    }
  },

  parse(context, bytes, at, end) {
    const { exchanges, whole, flow, side } = context;
    if (!isMessage(bytes, at, end)) {
      if (whole) context.anomaly('tristation_malformed');
      return context.skips.reason('tristation_malformed');
    }

    const code = serviceCode(bytes, at);
    if (!isAnswer(flow, side, bytes, at)) {
      const verb = TRISTATION_TABLE.verb(code);
      const exchange = exchanges.request(keyOf(bytes, at), verb, bytes, at, end);
      if (!crcHolds(bytes, at, end)) exchange.anomaly('crc_mismatch', end - at - 2);
      else if (!checksumHolds(bytes, at, end)) {
        exchange.anomaly('checksum_mismatch', MESSAGE.checksum);
      }
      if (!TRISTATION_TABLE.has(code)) exchange.anomaly('unknown_command', MESSAGE.command);
      return;
    }
    // Refusals that are no answers to a command have neither connection nor sequence number.
    const isRefusal = bytes[at]! >= TYPE.limitReached;
    let exchange = isRefusal ? exchanges.asked(0, 0) : exchanges.asked(keyOf(bytes, at));
    if (exchange === null) {
      exchange = exchanges.alone(aloneVerb(code));
      exchange.anomaly('response_without_request', 0);
    }
    if (!crcHolds(bytes, at, end)) exchange.anomaly('response_crc_mismatch', end - at - 2);
    else if (!checksumHolds(bytes, at, end)) {
      exchange.anomaly('response_checksum_mismatch', MESSAGE.checksum);
    }
    tellIdentity(context, bytes, at, end, exchange);
    const refused = isRefusal || code === REJECTED || (code >= REJECT_MIN && code < MESSAGE_TYPE);
    exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
  },

  service(exchange) {
    const code = codeOf(exchange);
    if (code >= MESSAGE_TYPE + TYPE.limitReached)
      return TRISTATION_TABLE.service(CONNECTION_ATTEMPT);
    return code < 0 ? { code: 0x1ff, name: 'unknown_service' } : TRISTATION_TABLE.service(code);
  },

  ...describedBy(describeTristation, 'controller'),

  refusal({ response, responseAt, responseEnd }) {
    const answer = serviceCode(response, responseAt);
    const { at, end } = payloadOf(response, responseAt, responseEnd);
    // A rejection may carry its reason, in its first byte.
    const reason = answer === REJECTED && end > at ? response[at]! : 0;
    const code = reason >= REJECT_MIN && reason < MESSAGE_TYPE ? reason : answer;
    return { code, name: refusalName(code) };
  },
});

/** What an answer whose request was not seen is for; where nothing tells, it is a read. */
function aloneVerb(code: number): number {
  if (code >= MESSAGE_TYPE) return VERB.connect;
  const asked = requestOf(code);
  return asked < 0 ? VERB.read : TRISTATION_TABLE.verb(asked);
}

/** By direction, by type, and for what both ends send by the port. */
function isAnswer(flow: Flow, side: number, bytes: Uint8Array, at: number): boolean {
  const type = bytes[at]!;
  if (type === TYPE.command) return bytes[at + MESSAGE.direction] === 1;
  if (type === TYPE.ping) return side !== flow.clientSide;
  return type !== TYPE.connectionRequest && type !== TYPE.disconnectionRequest;
}

function keyOf(bytes: Uint8Array, at: number): number {
  const code = serviceCode(bytes, at);
  if (code >= MESSAGE_TYPE) return code << 16;
  return (bytes[at + MESSAGE.connection]! << 8) | bytes[at + MESSAGE.sequence]!;
}

function tellIdentity(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
  exchange: Exchange,
): void {
  if (bytes[at] === TYPE.connectionResponse) {
    context.sighting('vendor', 'Triconex');
    context.sighting('role', 'safety-controller');
  }
  if (bytes[at] !== TYPE.command || bytes[at + MESSAGE.command]! !== 151) return;
  if (codeOf(exchange) >= 0 && codeOf(exchange) !== GET_MODULE_VERSIONS) return;
  for (const [field, value] of identityOf(payloadOf(bytes, at, end))) {
    context.sighting(field, value);
  }
}
