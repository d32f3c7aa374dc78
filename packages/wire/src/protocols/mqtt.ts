import { word16 } from '../bytes.ts';
import { SERVICES } from '../mqtt/codes.ts';
import {
  bodyAt,
  flagsFit,
  isProtocolName,
  packetType,
  qosOf,
  remainingLength,
  TYPE,
} from '../mqtt/packet.ts';
import { parseMqtt } from '../mqtt/parse.ts';
import {
  countOf,
  itemsOf,
  objectOf,
  refusalOf,
  serviceOf,
  techniquesOf,
  valuesOf,
} from '../mqtt/reading.ts';
import { defineProtocol, FRAMING, RECOGNISED } from '../protocol.ts';

/** Packets that only a broker sends. */
const OF_BROKER = new Set<number>([TYPE.connack, TYPE.suback, TYPE.unsuback, TYPE.pingresp]);

/**
 * MQTT 3.1, 3.1.1 and 5 between clients and their broker, and the metrics of Sparkplug B in it.
 * Who publishes is the client of the operation, be it the broker that passes a message on.
 */
export const mqtt = defineProtocol({
  name: 'mqtt',
  title: 'MQTT with Sparkplug B',
  standard: 'OASIS MQTT 3.1.1 and 5.0; Eclipse Sparkplug 3.0',
  depth: 'header',
  over: { tcp: [1883] },
  services: SERVICES,
  symmetric: true,
  headerBytes: 2,

  recognise(bytes, at, end, onPort) {
    if (end - at < 2) return RECOGNISED.moreBytes;
    if (!flagsFit(bytes, at)) return RECOGNISED.no;
    const body = bodyAt(bytes, at, end);
    if (body <= 0) return body < 0 ? RECOGNISED.no : RECOGNISED.moreBytes;
    const type = packetType(bytes, at);
    if (type === TYPE.connect) {
      if (end - body < 7) return RECOGNISED.moreBytes;
      return isProtocolName(bytes, body, end) ? RECOGNISED.yes : RECOGNISED.no;
    }
    if (!onPort) return RECOGNISED.no;
    if (end - body < Math.min(2, remainingLength(bytes, at))) return RECOGNISED.moreBytes;
    return isPlausible(bytes, at, body, end) ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at, end) {
    if (end - at < 1) return -1;
    const type = packetType(bytes, at);
    if (OF_BROKER.has(type)) return 1;
    const asks = type === TYPE.connect || type === TYPE.subscribe || type === TYPE.pingreq;
    return asks || type === TYPE.unsubscribe ? 0 : -1;
  },

  frame(bytes, at, end) {
    if (end - at < 2) return FRAMING.moreBytes;
    if (!flagsFit(bytes, at)) return FRAMING.outOfStep;
    const body = bodyAt(bytes, at, end);
    if (body <= 0) return body < 0 ? FRAMING.outOfStep : FRAMING.moreBytes;
    return body - at + remainingLength(bytes, at);
  },

  parse: parseMqtt,

  service: serviceOf,
  object: objectOf,

  count: countOf,
  values: valuesOf,
  items: itemsOf,
  refusal: refusalOf,
  techniques: techniquesOf,
});

/** Whether the length is one that a packet of this type can have, and its topic fits. */
function isPlausible(bytes: Uint8Array, at: number, body: number, end: number): boolean {
  const length = remainingLength(bytes, at);
  const type = packetType(bytes, at);
  switch (type) {
    case TYPE.publish:
      if (qosOf(bytes, at) === 3 || body + 2 > end) return false;
      return word16(bytes, body) + 2 <= length;
    case TYPE.pingreq:
    case TYPE.pingresp:
      return length === 0;
    case TYPE.connack:
      return length >= 2 && body < end && bytes[body]! <= 1;
    case TYPE.subscribe:
    case TYPE.suback:
    case TYPE.unsubscribe:
      return length >= 3;
    case TYPE.disconnect:
    case TYPE.auth:
      return length < 0x4000;
    default:
      return length >= 2 && length < 0x4000;
  }
}
