import type { OperationValue } from '@bulkhead/model';
import { textOf, unsigned32 } from '../bytes.ts';
import { tellingPart } from '../described/described.ts';
import { bodyEnd, codeOf, HEADER, isHeader, keyOf, KIND } from '../ff-hse/message.ts';
import {
  CONFIRMED,
  HSE_SERVICES,
  hseCode,
  hseErrorName,
  hseService,
  isKnownHse,
  PROTOCOL,
} from '../ff-hse/services.ts';
import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import { defineProtocol, FRAMING, type PduContext, RECOGNISED, TRANSPORT } from '../protocol.ts';

/** Places in the answer to SM Identify and in a device annunciation, FF-588 §6.5. */
const IDENTITY = { deviceId: 24, tag: 56, end: 88 } as const;
const IDENTIFIES: ReadonlySet<number> = new Set([
  hseCode(PROTOCOL.systemManagement, CONFIRMED | 3),
  hseCode(PROTOCOL.systemManagement, 16),
]);
/** Services of FMS that name an index of the object dictionary first, and a subindex after it. */
const INDEXED: ReadonlySet<number> = new Set([2, 3, 10, 11, 13, 14, 19, 20, 21, 22, 23, 24, 25]);
const SUBINDEXED: ReadonlySet<number> = new Set([82, 83]);

/**
 * FOUNDATION Fieldbus High Speed Ethernet: sessions, system management, FMS and LAN redundancy, as
 * far as service, address and answer. Paired by invoke identifier or message number; either end may
 * ask.
 */
export const ffHse = defineProtocol({
  name: 'ff_hse',
  title: 'FOUNDATION Fieldbus HSE',
  standard: 'FF-588 HSE Field Device Access Agent; IEC 61158 type 5',
  depth: 'header',
  over: { tcp: [1089, 1090, 1091, 3622], udp: [1089, 1090, 1091, 3622] },
  services: HSE_SERVICES,
  symmetric: true,
  headerBytes: HEADER.body,

  recognise(bytes, at, end, onPort, transport) {
    if (!isHeader(bytes, at, end)) return RECOGNISED.no;
    if (end - at < HEADER.body) return RECOGNISED.moreBytes;
    if (onPort) return RECOGNISED.yes;
    // Off its ports: a service that there is, and over UDP a length that is the datagram's.
    if (!isKnownHse(codeOf(bytes, at))) return RECOGNISED.no;
    const length = unsigned32(bytes, at + HEADER.length);
    const fits = transport === TRANSPORT.tcp || length === end - at;
    return fits ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at, end) {
    if (at + HEADER.body > end) return -1;
    return (bytes[at + HEADER.protocol]! & 3) === KIND.request ? 0 : 1;
  },

  frame(bytes, at, end, transport) {
    if (!isHeader(bytes, at, end)) return FRAMING.outOfStep;
    if (end - at < HEADER.body) return FRAMING.moreBytes;
    const length = unsigned32(bytes, at + HEADER.length);
    return transport === TRANSPORT.tcp ? length : Math.min(length, end - at);
  },

  parse,

  service(exchange) {
    const { bytes, at } = tellingPart(exchange);
    const { code, name } = hseService(codeOf(bytes, at));
    return { code, name };
  },

  /** `fda/0x00010002/index/1044/subindex/3`. */
  object(exchange) {
    const { bytes, at, end } = tellingPart(exchange);
    if (at + HEADER.body > end) return 'fda';
    const address = unsigned32(bytes, at + HEADER.address);
    const object = `fda/0x${address.toString(16).padStart(8, '0')}`;
    const index = indexOf(exchange);
    if (index === null) return object;
    const service = bytes[at + HEADER.service]! & 0x7f;
    const sub = at + HEADER.body + 4;
    const hasSub = SUBINDEXED.has(service) && sub + 4 <= bodyEnd(bytes, at, end);
    return `${object}/index/${index}${hasSub ? `/subindex/${unsigned32(bytes, sub)}` : ''}`;
  },

  address: indexOf,
  values,

  refusal({ response, responseAt: at, responseEnd: end }) {
    if (at + HEADER.body + 2 > end) return { code: -1, name: 'unknown_error' };
    const errorClass = response[at + HEADER.body]!;
    const code = response[at + HEADER.body + 1]!;
    return { code: errorClass * 256 + code, name: hseErrorName(errorClass, code) };
  },
});

function parse(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  if (end - at < HEADER.body) return context.skips.reason('ff_hse_too_short');
  const { exchanges, whole } = context;
  const code = codeOf(bytes, at);
  const { verb } = hseService(code);
  const kind = bytes[at + HEADER.protocol]! & 3;
  if ((code & CONFIRMED) === 0) {
    // Devices report; a query for a tag or an abort comes from whoever wants something.
    const reports = verb === VERB.report;
    const exchange = reports ? exchanges.alone(verb) : exchanges.sent(verb, bytes, at, end);
    check(exchange, bytes, at, end, whole);
    if (!reports) return exchanges.finishSent(exchange);
    if (whole && IDENTIFIES.has(code)) tellIdentity(context, bytes, at, end);
    return exchanges.answer(exchange, bytes, at, end, OUTCOME.ok);
  }
  const key = keyOf(bytes, at, end);
  if (kind === KIND.request) {
    const exchange = exchanges.request(key, verb, bytes, at, end);
    return check(exchange, bytes, at, end, whole);
  }
  let exchange = exchanges.asked(key);
  if (exchange === null) {
    exchange = exchanges.alone(verb);
    exchange.anomaly('response_without_request', 0);
  }
  check(exchange, bytes, at, end, whole);
  const refused = kind === KIND.error;
  if (whole && !refused && IDENTIFIES.has(code)) {
    tellIdentity(context, bytes, at, end);
  }
  exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
}

function check(
  exchange: Exchange,
  bytes: Uint8Array,
  at: number,
  end: number,
  whole: boolean,
): void {
  if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
  else if (unsigned32(bytes, at + HEADER.length) !== end - at) {
    exchange.anomaly('length_mismatch', HEADER.length);
  }
  if (!isKnownHse(codeOf(bytes, at))) exchange.anomaly('unknown_service', HEADER.service);
}

/** Device identifier (maker, type and serial number in one text) and tag. */
function tellIdentity(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const body = at + HEADER.body;
  if (body + IDENTITY.end > bodyEnd(bytes, at, end)) return;
  const text = (from: number, to: number): string => textOf(bytes, body + from, body + to);
  context.sighting('serial', text(IDENTITY.deviceId, IDENTITY.tag));
  context.sighting('name', text(IDENTITY.tag, IDENTITY.end));
}

/** Index of the object dictionary that a request of FMS names. */
function indexOf(exchange: Exchange): number | null {
  const { request: bytes, requestBytes: end } = exchange;
  if (end < HEADER.body + 4 || bytes[HEADER.protocol]! >> 2 !== PROTOCOL.fms) return null;
  const service = bytes[HEADER.service]! & 0x7f;
  if (!INDEXED.has(service) && !SUBINDEXED.has(service)) return null;
  return HEADER.body + 4 <= bodyEnd(bytes, 0, end) ? unsigned32(bytes, HEADER.body) : null;
}

/** Identifier and tag of who identified itself; nothing else is read. */
function values({ response, responseAt: at, responseEnd: end }: Exchange): OperationValue[] {
  if (end - at < HEADER.body || !IDENTIFIES.has(codeOf(response, at))) return [];
  const body = at + HEADER.body;
  if (body + IDENTITY.end > bodyEnd(response, at, end)) return [];
  return [
    textOf(response, body + IDENTITY.deviceId, body + IDENTITY.tag),
    textOf(response, body + IDENTITY.tag, body + IDENTITY.end),
  ];
}
