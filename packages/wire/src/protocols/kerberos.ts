import { unsigned32 } from '../bytes.ts';
import { nameOf, type PduBytes, responseOf, subjectOf } from '../crossing/reading.ts';
import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import { ENCRYPTION_NAMES, ERROR_NAMES } from '../kerberos/errors.ts';
import { KERBEROS, type KerberosFacts, kerberosType, readKerberos } from '../kerberos/message.ts';
import { defineProtocol, FRAMING, type PduContext, RECOGNISED, TRANSPORT } from '../protocol.ts';

/** Over TCP each message follows its length, RFC 4120 §7.2.2. */
const LENGTH_BYTES = 4;
/** Tickets with much authorisation data are a few ten thousand bytes. */
const MESSAGE_BYTES_MAX = 262_000;
const HEADER_BYTES = 24;
/** A message names no transaction in the clear; a connection has one request at a time. */
const KEY = 0;
const SERVICES = [
  { code: KERBEROS.asRequest, name: 'as_req', verb: VERB.connect },
  { code: KERBEROS.asReply, name: 'as_rep', verb: VERB.connect },
  { code: KERBEROS.tgsRequest, name: 'tgs_req', verb: VERB.connect },
  { code: KERBEROS.tgsReply, name: 'tgs_rep', verb: VERB.connect },
  { code: KERBEROS.apRequest, name: 'ap_req', verb: VERB.connect },
  { code: KERBEROS.apReply, name: 'ap_rep', verb: VERB.connect },
  { code: KERBEROS.error, name: 'krb_error', verb: VERB.connect },
] as const;

/** Kerberos between clients and a key distribution centre: realms, principals, refusals. */
export const kerberos = defineProtocol({
  name: 'kerberos',
  title: 'Kerberos',
  standard: 'RFC 4120',
  depth: 'crossing',
  over: { tcp: [88], udp: [88] },
  services: SERVICES,
  symmetric: true,
  headerBytes: LENGTH_BYTES,

  recognise(bytes, at, end, _onPort, transport) {
    if (transport !== TRANSPORT.tcp) {
      return kerberosType(bytes, at, end) === 0 ? RECOGNISED.no : RECOGNISED.yes;
    }
    if (end > at && bytes[at] !== 0) return RECOGNISED.no;
    if (end - at < LENGTH_BYTES + 1) return RECOGNISED.moreBytes;
    const length = unsigned32(bytes, at);
    if (length < HEADER_BYTES || length > MESSAGE_BYTES_MAX) return RECOGNISED.no;
    if ((bytes[at + LENGTH_BYTES]! & 0xe0) !== 0x60) return RECOGNISED.no;
    if (end - at < LENGTH_BYTES + HEADER_BYTES) return RECOGNISED.moreBytes;
    return kerberosType(bytes, at + LENGTH_BYTES, end) === 0 ? RECOGNISED.no : RECOGNISED.yes;
  },

  roleOf(bytes, at, end) {
    const isTcp = bytes[at] === 0;
    const type = kerberosType(bytes, isTcp ? at + LENGTH_BYTES : at, end);
    return type === 0 ? -1 : asks(type) ? 0 : 1;
  },

  frame(bytes, at, end, transport) {
    if (transport !== TRANSPORT.tcp) return end - at;
    if (end - at < LENGTH_BYTES) return FRAMING.moreBytes;
    const length = unsigned32(bytes, at);
    return length > MESSAGE_BYTES_MAX ? FRAMING.outOfStep : length + LENGTH_BYTES;
  },

  parse(context, bytes, at, end) {
    const { exchanges, flow, whole } = context;
    const from = flow.transport === TRANSPORT.tcp ? at + LENGTH_BYTES : at;
    const facts = readKerberos(bytes, from, end);
    if (facts.type === 0) return context.skips.reason('kerberos_not_a_message');
    tell(context, facts);
    if (asks(facts.type)) {
      const request = exchanges.request(KEY, VERB.connect, bytes, at, end);
      if (facts.beyond && whole) request.anomaly('length_beyond_message', from - at);
      return;
    }
    let exchange = exchanges.asked(KEY);
    if (exchange === null) {
      exchange = exchanges.alone(VERB.connect);
      exchange.anomaly('response_without_request', 0);
    }
    if (facts.beyond && whole) exchange.anomaly('length_beyond_message', from - at);
    const refused = facts.type === KERBEROS.error;
    exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
  },

  service(exchange) {
    const { type } = factsOf(exchange, subjectOf(exchange));
    return { code: type, name: nameOf(SERVICE_NAMES, type, 'unknown_service') };
  },

  /** The service that a ticket is asked for, with its realm. */
  object(exchange) {
    const { service, realm } = factsOf(exchange, subjectOf(exchange));
    return `${service}@${realm}`;
  },

  /** The client where it is named, then the types of encryption. */
  values(exchange) {
    const request = factsOf(exchange, subjectOf(exchange));
    const response = responseOf(exchange);
    const answer = response === null ? request : factsOf(exchange, response);
    const client = request.client === '' ? answer.client : request.client;
    const { encryption } = answer.encryption.length > 0 ? answer : request;
    const types = encryption.map((type) => nameOf(ENCRYPTION_NAMES, type, 'etype'));
    return client === '' ? types : [client, ...types];
  },

  refusal(exchange) {
    const response = responseOf(exchange);
    const code = response === null ? 0 : factsOf(exchange, response).errorCode;
    return { code, name: nameOf(ERROR_NAMES, code, 'error').toLowerCase() };
  },
});

const SERVICE_NAMES: ReadonlyMap<number, string> = new Map(
  SERVICES.map(({ code, name }) => [code, name]),
);

function asks(type: number): boolean {
  return type === KERBEROS.asRequest || type === KERBEROS.tgsRequest || type === KERBEROS.apRequest;
}

function factsOf(exchange: Exchange, { bytes, at, end }: PduBytes): KerberosFacts {
  return readKerberos(
    bytes,
    exchange.flow.transport === TRANSPORT.tcp ? at + LENGTH_BYTES : at,
    end,
  );
}

/** Who asks is where the user sits; the names of machines end in a dollar sign. */
function tell(context: PduContext, facts: KerberosFacts): void {
  const { side } = context;
  const client = asks(facts.type) ? side : 1 - side;
  if (facts.client.endsWith('$')) {
    context.sighting('name', facts.client.slice(0, -1), client);
  } else if (facts.type === KERBEROS.asReply || facts.type === KERBEROS.tgsReply) {
    // A name that only asks may be anybody's guess.
    context.sighting('user', facts.client, client);
  }
  context.sighting('name', facts.machine, client);
  context.sighting('domain', facts.realm, client);
  if (!asks(facts.type)) context.sighting('role', 'key_distribution_centre');
}
