import {
  addressOf,
  countOf,
  itemsOf,
  objectOf,
  refusalOf,
  serviceOf,
  techniquesOf,
  unitOf,
  valuesOf,
} from '../ads/reading.ts';
import { SERVICES } from '../ads/commands.ts';
import { discoveryAnswers, parseDiscovery } from '../ads/discovery.ts';
import {
  AMS,
  AMS_BYTES_MAX,
  AMS_FLAG,
  headerBefore,
  isAmsHeader,
  isDiscovery,
  isRouterFlag,
  TCP_HEADER_BYTES,
} from '../ads/header.ts';
import { parseAms, parseRouter } from '../ads/parse.ts';
import { unsigned32le, word16le } from '../bytes.ts';
import { defineProtocol, FRAMING, RECOGNISED, TRANSPORT } from '../protocol.ts';

/**
 * Beckhoff ADS in AMS packets, on TCP and UDP 48898, and the discovery of TwinCAT on UDP 48899.
 * Either end may ask on one connection. Paired by invoke id, command and the AMS ports.
 */
export const ads = defineProtocol({
  name: 'ads',
  title: 'Beckhoff ADS',
  standard: 'Beckhoff Information System, TwinCAT ADS/AMS Specification (TE1000)',
  depth: 'operation',
  over: { tcp: [48898], udp: [48898, 48899] },
  services: SERVICES,
  symmetric: true,
  headerBytes: TCP_HEADER_BYTES,

  recognise(bytes, at, end, onPort, transport) {
    if (transport !== TRANSPORT.tcp) {
      const known = isDiscovery(bytes, at, end) || isAmsHeader(bytes, at, end, end);
      return known ? RECOGNISED.yes : RECOGNISED.no;
    }
    if (end - at < TCP_HEADER_BYTES) return RECOGNISED.moreBytes;
    const flag = word16le(bytes, at);
    const length = unsigned32le(bytes, at + 2);
    if (onPort && isRouterFlag(flag) && length <= AMS.data) return RECOGNISED.yes;
    if (flag !== 0 || length < AMS.data || length > AMS_BYTES_MAX) return RECOGNISED.no;
    const packet = at + TCP_HEADER_BYTES;
    if (end - packet < AMS.data) return RECOGNISED.moreBytes;
    return isAmsHeader(bytes, packet, end, packet + length) ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at, end) {
    if (isDiscovery(bytes, at, end)) return discoveryAnswers(bytes, at) ? 1 : 0;
    const packet = at + (end - at >= 2 && word16le(bytes, at) === 0 ? TCP_HEADER_BYTES : 0);
    if (end - packet < AMS.data) return -1;
    const answers = (word16le(bytes, packet + AMS.flags) & AMS_FLAG.response) !== 0;
    return answers || bytes[packet + AMS.command] === 8 ? 1 : 0;
  },

  frame(bytes, at, end, transport) {
    if (transport !== TRANSPORT.tcp) return end - at;
    if (end - at < TCP_HEADER_BYTES) return FRAMING.moreBytes;
    const flag = word16le(bytes, at);
    const length = unsigned32le(bytes, at + 2);
    if (length > AMS_BYTES_MAX) return FRAMING.outOfStep;
    const known = flag === 0 ? length >= AMS.data : isRouterFlag(flag);
    return known ? TCP_HEADER_BYTES + length : FRAMING.outOfStep;
  },

  parse(context, bytes, at, end) {
    const { flow, whole } = context;
    if (flow.transport !== TRANSPORT.tcp && isDiscovery(bytes, at, end)) {
      return parseDiscovery(context, bytes, at, end);
    }
    if (flow.transport === TRANSPORT.tcp && end - at >= 2 && word16le(bytes, at) !== 0) {
      return parseRouter(context, bytes, at, end);
    }
    const packet = at + headerBefore(flow.transport);
    if (end - packet < AMS.data) {
      if (whole) context.anomaly('length_too_short');
      return context.skips.reason('ads_too_short');
    }
    parseAms(context, bytes, packet, end);
  },

  unit: unitOf,
  service: serviceOf,
  object: objectOf,
  address: addressOf,
  count: countOf,
  values: valuesOf,
  items: itemsOf,
  refusal: refusalOf,
  techniques: techniquesOf,
});
