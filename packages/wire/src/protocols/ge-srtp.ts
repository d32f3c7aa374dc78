import { word16le } from '../bytes.ts';
import { describedBy } from '../described/described.ts';
import { OUTCOME, VERB } from '../flow/flow.ts';
import { statusName } from '../ge-srtp/errors.ts';
import { isMessage, MESSAGE, PACKET, sequenceOf, serviceOf, TYPE } from '../ge-srtp/packet.ts';
import { codeOf, controlId, describeGeSrtp } from '../ge-srtp/reading.ts';
import { GE_SRTP_SERVICES, GE_SRTP_TABLE } from '../ge-srtp/services.ts';
import { defineProtocol, FRAMING, RECOGNISED } from '../protocol.ts';

/** A connection is opened once, under a key beyond the sequence numbers. */
const OPEN_KEY = 0x10000;
const TEXT_LENGTH_MAX = 32_768;
const TYPE_AND_ID = 0x43;

/**
 * GE-SRTP of GE Fanuc Series 90, VersaMax, PACSystems: mailbox messages of SNP in TCP. Paired by
 * sequence number. The layout of what services beside memory return is not published.
 */
export const geSrtp = defineProtocol({
  name: 'ge_srtp',
  title: 'GE-SRTP',
  standard: 'Denton et al. 2017 (SRTP); GFK-0529 (mailbox messages of SNP)',
  depth: 'operation',
  over: { tcp: [18245] },
  services: GE_SRTP_SERVICES,
  headerBytes: 6,

  recognise(bytes, at, end, onPort) {
    const type = bytes[at]!;
    if (type > TYPE.answer || (end - at > 1 && bytes[at + 1] !== 0)) return RECOGNISED.no;
    // Opening is mostly zeros, which only the port makes worth believing.
    if (type <= TYPE.opened && !onPort) return RECOGNISED.no;
    if (end - at < PACKET.bytes) return RECOGNISED.moreBytes;
    if (word16le(bytes, at + PACKET.textLength) > TEXT_LENGTH_MAX) return RECOGNISED.no;
    if (type <= TYPE.opened) return isOpening(bytes, at) ? RECOGNISED.yes : RECOGNISED.no;
    if (!isMessage(bytes, at)) return RECOGNISED.no;
    if (onPort) return RECOGNISED.yes;
    const counted = bytes[at + PACKET.packetNumber] === 1 && bytes[at + PACKET.packets] === 1;
    const known = type === TYPE.answer || GE_SRTP_TABLE.has(serviceOf(bytes, at));
    return counted && known ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at) {
    return bytes[at] === TYPE.open || bytes[at] === TYPE.request ? 0 : 1;
  },

  frame(bytes, at, end) {
    if (end - at < PACKET.textLength + 2) return FRAMING.moreBytes;
    if (bytes[at]! > TYPE.answer || bytes[at + 1] !== 0) return FRAMING.outOfStep;
    const text = word16le(bytes, at + PACKET.textLength);
    return text > TEXT_LENGTH_MAX ? FRAMING.outOfStep : PACKET.bytes + text;
  },

  parse(context, bytes, at, end) {
    if (end - at < PACKET.bytes) return context.skips.reason('ge_srtp_cut');
    const { exchanges, whole } = context;
    const type = bytes[at]!;
    const opening = type <= TYPE.opened;
    if (!opening && !isMessage(bytes, at)) {
      context.anomaly('ge_srtp_message_type_unknown');
      return context.skips.reason('ge_srtp_message_type_unknown');
    }
    const key = opening ? OPEN_KEY : sequenceOf(bytes, at);
    if (type === TYPE.open || type === TYPE.request) {
      const code = serviceOf(bytes, at);
      const verb = GE_SRTP_TABLE.verb(code);
      const exchange = exchanges.request(key, verb, bytes, at, end);
      if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
      if (!GE_SRTP_TABLE.has(code)) exchange.anomaly('unknown_service', PACKET.service);
      return;
    }
    let exchange = exchanges.asked(key);
    if (exchange === null) {
      exchange = exchanges.alone(opening ? VERB.connect : VERB.read);
      exchange.anomaly('response_without_request', 0);
    }
    if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
    const refused = !opening && isRefusal(bytes, at);
    if (!refused && codeOf(exchange) === TYPE_AND_ID) {
      context.sighting('vendor', 'GE');
      context.sighting('name', controlId({ bytes, at: at + PACKET.bytes, end }));
    }
    exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
  },

  service(exchange) {
    const code = codeOf(exchange);
    if (code >= 0) return GE_SRTP_TABLE.service(code);
    // An answer does not repeat the service that it is for.
    return { code: 0x1ff, name: 'unknown_service' };
  },

  ...describedBy(describeGeSrtp, 'controller'),

  refusal({ response, responseAt, responseEnd }) {
    if (responseEnd - responseAt < PACKET.bytes) return { code: 0, name: 'status_0x0000' };
    const major = response[responseAt + PACKET.major]!;
    const minor = response[responseAt + PACKET.minor]!;
    return { code: (major << 8) | minor, name: statusName(major, minor) };
  },
});

/** Neither sequence nor text, and no mailbox. */
function isOpening(bytes: Uint8Array, at: number): boolean {
  if (word16le(bytes, at + PACKET.textLength) !== 0) return false;
  return bytes[at + PACKET.messageType] === 0 && bytes[at + PACKET.service] === 0;
}

/** A refusal has a message type of its own; a short answer may have a status beside zero. */
function isRefusal(bytes: Uint8Array, at: number): boolean {
  const message = bytes[at + PACKET.messageType];
  if (message === MESSAGE.refusal) return true;
  return message === MESSAGE.answer && bytes[at + PACKET.major] !== 0;
}
