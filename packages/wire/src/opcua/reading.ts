import type { Operation } from '@bulkhead/model';
import { unsigned32le } from '../bytes.ts';
import type { Exchange } from '../flow/flow.ts';
import * as attributes from './attributes.ts';
import { Decoder } from './decoder.ts';
import {
  bodyAt,
  HEADER_BYTES,
  isKnownType,
  messageType,
  openPolicy,
  requestBody,
  responseBody,
  serviceResultAt,
  TYPE,
  typeAt,
} from './message.ts';
import * as history from './history.ts';
import * as nodes from './nodes.ts';
import { MESSAGE, requestOf, SERVICE, serviceName, serviceTechniques } from './services.ts';
import * as session from './session.ts';
import { channelOf } from './state.ts';
import { isBad, statusName } from './status-codes.ts';
import * as subscriptions from './subscriptions.ts';
import { type Reader, Told } from './told.ts';

/** By node id of the request's encoding. */
const READERS: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [422, session.readFindServers],
  [12208, session.readFindServersOnNetwork],
  [428, session.readGetEndpoints],
  [437, session.readRegisterServer],
  [12211, session.readRegisterServer],
  [446, session.readOpenChannel],
  [461, session.readCreateSession],
  [467, session.readActivateSession],
  [473, session.readCloseSession],
  [479, session.readCancel],
  [488, nodes.readAddNodes],
  [494, nodes.readAddReferences],
  [500, nodes.readDeleteNodes],
  [506, nodes.readDeleteReferences],
  [527, nodes.readBrowse],
  [533, nodes.readBrowseNext],
  [554, nodes.readTranslate],
  [560, nodes.readRegister],
  [566, nodes.readRegister],
  [615, nodes.readQueryFirst],
  [621, nodes.readQueryNext],
  [631, attributes.readRead],
  [664, history.readHistoryRead],
  [673, attributes.readWrite],
  [700, history.readHistoryUpdate],
  [712, attributes.readCall],
  [751, subscriptions.readCreateItems],
  [763, subscriptions.readModifyItems],
  [769, subscriptions.readSetMonitoringMode],
  [775, subscriptions.readSetTriggering],
  [781, subscriptions.readDeleteItems],
  [787, subscriptions.readCreateSubscription],
  [793, subscriptions.readModifySubscription],
  [799, subscriptions.readSetPublishingMode],
  [826, subscriptions.readPublish],
  [832, subscriptions.readRepublish],
  [841, subscriptions.readTransfer],
  [847, subscriptions.readDeleteSubscriptions],
]);

/**
 * Methods of the standard's own types, OPC 10000-6 annex A, that stop alarms (Disable, Suppress,
 * Silence, RemoveFromService and the Shelve methods, OPC 10000-9 §5.5 to §5.8), stop the server or
 * set it back (OPC 10000-5 §9.6, OPC 10000-12 §7.10), run programs (OPC 10000-10 §5.2) or make and
 * change users (OPC 10000-18 §5.2).
 */
const METHOD_TECHNIQUES = new Map<string, readonly string[]>(
  Object.entries({
    T0878: [9028, 16403, 24316, 16402, 17869, 24320, 2948, 2949, 24756, 24760],
    T0816: [12883, 12886],
    T0809: [25699, 25709],
    T0858: [2426, 2427, 2428, 2429, 2430],
    T0859: [24269, 24304],
    T0892: [24271, 24273, 24275, 24306, 24308, 24310],
  }).flatMap(([technique, ids]) => ids.map((id) => [`i=${id}`, [technique]] as const)),
);
/** History that is taken away rather than added, OPC 10000-11 §6.9. */
const DELETES_HISTORY = /^(delete_|remove$)/;

/** Code of the operation: of the request, or of the response where that was not seen. */
export function codeOf(exchange: Exchange): number {
  if (exchange.requestBytes > HEADER_BYTES) {
    return codeAt(exchange.request, 0, exchange.requestBytes, exchange.note);
  }
  return codeAt(exchange.response, exchange.responseAt, exchange.responseEnd, exchange.note);
}

function codeAt(bytes: Uint8Array, at: number, end: number, policy: string): number {
  switch (messageType(bytes, at)) {
    case TYPE.hello:
    case TYPE.acknowledge:
      return MESSAGE.hello;
    case TYPE.reverseHello:
      return MESSAGE.reverseHello;
    case TYPE.error:
      return MESSAGE.error;
    case TYPE.open:
      return SERVICE.openSecureChannel;
    case TYPE.close:
      return SERVICE.closeSecureChannel;
    default: {
      const type = typeAt(bytes, bodyAt(bytes, at, end), end);
      return isSecured(type, policy) ? MESSAGE.secured : requestOf(type);
    }
  }
}

/**
 * Whether a body is not to be read: its type is none that is known, and the channel is not known to
 * be without security. A body that is only signed stands as it is.
 */
export function isSecured(type: number, policy: string): boolean {
  return !isKnownType(type) && (policy !== 'None' || type < 0);
}

export function serviceOf(exchange: Exchange): Operation['service'] {
  const code = codeOf(exchange);
  return { code, name: serviceName(code) };
}

/** All that the exchange tells about objects and values; `body` is its request, where at hand. */
export function tell(exchange: Exchange, body = requestBody(exchange)): Told {
  const told = new Told(channelOf(exchange));
  const code = codeOf(exchange);
  if (code === MESSAGE.secured) tellSecured(exchange, told);
  else if (code === SERVICE.openSecureChannel) tellOpen(exchange, told);
  else if (code === SERVICE.closeSecureChannel) told.object = 'channel';
  else if (code <= MESSAGE.error) tellConnection(exchange, told);
  else tellService(exchange, code, body, told);
  return told;
}

function tellService(exchange: Exchange, code: number, request: Decoder | null, told: Told): void {
  let response = responseBody(exchange);
  if (response !== null && responseType(exchange) === SERVICE.serviceFault) response = null;
  READERS.get(code)?.(request, response, told);
  const sessions = code === SERVICE.createSession || code === SERVICE.activateSession;
  if (sessions && exchange.note !== '') {
    told.values.push(`policy/${exchange.note}`, `mode/${channelOf(exchange).mode}`);
  }
  if (told.firstObject === '') told.object = serviceName(code);
}

/** The status of each result in the body of a response, after its header. */
export function statusesOf(service: number, response: Decoder): readonly number[] {
  const told = new Told(null);
  READERS.get(service)?.(null, response, told);
  return told.statuses;
}

/** Type of the response's body; -1 where there is none. */
export function responseType(exchange: Exchange): number {
  const { response, responseAt: at, responseEnd: end } = exchange;
  if (exchange.responseFrame === 0 || end - at <= HEADER_BYTES) return -1;
  return typeAt(response, bodyAt(response, at, end), end);
}

/** All that stands in the clear of an encrypted message: OPC 10000-6 §6.7.2. */
function tellSecured(exchange: Exchange, told: Told): void {
  const { note: policy, request, requestBytes, response, responseAt, responseEnd } = exchange;
  told.object = policy === '' ? 'security' : `security/${policy}`;
  const { mode } = channelOf(exchange);
  if (mode !== '') told.values = [`mode/${mode}`];
  const asks = requestBytes > HEADER_BYTES;
  const clear = asks
    ? new Decoder(request, HEADER_BYTES, requestBytes)
    : new Decoder(response, responseAt + HEADER_BYTES, responseEnd);
  const channel = clear.uint32();
  const token = clear.uint32();
  if (clear.broken) return;
  told.address = channel;
  told.values.push(`token/${token}`);
}

/** A channel without a number is new; the policy is told in the clear, the rest only for `None`. */
function tellOpen(exchange: Exchange, told: Told): void {
  const seen = exchange.requestBytes > HEADER_BYTES;
  const policy = seen
    ? openPolicy(exchange.request, 0, exchange.requestBytes)
    : openPolicy(exchange.response, exchange.responseAt, exchange.responseEnd);
  told.object = policy === '' ? 'security' : `security/${policy}`;
  if (policy === 'None') session.readOpenChannel(requestBody(exchange), null, told);
  else if (seen && policy !== '') {
    told.values = [unsigned32le(exchange.request, HEADER_BYTES) === 0 ? 'issue' : 'renew'];
  }
  if (policy !== '') told.values.unshift(`policy/${policy}`);
}

/** The endpoint asked for, and what an error or a reverse hello says. */
function tellConnection(exchange: Exchange, told: Told): void {
  told.object = 'connection';
  const { request, requestBytes, response, responseAt, responseEnd } = exchange;
  if (requestBytes > 28) {
    const decoder = new Decoder(request, 28, requestBytes);
    told.object = `endpoint/${decoder.string()}`;
    return;
  }
  if (responseEnd - responseAt < 16) return;
  const type = messageType(response, responseAt);
  const decoder = new Decoder(response, responseAt + HEADER_BYTES, responseEnd);
  if (type === TYPE.reverseHello) {
    told.values = [decoder.string()];
    told.object = `endpoint/${decoder.string()}`;
  }
}

/** Code and name of a refusal: an ERR, a service fault, or the first item that was refused. */
export function refusalOf(exchange: Exchange): Operation['refusal'] {
  const { response, responseAt: at, responseEnd: end } = exchange;
  if (end - at < HEADER_BYTES + 4) return { code: 0, name: 'unknown' };
  const type = messageType(response, at);
  if (type === TYPE.error) {
    return named(unsigned32le(response, at + HEADER_BYTES));
  }
  if (response[at + 3] === 0x41 && end - at >= 28) return named(unsigned32le(response, at + 24));
  const result = serviceResultAt(response, bodyAt(response, at, end), end);
  if (isBad(result)) return named(result);
  return named(tell(exchange).statuses.find((status) => isBad(status)) ?? result);
}

function named(code: number): { code: number; name: string } {
  return { code, name: statusName(code) };
}

/** What a server reports of a subscription; nothing where it was not seen to. */
export function causeOf(exchange: Exchange): string | undefined {
  const type = responseType(exchange);
  const reports = type === SERVICE.publishResponse || type === SERVICE.republishResponse;
  return reports ? tell(exchange).cause : undefined;
}

export function techniquesOf(exchange: Exchange): readonly string[] {
  const code = codeOf(exchange);
  if (code === SERVICE.setPublishingMode) {
    return tell(exchange).firstValues[0] === false ? ['T0804'] : [];
  }
  if (code === SERVICE.setMonitoringMode) {
    return tell(exchange).firstValues[0] === 'Disabled' ? ['T0804'] : [];
  }
  if (code === SERVICE.call) {
    const object = tell(exchange).firstObject;
    return METHOD_TECHNIQUES.get(object.slice(object.lastIndexOf('/') + 1)) ?? [];
  }
  if (code === SERVICE.historyUpdate) {
    const { items, firstValues } = tell(exchange);
    const told =
      items === undefined ? firstValues : items.flatMap(({ values }) => values.slice(0, 2));
    const deletes = told.some((value) => DELETES_HISTORY.test(String(value)));
    return deletes ? ['T0809', 'T0872'] : [];
  }
  return serviceTechniques(code);
}
