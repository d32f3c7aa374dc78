import { textOf, word32 } from '../bytes.ts';
import { ipv4At, isToGroup, isStation, macAt } from '../crossing/address.ts';
import { OUTCOME } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { nameAt } from '../dns/name.ts';
import { DHCP_NAK, dhcpVerb, UNANSWERED } from './services.ts';
import { brokenOptionAt, DHCP, messageType, OPTION, optionAt } from './shape.ts';

const ETHERNET = 1;
const ASKS = 1;
/** Flags and two result codes before the name, RFC 4702 §2. */
const FQDN_HEADER_BYTES = 3;
const FQDN_WIRE_FORMAT = 4;

/**
 * Takes one message. Clients without an address talk to all, and servers may answer so; then each
 * message is its own operation. Between stations a request waits for its answer.
 */
export function parseDhcp(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges, whole } = context;
  const type = messageType(bytes, at, end);
  const key = word32(bytes, at + DHCP.transaction);
  const brokenAt = whole ? brokenOptionAt(bytes, at, end) : -1;
  tell(context, bytes, at, end);
  if (bytes[at] === ASKS) {
    const waits = !isToGroup(context) && !UNANSWERED.includes(type);
    const exchange = waits
      ? exchanges.request(key, dhcpVerb(type), bytes, at, end)
      : exchanges.sent(dhcpVerb(type), bytes, at, end);
    if (brokenAt >= 0) exchange.anomaly('option_beyond_message', brokenAt - at);
    if (!waits) exchanges.finishSent(exchange);
    return;
  }
  const exchange = exchanges.asked(key) ?? exchanges.alone(dhcpVerb(type));
  if (brokenAt >= 0) exchange.anomaly('option_beyond_message', brokenAt - at);
  exchanges.answer(exchange, bytes, at, end, type === DHCP_NAK ? OUTCOME.refused : OUTCOME.ok);
}

function tell(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const hasMac = bytes[at + DHCP.hardwareType] === ETHERNET && bytes[at + DHCP.hardwareBytes] === 6;
  const mac = hasMac ? macAt(bytes, at + DHCP.clientHardware) : '';
  const asks = bytes[at] === ASKS;
  const given = ipv4At(bytes, at + (asks ? DHCP.clientIp : DHCP.yourIp));
  const ip = isStation(given) ? given : '';
  if (ip === '' && mac === '') return;
  const text = (code: number): string => optionText(bytes, at, end, code);
  context.sightingOf(ip, mac, 'ip', ip);
  context.sightingOf(ip, mac, 'domain', text(OPTION.domainName));
  if (!asks) return context.sighting('role', 'dhcp_server');
  context.sightingOf(ip, mac, 'name', text(OPTION.hostName));
  context.sightingOf(ip, mac, 'name', fqdn(bytes, at, end));
  context.sightingOf(ip, mac, 'software', text(OPTION.vendorClass));
}

/** Text of an option; empty where there is none. */
function optionText(bytes: Uint8Array, at: number, end: number, code: number): string {
  const from = optionAt(bytes, at, end, code);
  return from < 0 ? '' : textOf(bytes, from, from + bytes[from - 1]!);
}

/** The client's full name, as text or as labels (RFC 4702 §2). */
function fqdn(bytes: Uint8Array, at: number, end: number): string {
  const from = optionAt(bytes, at, end, OPTION.clientFqdn);
  if (from < 0 || bytes[from - 1]! <= FQDN_HEADER_BYTES) return '';
  const optionEnd = from + bytes[from - 1]!;
  const nameFrom = from + FQDN_HEADER_BYTES;
  return (bytes[from]! & FQDN_WIRE_FORMAT) === 0
    ? textOf(bytes, nameFrom, optionEnd)
    : nameAt(bytes, nameFrom, nameFrom, optionEnd);
}
