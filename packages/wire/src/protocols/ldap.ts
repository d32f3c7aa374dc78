import { requestOf, subjectOf } from '../crossing/reading.ts';
import { type Exchange, OUTCOME } from '../flow/flow.ts';
import { isWrapped, LdapMessage, messageLength, OPERATION, readBytes } from '../ldap/message.ts';
import { extendedName, resultOf, simpleUser, toldBy } from '../ldap/reading.ts';
import {
  askedBy,
  isRefusal,
  LDAP_SERVICES,
  LDAP_TABLE,
  RESULT,
  resultName,
} from '../ldap/services.ts';
import { ntlmAt, ntlmSightings, readNtlm } from '../ntlmssp/message.ts';
import { defineProtocol, FRAMING, type PduContext, RECOGNISED, TRANSPORT } from '../protocol.ts';

const message = new LdapMessage();
/** A message with the shortest operation there is. */
const LENGTH_MIN = 7;
/** Bytes by which a message is known: header, number, operation, and the version of a bind. */
const START_BYTES = 24;

/** RFC 4511 §4.2: version 3, then the name. */
function isBind(bytes: Uint8Array, at: number): boolean {
  const version = bytes[at] === 0x02 && bytes[at + 1] === 1 && bytes[at + 2] === 3;
  return version && bytes[at + 3] === 0x04;
}

/**
 * LDAP: who binds and how, what is searched for, and what is changed in a directory. Entries found
 * are counted; what is signed or encrypted by SASL, and what follows a start of TLS, is not read.
 */
export const ldap = defineProtocol({
  name: 'ldap',
  title: 'LDAP',
  standard: 'RFC 4511; RFC 4513; RFC 4515; MS-ADTS §3.1.1.3.1 (over UDP)',
  depth: 'crossing',
  over: { tcp: [389, 3268], udp: [389] },
  services: LDAP_SERVICES,
  headerBytes: 2,

  recognise(bytes, at, end, onPort, transport) {
    const length = messageLength(bytes, at, end);
    if (length < 0 || (end > at && isWrapped(bytes, at))) return RECOGNISED.no;
    if (length === 0 || end - at < Math.min(length, START_BYTES)) return RECOGNISED.moreBytes;
    if (length < LENGTH_MIN || !message.read(bytes, at, end)) return RECOGNISED.no;
    if (transport === TRANSPORT.udp && length > end - at) return RECOGNISED.no;
    if (onPort) return RECOGNISED.yes;
    // Off its ports: a bind, which only a connection has, with its version and a name.
    if (transport !== TRANSPORT.tcp || message.operation !== OPERATION.bind) return RECOGNISED.no;
    return isBind(bytes, message.at) ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at, end) {
    if (!message.read(bytes, at, end)) return -1;
    return message.asks ? 0 : 1;
  },

  frame(bytes, at, end, transport) {
    const length = messageLength(bytes, at, end);
    if (length === 0) return FRAMING.moreBytes;
    if (length < 0) return FRAMING.outOfStep;
    // A datagram has the entry that was found and the end of the search together.
    return transport === TRANSPORT.tcp ? readBytes(length) : Math.min(length, end - at);
  },

  parse(context, bytes, at, end) {
    const { flow, whole } = context;
    const beyond = messageLength(bytes, at, end) - (end - at);
    if (flow.transport === TRANSPORT.tcp && whole && beyond > 0) {
      context.skipBytes(beyond);
    }
    if (isWrapped(bytes, at)) return context.skips.reason('ldap_wrapped');
    if (!message.read(bytes, at, end)) {
      if (whole) context.anomaly('ldap_malformed');
      return context.skips.reason('ldap_malformed');
    }
    if (message.asks) return parseRequest(context, bytes, at, end);
    parseAnswer(context, bytes, at, end);
  },

  service(exchange) {
    const { bytes, at, end } = subjectOf(exchange);
    return LDAP_TABLE.service(message.read(bytes, at, end) ? askedBy(message.operation) : 0);
  },

  object: (exchange) => toldOf(exchange).object,
  values: (exchange) => toldOf(exchange).values,

  refusal({ response, responseAt, responseEnd }) {
    const isRead = message.read(response, responseAt, responseEnd);
    const code = isRead ? resultOf(response, message.at, message.end) : -1;
    return { code, name: resultName(code) };
  },

  techniques: (exchange) => (toldOf(exchange).isPassword ? ['T0892'] : []),
});

function toldOf(exchange: Exchange): ReturnType<typeof toldBy> {
  const request = requestOf(exchange);
  if (request === null) return { object: 'session', values: [], isPassword: false };
  return toldBy(request.bytes, request.at, request.end);
}

function parseRequest(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges, whole } = context;
  const { id, operation } = message;
  const verb = LDAP_TABLE.verb(operation);
  if (operation === OPERATION.unbind || operation === OPERATION.abandon) {
    return exchanges.unconfirmed(verb, bytes, at, end);
  }
  const exchange = exchanges.request(id, verb, bytes, at, end);
  if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
  if (operation === OPERATION.bind) tellNtlm(context, bytes, at, end);
}

function parseAnswer(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges, side } = context;
  const { id, operation, at: from, end: last } = message;
  if (operation === OPERATION.entry || operation === OPERATION.reference) {
    return context.skips.reason('ldap_entry');
  }
  if (operation === OPERATION.intermediate) return context.skips.reason('ldap_intermediate');
  const result = resultOf(bytes, from, last);
  let exchange = exchanges.asked(id);
  if (exchange === null) {
    exchange = exchanges.alone(LDAP_TABLE.verb(askedBy(operation)));
    // Notices of disconnection have number 0, and nobody asked for them.
    if (id !== 0) exchange.anomaly('response_without_request', 0);
  } else if (operation === OPERATION.bindAnswer && result === RESULT.success) {
    const user = simpleUser(exchange.request, 0, exchange.requestBytes);
    context.sighting('user', user, 1 - side);
  }
  if (operation === OPERATION.bindAnswer) tellNtlm(context, bytes, at, end);
  const startsTls = operation === OPERATION.extendedAnswer && result === RESULT.success;
  const isTls = startsTls && isStartOfTls(exchange);
  const refused = result >= 0 && isRefusal(result);
  exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
  if (isTls) context.ignoreRest();
}

function isStartOfTls({ request, requestBytes }: Exchange): boolean {
  if (!message.read(request, 0, requestBytes)) return false;
  return extendedName(request, message.at, message.end) === 'start_tls';
}

/** What a step of NTLM within a bind says of its sender. */
function tellNtlm(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const from = ntlmAt(bytes, at, end);
  if (from >= 0) ntlmSightings(context, readNtlm(bytes, from, end), false);
}
