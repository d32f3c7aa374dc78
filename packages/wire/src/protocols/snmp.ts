import { describedBy, ServiceTable } from '../described/described.ts';
import { OUTCOME, VERB } from '../flow/flow.ts';
import { defineProtocol, type PduContext, RECOGNISED } from '../protocol.ts';
import { errorName, PDU, SNMP_SERVICES, SnmpMessage } from '../snmp/message.ts';
import { bindingsOf, codeOf, describeSnmp, factsOf } from '../snmp/reading.ts';

const TABLE = new ServiceTable(SNMP_SERVICES, VERB.read, 2);
const message = new SnmpMessage();

/**
 * SNMP of all versions: which objects are read and set, and what a system says of itself. Paired by
 * request identifier, and in version 3 by message identifier, which is not encrypted.
 */
export const snmp = defineProtocol({
  name: 'snmp',
  title: 'SNMP',
  standard: 'RFC 1157, RFC 3412, RFC 3416',
  depth: 'crossing',
  over: { udp: [161, 162] },
  services: SNMP_SERVICES,
  symmetric: true,

  // Off its ports too: sequence, version, community and PDU have to follow each other.
  recognise(bytes, at, end) {
    return message.read(bytes, at, end) ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at, end) {
    if (!message.read(bytes, at, end)) return -1;
    return message.pdu === PDU.response || message.pdu === PDU.report ? 1 : 0;
  },

  parse(context, bytes, at, end) {
    if (!message.read(bytes, at, end)) return context.skips.reason('snmp_malformed');
    const { exchanges } = context;
    const { pdu, id, error } = message;
    const verb = TABLE.verb(pdu);
    if (pdu === PDU.trapV1 || pdu === PDU.trapV2) {
      return exchanges.report(verb, bytes, at, end);
    }
    const answers = pdu === PDU.response || pdu === PDU.report;
    let exchange = answers || pdu === PDU.encrypted ? exchanges.asked(id) : null;
    if (exchange === null) {
      if (!answers) {
        exchanges.request(id, verb, bytes, at, end);
        return;
      }
      exchange = exchanges.alone(verb);
      exchange.anomaly('response_without_request', 0);
    }
    if (pdu === PDU.response && error === 0) tellSystem(context, bytes);
    // A report answers a request of version 3 that could not be taken, RFC 3412 §7.1.
    const refused = error !== 0 || pdu === PDU.report;
    exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
  },

  service: (exchange) => TABLE.service(codeOf(exchange)),

  ...describedBy(describeSnmp, 'agent'),

  refusal({ response, responseAt, responseEnd }) {
    message.read(response, responseAt, responseEnd);
    if (message.pdu === PDU.report) return { code: PDU.report, name: 'report' };
    return { code: message.error, name: errorName(message.error) };
  },
});

/** First bytes of the system group, 1.3.6.1.2.1.1, so that other answers are not read for it. */
const SYSTEM_GROUP = [0x2b, 6, 1, 2, 1, 1];

/** Description, name and place, where the answer has them. */
function tellSystem(context: PduContext, bytes: Uint8Array): void {
  const { bindingsAt, bindingsEnd } = message;
  let mayTell = false;
  for (let i = bindingsAt; i + SYSTEM_GROUP.length < bindingsEnd && !mayTell; i++) {
    mayTell = SYSTEM_GROUP.every((byte, n) => bytes[i + n] === byte);
  }
  if (!mayTell) return;
  for (const [field, value] of factsOf(bindingsOf(bytes, bindingsAt, bindingsEnd))) {
    context.sighting(field, value);
  }
}
