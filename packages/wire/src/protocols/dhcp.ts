import { toHex } from '@bulkhead/kernel';
import { ipv4At, isStation, macAt } from '../crossing/address.ts';
import { responseOf, subjectOf } from '../crossing/reading.ts';
import { parseDhcp } from '../dhcp/parse.ts';
import { DHCP_SERVICES } from '../dhcp/services.ts';
import { DHCP, isDhcp, messageType, OPTION, optionAt } from '../dhcp/shape.ts';
import { defineProtocol, RECOGNISED } from '../protocol.ts';

/** DHCP for IPv4, and BOOTP: who asks for an address, who gives which. */
export const dhcp = defineProtocol({
  name: 'dhcp',
  title: 'DHCP',
  standard: 'RFC 2131; RFC 2132; RFC 4702',
  depth: 'crossing',
  over: { udp: [67, 68] },
  services: DHCP_SERVICES,
  symmetric: true,

  recognise(bytes, at, end) {
    return isDhcp(bytes, at, end) ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at) {
    return bytes[at] === 1 ? 0 : 1;
  },

  parse: parseDhcp,

  service(exchange) {
    const { bytes, at, end } = subjectOf(exchange);
    const code = messageType(bytes, at, end);
    const known = DHCP_SERVICES.find((service) => service.code === code);
    return { code, name: known?.name ?? `unknown_service_${code}` };
  },

  /** `client/` with the hardware address that the client gives as its own. */
  object(exchange) {
    const { bytes, at } = subjectOf(exchange);
    const length = Math.min(16, bytes[at + DHCP.hardwareBytes] ?? 0);
    const from = at + DHCP.clientHardware;
    const isMac = length === 6;
    return `client/${isMac ? macAt(bytes, from) : toHex(bytes.subarray(from, from + length))}`;
  },

  /** The address that was given, else the one that was asked for or that the client has. */
  values(exchange) {
    const response = responseOf(exchange);
    if (response !== null) return stationAt(response.bytes, response.at + DHCP.yourIp);
    const request = subjectOf(exchange);
    const { bytes, at, end } = request;
    const wanted = optionAt(bytes, at, end, OPTION.requestedIp);
    if (wanted >= 0 && wanted + 4 <= end) return stationAt(bytes, wanted);
    return stationAt(bytes, at + DHCP.clientIp);
  },

  refusal(exchange) {
    const { bytes, at, end } = responseOf(exchange) ?? subjectOf(exchange);
    return { code: messageType(bytes, at, end), name: 'nak' };
  },
});

function stationAt(bytes: Uint8Array, at: number): string[] {
  const ip = ipv4At(bytes, at);
  return isStation(ip) ? [ip] : [];
}
