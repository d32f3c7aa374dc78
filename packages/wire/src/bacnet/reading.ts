import { toHex } from '@bulkhead/kernel';
import type { Operation, OperationValue } from '@bulkhead/model';
import { ipv4Text } from '../flow/address-text.ts';
import type { Exchange } from '../flow/flow.ts';
import { word16, word32 } from '../packet/packet.ts';
import { nameIn } from './codes.ts';
import * as devices from './devices.ts';
import * as events from './events.ts';
import { addItem, errorNamed, type Gathered, gathered, Parameters, type Reader } from './gather.ts';
import { APDU, LINK, Message } from './message.ts';
import * as properties from './properties.ts';
import { KIND, nakOf, serviceName, serviceTechniques } from './services.ts';
import { partsOf, PropertyResults } from './tags.ts';

const { unconfirmed } = KIND;
/** By code of the service; what a device reports stands in the answer. */
const READERS: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [0, events.readAcknowledge],
  [1, events.readCov],
  [2, events.readEvent],
  [3, events.readAlarms],
  [4, events.readEnrollments],
  [5, events.readSubscribe],
  [6, devices.readFile],
  [7, devices.readFile],
  [8, properties.writeProperty],
  [9, properties.writeProperty],
  [10, devices.readCreate],
  [11, devices.readDelete],
  [12, properties.readProperty],
  [14, properties.readMultiple],
  [15, properties.writeProperty],
  [16, properties.writeMultiple],
  [17, devices.readCommunicationControl],
  [18, devices.readPrivateTransfer],
  [19, devices.readText],
  [20, devices.readReinitialize],
  [26, properties.readRange],
  [27, events.readLifeSafety],
  [28, events.readSubscribe],
  [29, events.readEventInformation],
  [30, events.readSubscribeMultiple],
  [31, events.readCovMultiple],
  [32, events.readAudit],
  [unconfirmed, devices.readAnnouncement],
  [unconfirmed + 1, devices.readAnnouncement],
  [unconfirmed + 2, events.readCov],
  [unconfirmed + 3, events.readEvent],
  [unconfirmed + 4, devices.readPrivateTransfer],
  [unconfirmed + 5, devices.readText],
  [unconfirmed + 6, devices.readTime],
  [unconfirmed + 7, devices.readWhoHas],
  [unconfirmed + 8, devices.readWhoIs],
  [unconfirmed + 9, devices.readTime],
  [unconfirmed + 10, devices.readWriteGroup],
  [unconfirmed + 11, events.readCovMultiple],
  [unconfirmed + 12, events.readAudit],
  [unconfirmed + 13, devices.readIdentity],
  [unconfirmed + 14, devices.readIdentity],
]);

const [WRITE_PROPERTY, WRITE_MULTIPLE] = [15, 16];
const [ADD_LIST_ELEMENT, REMOVE_LIST_ELEMENT] = [8, 9];
const [COMMUNICATION_CONTROL, REINITIALIZE, LIFE_SAFETY] = [17, 20, 27];
const REINITIALIZE_TECHNIQUES: Readonly<Record<string, readonly string[]>> = {
  coldstart: ['T0816'],
  warmstart: ['T0816'],
  'start-backup': ['T0845'],
  'start-restore': ['T0843'],
  'activate-changes': ['T0836'],
};
/**
 * What a write of a property implies: what drives something is commanded by its value; a Program
 * object is loaded, run, halted or restarted by its change; schedules, set points and addresses are
 * parameters; an object out of service shows what was written instead of what is; and these are
 * who is told of which alarm, and from what value on.
 */
const WRITES: readonly (readonly [written: RegExp, technique: string])[] = [
  [/^(?:[a-z-]+-output|access-door|command|load-control)\/\d+\/present-value/, 'T0855'],
  [/^program\/\d+\/program-change/, 'T0858'],
  [/\/(?:(?:weekly|exception)-schedule|schedule-default|date-list|effective-period)\b/, 'T0836'],
  [/\/setpoint(?:$|[[/@])/, 'T0836'],
  [/^network-port\//, 'T0836'],
  [/\/out-of-service\b/, 'T0835'],
  [/\/(?:(?:event|fault)-parameters|(?:alarm|fault)-values?|deadband|recipient-list)\b/, 'T0838'],
  [/\/(?:(?:high|low)-limit|limit-enable|time-delay|event-(?:enable|detection-enable))\b/, 'T0838'],
  [/\/(?:event-algorithm|reliability-evaluation)-inhibit(?:$|[[/@])/, 'T0838'],
];

/** The request as a message; null where it was not seen. */
function requestOf(exchange: Exchange): Message | null {
  if (exchange.requestBytes === 0) return null;
  const message = new Message();
  message.read(exchange.request, 0, exchange.requestBytes);
  return message;
}

function answerOf(exchange: Exchange): Message | null {
  if (exchange.responseFrame === 0) return null;
  const message = new Message();
  message.read(exchange.response, exchange.responseAt, exchange.responseEnd);
  return message;
}

/** Codes of the answers of the virtual link layer are those of their requests. */
const ASKED: ReadonlyMap<number, number> = new Map([
  [KIND.bvlc + 3, KIND.bvlc + 2],
  [KIND.bvlc + 7, KIND.bvlc + 6],
  [KIND.bvlc6 + 5, KIND.bvlc6 + 3],
  [KIND.bvlc6 + 7, KIND.bvlc6 + 6],
  [KIND.network + 7, KIND.network + 6],
]);
/** An answer that names no service, to a request that was not seen. */
const NO_SERVICE = -1;

export function serviceOf(exchange: Exchange): Operation['service'] {
  const code = codeOf(exchange);
  return { code, name: code === NO_SERVICE ? 'unknown_service' : serviceName(code) };
}

function codeOf(exchange: Exchange): number {
  const request = requestOf(exchange);
  if (request !== null) return request.code;
  const code = answerOf(exchange)?.code ?? NO_SERVICE;
  return ASKED.get(code) ?? code;
}

/** Network that the server is on, where that is behind a router; null for the one at hand. */
export function unitOf(exchange: Exchange): number | null {
  const request = requestOf(exchange);
  const network = request?.toNetwork ?? answerOf(exchange)?.fromNetwork ?? 0;
  return network === 0 || network === 0xffff ? null : network;
}

/** All that the exchange tells about objects and values. */
export function gather(exchange: Exchange): Gathered {
  const into = gathered();
  const request = requestOf(exchange);
  const answer = answerOf(exchange);
  const code = codeOf(exchange);
  if (code < KIND.network) {
    const asked = request === null ? null : parametersOf(request);
    // Only a ComplexACK and what is reported have parameters of the service.
    const told = answer?.type === APDU.complexAck || answer?.type === APDU.unconfirmed;
    const found = told ? parametersOf(answer) : null;
    const reader = READERS.get(code);
    if (reader === undefined) into.values = (asked ?? found)?.all() ?? [];
    else reader(asked, found, into);
    if (code === WRITE_MULTIPLE && answer?.type === APDU.error) {
      const parts = partsOf(answer.bytes, answer.dataAt, answer.end);
      properties.markFailed(answer.bytes, parts, into);
    }
  } else if (code < KIND.bvlc) readNetwork(request ?? answer, into);
  else readLink(request, answer, code, into);
  if (into.object === '') into.object = serviceOf(exchange).name;
  into.object += stationOf(request, answer);
  return into;
}

function parametersOf(message: Message): Parameters {
  return new Parameters(message.bytes, partsOf(message.bytes, message.dataAt, message.end));
}

/** Addresses on the data links of the standard have at most 18 bytes (BACnet/IPv6). */
const STATION_BYTES_MAX = 18;

/** `@5:0a`: network and address of a device behind a router, which shares its IP address. */
function stationOf(request: Message | null, answer: Message | null): string {
  if (request !== null) {
    const { toNetwork, toAt, toBytes, bytes } = request;
    const shownBytes = Math.min(toBytes, STATION_BYTES_MAX);
    if (toNetwork === 0 || toNetwork === 0xffff || toBytes === 0) return '';
    return `@${toNetwork}:${toHex(bytes.subarray(toAt, toAt + shownBytes))}`;
  }
  if (answer === null || answer.fromNetwork === 0) return '';
  const { fromNetwork, fromAt, fromBytes, bytes } = answer;
  const shownBytes = Math.min(fromBytes, STATION_BYTES_MAX);
  return `@${fromNetwork}:${toHex(bytes.subarray(fromAt, fromAt + shownBytes))}`;
}

/** Networks shown of a router's list. */
const NETWORKS_MAX = 16;

/** Network layer messages, clause 6.4: the networks that they are about. */
function readNetwork(message: Message | null, into: Gathered): void {
  if (message === null) return;
  const { bytes, end, network } = message;
  let at = message.dataAt;
  if (network === 3 && at < end) {
    into.values = [nameIn('networkReject', bytes[at]!)];
    at++;
  }
  if (network >= 0x80) {
    if (at <= end) into.object = `vendor/${word16(bytes, at - 2)}/message/${network}`;
    return;
  }
  if (network === 6 || network === 7) return readRoutingTable(bytes, at, end, into);
  const lists = network <= 5 || network === 8 || network === 9 || network === 19;
  if (!lists) return;
  const one = network === 2 || network === 8 || network === 19;
  const networks: number[] = [];
  for (; at + 2 <= end && networks.length < (one ? 1 : NETWORKS_MAX); at += 2) {
    networks.push(word16(bytes, at));
  }
  if (networks.length === 0) return;
  into.address = networks[0]!;
  into.count = networks.length;
  into.object = `network/${networks[0]}`;
  if (networks.length > 1) into.values = networks;
}

/** Ports of a router and the networks behind them, clause 6.4.7. */
function readRoutingTable(bytes: Uint8Array, at: number, end: number, into: Gathered): void {
  into.object = 'routing_table';
  let ports = at < end ? bytes[at]! : 0;
  let next = at + 1;
  for (; ports > 0 && next + 4 <= end; ports--) {
    addItem(into, `network/${word16(bytes, next)}`, [`port/${bytes[next + 2]}`]);
    next += 4 + bytes[next + 3]!;
  }
}

/** The virtual link layer: whose tables, which entries. */
function readLink(
  request: Message | null,
  answer: Message | null,
  code: number,
  into: Gathered,
): void {
  const message = request ?? answer;
  if (message === null || message.link !== LINK.ipv4) return;
  const { bytes, dataAt: at, end } = message;
  switch (code - KIND.bvlc) {
    case 1:
      into.object = 'broadcast_distribution_table';
      return addEntries(message, 10, into);
    case 2:
      into.object = 'broadcast_distribution_table';
      if (answer !== null && answer.bvlc === 3) addEntries(answer, 10, into);
      return;
    case 5:
      into.object = 'foreign_device_table';
      if (at + 2 <= end) into.values = [word16(bytes, at)];
      return;
    case 6:
      into.object = 'foreign_device_table';
      if (answer !== null && answer.bvlc === 7) addEntries(answer, 10, into);
      return;
    case 8:
      into.object = 'foreign_device_table';
      if (at + 6 <= end) into.object += `/${entryText(bytes, at)}`;
  }
}

/** Entries of a table: address and port, then a mask or two times in seconds. */
function addEntries(message: Message, step: number, into: Gathered): void {
  const { bytes, dataAt, end } = message;
  const { object } = into;
  const table = message.bvlc === 7 ? 'seconds' : 'mask';
  for (let at = dataAt; at + step <= end; at += step) {
    const values: OperationValue[] =
      table === 'mask'
        ? [ipv4Text(word32(bytes, at + 6))]
        : [word16(bytes, at + 6), word16(bytes, at + 8)];
    addItem(into, entryText(bytes, at), values);
  }
  into.object = object;
}

function entryText(bytes: Uint8Array, at: number): string {
  return `${ipv4Text(word32(bytes, at))}:${word16(bytes, at + 4)}`;
}

/** The protocol's code and name for a refusal: of an error, reject, abort or BVLC-Result. */
export function refusalOf(exchange: Exchange): Operation['refusal'] {
  const answer = answerOf(exchange);
  if (answer === null) return { code: 0, name: 'unknown' };
  const { bytes, dataAt, end, type } = answer;
  if (type === APDU.error) return errorOf(answer, dataAt);
  if (type === APDU.complexAck) {
    const { errorAt } = new PropertyResults().count(bytes, dataAt, end);
    return errorOf(answer, errorAt < 0 ? end : errorAt);
  }
  if (type === APDU.reject || type === APDU.abort) {
    const code = dataAt < end ? bytes[dataAt]! : 0;
    const reject = type === APDU.reject;
    const word = reject ? 'reject' : answer.byServer ? 'abort' : 'abort_by_client';
    return { code, name: `${word}/${nameIn(reject ? 'reject' : 'abort', code)}` };
  }
  const at = answer.at + (answer.link === LINK.ipv4 ? 4 : 7);
  const code = at + 2 <= end ? word16(bytes, at) : 0;
  const named = nakOf(answer.link, code);
  return { code, name: named < 0 ? `nak_0x${code.toString(16)}` : `${serviceName(named)}_nak` };
}

/** Class and code; services that have more to say put both in an opening tag 0. */
function errorOf({ bytes, end }: Message, at: number): { code: number; name: string } {
  const parts = partsOf(bytes, at, end);
  const [first] = parts;
  const inner = first?.constructed === true ? partsOf(bytes, first.at, first.end) : parts;
  return errorNamed(bytes, inner);
}

/** Notifications of events, confirmed and not, by code; and those of changes of values. */
const EVENTS = new Set([2, unconfirmed + 3]);
const CHANGES = new Set([1, 31, unconfirmed + 2, unconfirmed + 11]);

/** `alarm`, `event` or `ack-notification`, clause 13.1; `cov` where a value changed. */
export function causeOf(exchange: Exchange): string | undefined {
  const code = codeOf(exchange);
  if (CHANGES.has(code)) return 'cov';
  return EVENTS.has(code) ? String(gather(exchange).values[0] ?? '') || undefined : undefined;
}

/** What a write, a restart or a silenced device implies depends on what it is about. */
export function techniquesOf(exchange: Exchange): readonly string[] {
  const code = codeOf(exchange);
  switch (code) {
    case WRITE_PROPERTY:
    case WRITE_MULTIPLE:
    case ADD_LIST_ELEMENT:
    case REMOVE_LIST_ELEMENT: {
      const { object, items } = gather(exchange);
      const objects = [object, ...items.map((item) => item.object)];
      const implied = WRITES.flatMap(([written, technique]) =>
        objects.some((one) => written.test(one)) ? [technique] : [],
      );
      return implied.length > 0 ? [...new Set(implied)] : serviceTechniques(code);
    }
    case COMMUNICATION_CONTROL:
      return gather(exchange).object.startsWith('communication/disable') ? ['T0804', 'T0814'] : [];
    case REINITIALIZE:
      return REINITIALIZE_TECHNIQUES[gather(exchange).object.split(/[/@]/)[1] ?? ''] ?? [];
    case LIFE_SAFETY:
      return String(gather(exchange).values[0]).startsWith('silence') ? ['T0878'] : [];
    default:
      return serviceTechniques(code);
  }
}
