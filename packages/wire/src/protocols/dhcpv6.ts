import { word32 } from '../bytes.ts';
import { isToGroup } from '../crossing/address.ts';
import { nameOf, responseOf, subjectOf } from '../crossing/reading.ts';
import { assignedAddress, clientId, clientSightings, statusOf } from '../dhcpv6/reading.ts';
import {
  DHCPV6_HEADER_BYTES,
  DHCPV6_SERVICES,
  isFromServer,
  optionsAt,
  optionsFit,
} from '../dhcpv6/shape.ts';
import { OUTCOME, VERB } from '../flow/flow.ts';
import { defineProtocol, RECOGNISED } from '../protocol.ts';

/** RFC 8415 §21.13. */
const STATUS_NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'unspec_fail'],
  [2, 'no_addrs_avail'],
  [3, 'no_binding'],
  [4, 'not_on_link'],
  [5, 'use_multicast'],
  [6, 'no_prefix_avail'],
]);
/** Kind and transaction are one number of 32 bits; the kind is not part of the key. */
const TRANSACTION_MASK = 0xffffff;

/** DHCP for IPv6. Clients ask a group, so that most messages are operations of their own. */
export const dhcpv6 = defineProtocol({
  name: 'dhcpv6',
  title: 'DHCPv6',
  standard: 'RFC 8415; RFC 4704',
  depth: 'crossing',
  over: { udp: [547, 546] },
  services: DHCPV6_SERVICES,
  symmetric: true,

  recognise(bytes, at, end, onPort) {
    if (!onPort || end - at < DHCPV6_HEADER_BYTES) return RECOGNISED.no;
    const type = bytes[at]!;
    if (type < 1 || type > DHCPV6_SERVICES.length) return RECOGNISED.no;
    return optionsAt(bytes, at) <= end ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at) {
    return isFromServer(bytes[at]!) ? 1 : 0;
  },

  parse(context, bytes, at, end) {
    const { exchanges, whole } = context;
    const type = bytes[at]!;
    const { verb } = DHCPV6_SERVICES[type - 1] ?? { verb: VERB.discover };
    const key = word32(bytes, at) & TRANSACTION_MASK;
    const fits = !whole || optionsFit(bytes, optionsAt(bytes, at), end);
    if (isFromServer(type)) {
      const waiting = exchanges.asked(key);
      const exchange = waiting ?? exchanges.alone(verb);
      if (!fits) exchange.anomaly('option_beyond_message', 0);
      const refused = statusOf({ bytes, at, end }) !== 0;
      return exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
    }
    clientSightings(context, bytes, at, end);
    const waits = !isToGroup(context);
    const exchange = waits
      ? exchanges.request(key, verb, bytes, at, end)
      : exchanges.sent(verb, bytes, at, end);
    if (!fits) exchange.anomaly('option_beyond_message', 0);
    if (!waits) exchanges.finishSent(exchange);
  },

  service(exchange) {
    const { bytes, at } = subjectOf(exchange);
    const code = bytes[at] ?? 0;
    return { code, name: DHCPV6_SERVICES[code - 1]?.name ?? `unknown_service_${code}` };
  },

  /** `client/` with its identifier (DUID). */
  object: (exchange) => `client/${clientId(subjectOf(exchange))}`,

  values(exchange) {
    const address = assignedAddress(responseOf(exchange) ?? subjectOf(exchange));
    return address === '' ? [] : [address];
  },

  refusal(exchange) {
    const code = statusOf(responseOf(exchange) ?? subjectOf(exchange));
    return { code, name: nameOf(STATUS_NAMES, code, 'status') };
  },
});
