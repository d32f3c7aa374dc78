import { parseArp } from '../arp/parse.ts';
import { announces, ARP, ARP_OPERATION, asks } from '../arp/shape.ts';
import { unsigned32, word16, word32 } from '../bytes.ts';
import { ipv4At, macAt } from '../crossing/address.ts';
import { responseOf, subjectOf } from '../crossing/reading.ts';
import { VERB } from '../flow/flow.ts';
import { defineProtocol, RECOGNISED } from '../protocol.ts';

const IPV4 = 0x0800;
/** Ethernet and, for those that say so, IEEE 802 networks: IANA registry of hardware types. */
const HARDWARE_TYPES: readonly number[] = [1, 6];
const ANNOUNCEMENT = 'announcement';
const SERVICES = [
  { code: ARP_OPERATION.request, name: 'request', verb: VERB.discover },
  { code: ARP_OPERATION.reply, name: 'reply', verb: VERB.report },
  { code: ARP_OPERATION.reverseRequest, name: 'reverse_request', verb: VERB.discover },
  { code: ARP_OPERATION.reverseReply, name: 'reverse_reply', verb: VERB.report },
  { code: ARP_OPERATION.inverseRequest, name: 'inverse_request', verb: VERB.discover },
  { code: ARP_OPERATION.inverseReply, name: 'inverse_reply', verb: VERB.report },
] as const;

/**
 * ARP for Ethernet and IPv4. Probes and announcements (RFC 5227, "gratuitous" otherwise) are told
 * apart by name. An address that another station claimed before is an anomaly.
 */
export const arp = defineProtocol({
  name: 'arp',
  title: 'ARP',
  standard: 'RFC 826; RFC 903; RFC 2390; RFC 5227',
  depth: 'crossing',
  over: { ethernet: [0x0806] },
  services: SERVICES,
  symmetric: true,

  recognise(bytes, at, end, onPort) {
    if (!onPort || end - at < 8) return RECOGNISED.no;
    const isOurs =
      HARDWARE_TYPES.includes(word16(bytes, at + ARP.hardware)) &&
      word16(bytes, at + ARP.protocol) === IPV4 &&
      bytes[at + ARP.hardwareBytes] === 6 &&
      bytes[at + ARP.protocolBytes] === 4;
    return isOurs ? RECOGNISED.yes : RECOGNISED.no;
  },

  parse: parseArp,

  service(exchange) {
    const { bytes, at, end } = subjectOf(exchange);
    if (end - at < ARP.bytes) return { code: 0, name: 'unknown_service_0' };
    const code = word16(bytes, at + ARP.operation);
    if (announces(bytes, at)) return { code, name: ANNOUNCEMENT };
    const isProbe = code === ARP_OPERATION.request && word32(bytes, at + ARP.senderIp) === 0;
    if (isProbe) return { code, name: 'probe' };
    const known = SERVICES.find((service) => service.code === code);
    return { code, name: known?.name ?? `unknown_service_${code}` };
  },

  object(exchange) {
    const { bytes, at, end } = subjectOf(exchange);
    if (end - at < ARP.bytes) return '';
    const isQuestion = asks(word16(bytes, at + ARP.operation));
    return `ip/${ipv4At(bytes, at + (isQuestion ? ARP.targetIp : ARP.senderIp))}`;
  },

  address(exchange) {
    const { bytes, at, end } = subjectOf(exchange);
    if (end - at < ARP.bytes) return null;
    const isQuestion = asks(word16(bytes, at + ARP.operation));
    return unsigned32(bytes, at + (isQuestion ? ARP.targetIp : ARP.senderIp));
  },

  /** The station that has the address, where somebody answered or told. */
  values(exchange) {
    const { bytes, at, end } = responseOf(exchange) ?? subjectOf(exchange);
    if (end - at < ARP.bytes) return [];
    const told = !asks(word16(bytes, at + ARP.operation)) || announces(bytes, at);
    return told ? [macAt(bytes, at + ARP.senderMac)] : [];
  },
});
