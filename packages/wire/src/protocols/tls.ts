import { VERB } from '../flow/flow.ts';
import { defineProtocol } from '../protocol.ts';
import { alertName } from '../tls/names.ts';
import { parseRecord } from '../tls/parse.ts';
import { alertOf, clientHelloOf, isAlert, itemsOf } from '../tls/reading.ts';
import { frameTls, RECORD_HEADER_BYTES, recogniseTls, roleOfTls } from '../tls/records.ts';

const SERVICE = {
  handshake: { code: 1, name: 'handshake' },
  alert: { code: 21, name: 'alert' },
} as const;

/**
 * TLS over TCP as far as it is in clear: who asks for whom, what is offered and chosen, the names
 * in certificates up to TLS 1.2, and alerts. An `alert` of its own ends what seemed to go well.
 */
export const tls = defineProtocol({
  name: 'tls',
  title: 'TLS',
  standard: 'RFC 8446; RFC 5246; JA4 by FoxIO for clients',
  depth: 'crossing',
  over: { tcp: [443] },
  services: [
    { ...SERVICE.handshake, verb: VERB.connect },
    { ...SERVICE.alert, verb: VERB.connect },
  ],
  headerBytes: RECORD_HEADER_BYTES,
  recognise: recogniseTls,
  roleOf: roleOfTls,
  frame: frameTls,

  parse(context, bytes, at, end) {
    if (!context.whole) return context.skips.reason('tls_cut');
    parseRecord(context, bytes, at, end);
  },

  service(exchange) {
    return exchange.requestBytes === 0 && isAlert(exchange) ? SERVICE.alert : SERVICE.handshake;
  },

  object(exchange) {
    return (clientHelloOf(exchange)?.serverName ?? exchange.note) || 'session';
  },

  items: itemsOf,

  refusal(exchange) {
    const code = alertOf(exchange);
    return { code, name: alertName(code) };
  },
});
