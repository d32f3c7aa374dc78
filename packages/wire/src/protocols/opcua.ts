import { OUTCOME } from '../flow/flow.ts';
import { unsigned32le } from '../bytes.ts';
import {
  bodyAt,
  HEADER_BYTES,
  isChunkLetter,
  isMessageType,
  MESSAGE_BYTES_MAX,
  messageType,
  TYPE,
  typeAt,
} from '../opcua/message.ts';
import { parseMessage } from '../opcua/parse.ts';
import { causeOf, codeOf, refusalOf, serviceOf, techniquesOf, tell } from '../opcua/reading.ts';
import { isRequest, isResponse, OPCUA_SERVICES, SERVICE } from '../opcua/services.ts';
import { channelOf } from '../opcua/state.ts';
import { defineProtocol, FRAMING, RECOGNISED } from '../protocol.ts';

/**
 * OPC UA binary over TCP: the connection protocol and the secure conversation of OPC 10000-6 §6.7
 * and §7, the services of OPC 10000-4. Paired by request id. Where messages are signed and
 * encrypted neither service, object nor answer can be read, nor which answer belongs to which
 * request: only policy, mode, channel, token and direction, the certificates, and the opening and
 * close of the channel.
 */
export const opcua = defineProtocol({
  name: 'opcua',
  title: 'OPC UA binary',
  standard: 'OPC 10000-4 and OPC 10000-6, 1.05',
  depth: 'operation',
  over: { tcp: [4840] },
  services: OPCUA_SERVICES,
  // A server may open the connection (reverse hello), so that bytes alone say who asks.
  symmetric: true,
  headerBytes: HEADER_BYTES,

  recognise(bytes, at, end) {
    const available = Math.min(3, end - at);
    for (let i = 0; i < available; i++) {
      const letter = bytes[at + i]!;
      if (letter < 0x41 || letter > 0x5a) return RECOGNISED.no;
    }
    if (end - at < HEADER_BYTES) {
      return available < 3 || isMessageType(messageType(bytes, at))
        ? RECOGNISED.moreBytes
        : RECOGNISED.no;
    }
    return hasHeader(bytes, at) ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at, end) {
    switch (messageType(bytes, at)) {
      case TYPE.hello:
        return 0;
      case TYPE.acknowledge:
      case TYPE.reverseHello:
        return 1;
      case TYPE.open:
      case TYPE.message: {
        const type = typeAt(bytes, bodyAt(bytes, at, end), end);
        return isRequest(type) ? 0 : isResponse(type) ? 1 : -1;
      }
      default:
        return -1;
    }
  },

  frame(bytes, at, end) {
    if (end - at < HEADER_BYTES) return FRAMING.moreBytes;
    return hasHeader(bytes, at) ? unsigned32le(bytes, at + 4) : FRAMING.outOfStep;
  },

  parse: parseMessage,

  // A server holds a Publish request until it has something to say (OPC 10000-4 §5.14.5).
  unanswered(exchange) {
    if (codeOf(exchange) !== SERVICE.publish) return;
    exchange.outcome = OUTCOME.unconfirmed;
    channelOf(exchange).hold(exchange.key);
  },

  service: serviceOf,

  object(exchange) {
    return tell(exchange).firstObject;
  },

  address(exchange) {
    return tell(exchange).address;
  },

  count(exchange) {
    return tell(exchange).count;
  },

  values(exchange) {
    return tell(exchange).firstValues;
  },

  items(exchange) {
    return tell(exchange).items;
  },

  refusal: refusalOf,

  cause: causeOf,

  techniques: techniquesOf,
});

/** A message of the protocol with a size that can be. */
function hasHeader(bytes: Uint8Array, at: number): boolean {
  const type = messageType(bytes, at);
  if (!isMessageType(type) || !isChunkLetter(type, bytes[at + 3]!)) return false;
  const size = unsigned32le(bytes, at + 4);
  return size >= HEADER_BYTES && size <= MESSAGE_BYTES_MAX;
}
