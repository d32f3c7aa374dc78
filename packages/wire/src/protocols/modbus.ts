import { OUTCOME, VERB } from '../flow/flow.ts';
import { checkRequest, checkResponse, isListenOnly, subFunction } from '../modbus/checks.ts';
import {
  exceptionName,
  isPublicFunction,
  MODBUS_SERVICES,
  modbusVerb,
} from '../modbus/functions.ts';
import { tellIdentification } from '../modbus/identification.ts';
import {
  addressOf,
  countOf,
  itemsOf,
  objectOf,
  serviceOf,
  techniquesOf,
  valuesOf,
} from '../modbus/reading.ts';
import { ADU, ANY_LENGTH, requestBytes, responseBytes } from '../modbus/shape.ts';
import { word16 } from '../packet/packet.ts';
import { defineProtocol, FRAMING, RECOGNISED } from '../protocol.ts';

/** Devices that exceed the standard's 254 are heard up to here, and flagged. */
const LENGTH_MAX = 1_500;
/** What carries UMAS, which Schneider did not publish; in answers the top bit may be set. */
const UMAS = 90;
/** The exception that says "accepted, still working on it", V1.1b3 §7. */
const ACKNOWLEDGE = 5;

/**
 * Modbus on TCP: MODBUS Application Protocol V1.1b3 in the ADU of MODBUS Messaging on TCP/IP V1.0b.
 * Paired by transaction and unit identifier; the oldest request that fits is answered first.
 */
export const modbus = defineProtocol({
  name: 'modbus',
  title: 'Modbus/TCP',
  standard: 'MODBUS Application Protocol V1.1b3; MODBUS Messaging on TCP/IP V1.0b',
  depth: 'operation',
  over: { tcp: [502] },
  services: MODBUS_SERVICES,
  headerBytes: 6,

  recognise(bytes, at, end, onPort) {
    const available = end - at;
    if (available > 2 && bytes[at + 2] !== 0) return RECOGNISED.no;
    if (available > 3 && bytes[at + 3] !== 0) return RECOGNISED.no;
    if (available < 6) return RECOGNISED.moreBytes;
    const length = word16(bytes, at + ADU.length);
    if (length < 2 || length > LENGTH_MAX) return RECOGNISED.no;
    if (available < 8) return RECOGNISED.moreBytes;
    if (onPort) return RECOGNISED.yes;
    // Off the port: a whole ADU of a public function whose own fields give the same length.
    if (length > 254 || !isPublicFunction(bytes[at + ADU.code]! & 0x7f)) return RECOGNISED.no;
    if (available < length + 6) return RECOGNISED.moreBytes;
    return roleOf(bytes, at, at + length + 6) < 0 ? RECOGNISED.no : RECOGNISED.yes;
  },

  roleOf,

  frame(bytes, at, end) {
    if (end - at < 6) return FRAMING.moreBytes;
    const length = (bytes[at + ADU.length]! << 8) | bytes[at + ADU.length + 1]!;
    if (bytes[at + 2] !== 0 || bytes[at + 3] !== 0 || length > LENGTH_MAX) {
      return FRAMING.outOfStep;
    }
    return length + 6;
  },

  parse(context, bytes, at, end) {
    const { exchanges, whole, side, flow } = context;
    if (end - at < ADU.data) {
      if (whole) context.anomaly('length_too_short');
      context.skips.reason('modbus_too_short');
      return;
    }
    const code = bytes[at + ADU.code]!;
    const key = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + ADU.unit]!;
    if ((code & 0x7f) === UMAS) {
      if (context.carry(bytes, at + ADU.code, end, whole, key)) return;
    }
    if (side === flow.clientSide) {
      const verb = modbusVerb(code, subFunction(bytes, at, end));
      const exchange = exchanges.request(key, verb, bytes, at, end);
      checkRequest(exchange, bytes, at, end, whole);
      return;
    }
    let exchange = exchanges.asked(key);
    if (exchange === null) {
      const verb = modbusVerb(code & 0x7f, subFunction(bytes, at, end));
      exchange = exchanges.alone(verb);
      exchange.anomaly('response_without_request', 0);
    }
    checkResponse(exchange, bytes, at, end, whole);
    if (code === 43 || code === 17) tellIdentification(context, bytes, at, end);
    const refused = code >= 0x80 && !(end - at > 8 && bytes[at + 8] === ACKNOWLEDGE);
    exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
  },

  // Unit 0 is every device behind a gateway, none of which answers (over serial line V1.02 §2.1);
  // a device on TCP that is its own unit 0 does answer, so only silence tells. What was told to
  // listen only does not answer that either (§6.8.1), but a gateway may.
  unanswered(exchange) {
    const { request, requestBytes } = exchange;
    if (request[ADU.unit] === 0 && exchange.verb === VERB.write) {
      exchange.anomaly('broadcast_write', ADU.unit);
      exchange.outcome = OUTCOME.unconfirmed;
    } else if (isListenOnly(request, requestBytes)) exchange.outcome = OUTCOME.unconfirmed;
  },

  unit(exchange) {
    if (exchange.requestBytes > ADU.unit) return exchange.request[ADU.unit]!;
    return exchange.response[exchange.responseAt + ADU.unit] ?? null;
  },

  techniques: techniquesOf,
  service: serviceOf,
  object: objectOf,
  address: addressOf,
  count: countOf,
  values: valuesOf,
  items: itemsOf,

  refusal(exchange) {
    const at = exchange.responseAt + ADU.data;
    const code = at < exchange.responseEnd ? exchange.response[at]! : 0;
    return { code, name: exceptionName(code) };
  },
});

/** By lengths: a request and an answer of one function are rarely equally long. */
function roleOf(bytes: Uint8Array, at: number, end: number): number {
  const actual = end - at;
  if (actual < ADU.data) return -1;
  const asks = requestBytes(bytes, at, end);
  if (asks !== ANY_LENGTH && asks === actual && bytes[at + ADU.code]! < 0x80) return 0;
  const answers = responseBytes(bytes, at, end);
  return answers !== ANY_LENGTH && answers === actual ? 1 : -1;
}
