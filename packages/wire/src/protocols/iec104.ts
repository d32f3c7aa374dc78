import { FRAMING, defineProtocol } from '../protocol.ts';
import * as apdu from '../iec104/apdu.ts';
import { parseInformation, parseUnnumbered } from '../iec104/parse.ts';
import {
  addressOf,
  causeIn,
  countOf,
  itemsOf,
  objectOf,
  refusalOf,
  serviceOf,
  unitOf,
  valuesOf,
} from '../iec104/reading.ts';
import { isControlType, SERVICES, techniquesOf } from '../iec104/types.ts';

/**
 * IEC 60870-5-104: the telecontrol of -101 over TCP. A command is paired with its confirmation by
 * type, common address and object; that it was carried out is a report of its own.
 */
export const iec104 = defineProtocol({
  name: 'iec104',
  title: 'IEC 60870-5-104',
  standard: 'IEC 60870-5-104:2006 with IEC 60870-5-101:2003',
  depth: 'operation',
  over: { tcp: [2404] },
  services: SERVICES,
  symmetric: true,
  headerBytes: 2,

  recognise: apdu.recognise,

  roleOf(bytes, at, end) {
    if (at + apdu.AT.object > end || apdu.formatOf(bytes, at) !== apdu.FORMAT.information) {
      return -1;
    }
    const cause = apdu.causeOf(bytes, at);
    const asks = isControlType(bytes[at + apdu.AT.type]!) && (cause === 6 || cause === 8);
    return asks ? 0 : 1;
  },

  frame(bytes, at, end) {
    if (bytes[at] !== apdu.START) return FRAMING.outOfStep;
    if (end - at < 2) return FRAMING.moreBytes;
    const length = bytes[at + 1]!;
    return length < 4 || length > 253 ? FRAMING.outOfStep : length + 2;
  },

  parse(context, bytes, at, end) {
    if (end - at < 6) return context.skips.reason('cut_by_snaplen');
    const format = apdu.formatOf(bytes, at);
    if (format === apdu.FORMAT.supervisory) return context.skips.reason('iec104_acknowledgement');
    if (format === apdu.FORMAT.unnumbered) {
      return parseUnnumbered(context, bytes, at, end);
    }
    if (end - at < apdu.AT.object) {
      if (context.whole) context.anomaly('asdu_too_short');
      return context.skips.reason('iec104_malformed');
    }
    parseInformation(context, bytes, at, end);
  },

  unit: unitOf,
  service: serviceOf,
  object: objectOf,
  address: addressOf,
  count: countOf,
  values: valuesOf,
  items: itemsOf,
  refusal: refusalOf,
  cause: causeIn,

  techniques(exchange) {
    return techniquesOf(serviceOf(exchange).code, exchange.verb);
  },
});
