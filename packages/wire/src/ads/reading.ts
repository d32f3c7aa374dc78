import { fromUtf8 } from '@bulkhead/kernel';
import {
  type Operation,
  OPERATION_ITEMS_MAX,
  OPERATION_VALUES_MAX,
  type OperationValue,
} from '@bulkhead/model';
import { textOf, unsigned32le, word16le } from '../bytes.ts';
import { type Exchange, OUTCOME } from '../flow/flow.ts';
import { textOrHex } from '../values.ts';
import {
  COMMAND,
  DISCOVERY_SERVICE,
  ROUTER_SERVICE,
  serviceFacts,
  stateName,
  stateTechniques,
} from './commands.ts';
import {
  discoveryAnswers,
  discoveryObject,
  discoveryService,
  discoveryStatus,
  discoveryValues,
} from './discovery.ts';
import { adsErrorName } from './errors.ts';
import { groupTechniques, SYSTEM_SERVICE_PORT } from './groups.ts';
import { AMS, isDiscovery } from './header.ts';
import { hasGroup, requestObject, writtenAt } from './objects.ts';
import { isSumRequest, sumCount, sumItems, sumObject } from './sums.ts';

type Items = NonNullable<Operation['items']>;

/** The PDU that tells most of an exchange: the request where it was seen, else the answer. */
interface Pdu {
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly end: number;
}

function pduOf(exchange: Exchange): Pdu {
  return exchange.requestBytes > 0 ? requestOf(exchange) : answerOf(exchange);
}

function requestOf(exchange: Exchange): Pdu {
  return { bytes: exchange.request, at: 0, end: exchange.requestBytes };
}

function answerOf(exchange: Exchange): Pdu {
  return { bytes: exchange.response, at: exchange.responseAt, end: exchange.responseEnd };
}

function isAms(pdu: Pdu): boolean {
  return pdu.end - pdu.at >= AMS.data && !isDiscovery(pdu.bytes, pdu.at, pdu.end);
}

function commandOf(exchange: Exchange): number {
  const pdu = pduOf(exchange);
  return isAms(pdu) ? word16le(pdu.bytes, pdu.at + AMS.command) : -1;
}

/** Service number: the command, or that of the discovery or of the router, set apart. */
export function serviceOf(exchange: Exchange): Operation['service'] {
  const pdu = pduOf(exchange);
  const { bytes, at, end } = pdu;
  let code = ROUTER_SERVICE + (at + 2 <= end ? word16le(bytes, at) : 0);
  if (isDiscovery(bytes, at, end)) code = DISCOVERY_SERVICE + discoveryService(bytes, at);
  else if (isAms(pdu)) code = word16le(bytes, at + AMS.command);
  return { code, name: serviceFacts(code).name };
}

/** AMS port of the program asked, such as 851 for the first PLC; null outside an AMS packet. */
export function unitOf(exchange: Exchange): number | null {
  const pdu = pduOf(exchange);
  if (!isAms(pdu)) return null;
  const port = exchange.requestBytes > 0 ? AMS.targetPort : AMS.sourcePort;
  return word16le(pdu.bytes, pdu.at + port);
}

/** `symbol/MAIN.pump`, `group/0xF005/offset/0x1`, `file/PATH`, `state`, `route/NAME`. */
export function objectOf(exchange: Exchange): string {
  const pdu = pduOf(exchange);
  const { bytes, at, end } = pdu;
  if (isDiscovery(bytes, at, end)) return discoveryObject(bytes, at, end);
  if (!isAms(pdu)) return 'router';
  const command = word16le(bytes, at + AMS.command);
  if (command === COMMAND.readDeviceInfo) return 'device_info';
  if (command === COMMAND.readState || command === COMMAND.writeControl) return 'state';
  const noted = exchange.note.split('\n', 1)[0]!;
  if (noted !== '') return noted;
  if (command === COMMAND.notification) return samplesOf(exchange)[0]?.object ?? 'notification';
  if (exchange.requestBytes === 0) return 'device';
  if (command === COMMAND.deleteNotification && end >= AMS.data + 4) {
    return notificationObject(unsigned32le(bytes, AMS.data));
  }
  if (!hasGroup(bytes, at, end)) return 'device';
  if (isSumRequest(exchange)) {
    const [first] = sumItems(exchange);
    if (first !== undefined) return sumObject(exchange, first);
  }
  return requestObject(bytes, at, end);
}

/** Index offset of one object; null where there is none. */
export function addressOf(exchange: Exchange): number | null {
  const { bytes, at, end } = requestOf(exchange);
  if (!isAms(requestOf(exchange)) || !hasGroup(bytes, at, end) || isSumRequest(exchange)) {
    return null;
  }
  return unsigned32le(bytes, AMS.data + 4);
}

/** Bytes read or written; requests of a sum request; samples of a notification; else 1. */
export function countOf(exchange: Exchange): number {
  const command = commandOf(exchange);
  if (command === COMMAND.notification) return samplesOf(exchange).length;
  const { bytes, at, end } = requestOf(exchange);
  if (!isAms(requestOf(exchange)) || !hasGroup(bytes, at, end)) return 1;
  return isSumRequest(exchange) ? sumCount(exchange) : unsigned32le(bytes, AMS.data + 8);
}

/** What the request writes or sets, or what the answer tells. */
export function valuesOf(exchange: Exchange): readonly OperationValue[] {
  const answer = answerOf(exchange);
  const told = exchange.responseFrame > 0 ? answer : requestOf(exchange);
  if (isDiscovery(told.bytes, told.at, told.end)) return discoveredValues(exchange, told);
  const command = commandOf(exchange);
  const request = requestOf(exchange);
  if (command === COMMAND.writeControl && request.end >= AMS.data + 4) {
    const { bytes } = request;
    return [stateName(word16le(bytes, AMS.data)), word16le(bytes, AMS.data + 2)];
  }
  if (command === COMMAND.notification) return samplesOf(exchange)[0]?.values ?? [];
  if (isSumRequest(exchange)) return itemsOf(exchange)?.[0]?.values ?? [];
  if (command === COMMAND.write) return dataValues(request.bytes, writtenAt(command), request.end);
  return exchange.outcome === OUTCOME.ok && isAms(answer) ? answerValues(command, answer) : [];
}

function discoveredValues(exchange: Exchange, told: Pdu): readonly OperationValue[] {
  const asked = requestOf(exchange);
  const adds = asked.end > 0 && discoveryService(asked.bytes, 0) !== 1;
  const { bytes, at, end } = adds ? asked : told;
  return discoveryValues(bytes, at, end);
}

function answerValues(command: number, { bytes, at, end }: Pdu): readonly OperationValue[] {
  const data = at + AMS.data + 4;
  switch (command) {
    case COMMAND.readDeviceInfo:
      return data + 20 <= end ? [deviceName(bytes, at, end), deviceVersion(bytes, at)] : [];
    case COMMAND.read:
    case COMMAND.readWrite:
      return dataValues(bytes, data + 4, end);
    case COMMAND.readState:
      return data + 4 <= end ? [stateName(word16le(bytes, data)), word16le(bytes, data + 2)] : [];
    case COMMAND.addNotification:
      return data + 4 <= end ? [unsigned32le(bytes, data)] : [];
    default:
      return [];
  }
}

/** Name that an answer to Read Device Info tells. */
export function deviceName(bytes: Uint8Array, at: number, end: number): string {
  return textOf(bytes, at + AMS.data + 8, Math.min(end, at + AMS.data + 24));
}

/** `3.1.1101`: major, minor and build of the same answer. */
export function deviceVersion(bytes: Uint8Array, at: number): string {
  const data = at + AMS.data + 4;
  return `${bytes[data]!}.${bytes[data + 1]!}.${word16le(bytes, data + 2)}`;
}

/**
 * ADS does not tell types: one, two and four bytes are shown as an unsigned number, others as text
 * where all of it is text, else in hexadecimal.
 */
function dataValues(bytes: Uint8Array, at: number, end: number): OperationValue[] {
  const length = end - at;
  if (length <= 0) return [];
  if (length === 1) return [bytes[at]!];
  if (length === 2) return [word16le(bytes, at)];
  if (length === 4) return [unsigned32le(bytes, at)];
  const last = bytes.subarray(at, end).findLastIndex((byte) => byte !== 0);
  const kept = bytes.subarray(at, at + last + 1);
  const isText = last >= 0 && fromUtf8(kept) !== undefined;
  return [textOrHex(isText && !kept.includes(0) ? kept : bytes.subarray(at, end))];
}

/** Requests of a sum request, or samples of a notification; undefined for one object. */
export function itemsOf(exchange: Exchange): Items | undefined {
  if (commandOf(exchange) === COMMAND.notification) {
    const samples = samplesOf(exchange);
    return samples.length > 1 ? samples.slice(0, OPERATION_ITEMS_MAX) : undefined;
  }
  if (!isSumRequest(exchange)) return undefined;
  const names = exchange.note === '' ? [] : exchange.note.split('\n');
  return sumItems(exchange).map((item, i) => {
    const written = dataValues(exchange.request, item.writtenAt, item.writtenEnd);
    const reads = item.readAt < item.readEnd;
    return {
      object: names[i] || sumObject(exchange, item),
      count: item.length,
      values: reads ? dataValues(exchange.response, item.readAt, item.readEnd) : written,
      ...(item.result > 0 ? { refusal: errorNamed(exchange, item.result) } : {}),
    };
  });
}

/** The samples of a notification: stamps, each with a time and its samples. */
function samplesOf(exchange: Exchange): Items[number][] {
  const { bytes, at, end } = answerOf(exchange);
  const names = exchange.note === '' ? [] : exchange.note.split('\n');
  const out: Items[number][] = [];
  eachSample(bytes, at, end, (handle, from, to) => {
    const object = names[out.length] || notificationObject(handle);
    out.push({ object, count: to - from, values: dataValues(bytes, from, to) });
  });
  return out;
}

/** Visits the samples of a notification, at most `OPERATION_VALUES_MAX`. */
export function eachSample(
  bytes: Uint8Array,
  at: number,
  end: number,
  visit: (handle: number, from: number, to: number) => void,
): void {
  let next = at + AMS.data + 8;
  let left = OPERATION_VALUES_MAX;
  while (next + 12 <= end && left > 0) {
    const samples = unsigned32le(bytes, next + 8);
    next += 12;
    for (let i = 0; i < samples && next + 8 <= end && left > 0; i++, left--) {
      const to = Math.min(end, next + 8 + unsigned32le(bytes, next + 4));
      visit(unsigned32le(bytes, next), next + 8, to);
      next = to;
    }
    left--;
  }
}

/** `notification/0x12`. */
export function notificationObject(handle: number): string {
  return `notification/0x${handle.toString(16).toUpperCase()}`;
}

/** What an answer's error and result say together; 0 where all is well. */
export function errorOf(bytes: Uint8Array, at: number, end: number): number {
  if (isDiscovery(bytes, at, end))
    return discoveryAnswers(bytes, at) ? discoveryStatus(bytes, at, end) : 0;
  if (end - at < AMS.data) return 0;
  const error = unsigned32le(bytes, at + AMS.error);
  if (error !== 0 || end - at < AMS.data + 4) return error;
  return unsigned32le(bytes, at + AMS.data);
}

/** Code and name of a refusal; that of the first request where a sum request failed as a whole. */
export function refusalOf(exchange: Exchange): Operation['refusal'] {
  const { bytes, at, end } = answerOf(exchange);
  let code = errorOf(bytes, at, end);
  if (code === 0 && isSumRequest(exchange)) code = sumItems(exchange)[0]?.result ?? 0;
  const own = end - at >= AMS.data && unsigned32le(bytes, at + AMS.error) === code;
  return own ? { code, name: adsErrorName(code) } : errorNamed(exchange, code);
}

/** A result by its name; the system service passes on what Windows said. */
function errorNamed(exchange: Exchange, code: number): { code: number; name: string } {
  const ofWindows = code < 0x500 && unitOf(exchange) === SYSTEM_SERVICE_PORT;
  return { code, name: ofWindows ? `windows_error_${code}` : adsErrorName(code) };
}

/** Techniques that a change of state or a write to a system group implies. */
export function techniquesOf(exchange: Exchange): readonly string[] {
  const pdu = requestOf(exchange);
  const { bytes, at, end } = pdu;
  if (!isAms(pdu)) return serviceFacts(serviceOf(exchange).code).techniques ?? [];
  const command = word16le(bytes, AMS.command);
  if (command === COMMAND.writeControl) {
    return end >= AMS.data + 2 ? stateTechniques(word16le(bytes, AMS.data)) : [];
  }
  if (!hasGroup(bytes, at, end)) return serviceFacts(command).techniques ?? [];
  const port = word16le(bytes, AMS.targetPort);
  if (isSumRequest(exchange) && unsigned32le(bytes, AMS.data) === 0xf081) {
    const all = sumItems(exchange).flatMap(({ group }) => [...groupTechniques(3, group, port)]);
    return [...new Set(all)];
  }
  return groupTechniques(command, unsigned32le(bytes, AMS.data), port);
}

/** The name of what a request is about, for what later uses its handle. */
export function objectOfRequest(exchange: Exchange): string {
  const { request, requestBytes } = exchange;
  return exchange.note === '' ? requestObject(request, 0, requestBytes) : exchange.note;
}
