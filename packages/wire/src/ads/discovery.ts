import { textOf, unsigned32le, word16le, word32le } from '../bytes.ts';
import { isToGroup } from '../crossing/address.ts';
import { OUTCOME } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { DISCOVERY, DISCOVERY_SERVICE, serviceVerb } from './commands.ts';
import { netIdText } from './header.ts';

/** Offsets in a message of the discovery on UDP 48899, as TwinCAT sends it; it is not published. */
const AT = { invokeId: 4, service: 8, netId: 12, port: 18, tagCount: 20, tags: 24 } as const;
const TAG = { status: 1, version: 3, system: 4, computer: 5, routeName: 12, user: 13 } as const;
/** Tags of one message that are looked through; TwinCAT sends five. */
const TAGS_MAX = 32;
const WINDOWS_CE = 3;

/** The service, without the bit that marks an answer. */
export function discoveryService(bytes: Uint8Array, at: number): number {
  return word32le(bytes, at + AT.service) & 0x7fffffff;
}

/** Whether this message answers. */
export function discoveryAnswers(bytes: Uint8Array, at: number): boolean {
  return bytes[at + AT.service + 3]! >= 0x80;
}

/** Takes one message of the discovery. An answer to a broadcast has no request on its own flow. */
export function parseDiscovery(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const service = discoveryService(bytes, at);
  const verb = serviceVerb(DISCOVERY_SERVICE + service);
  const key = service ^ word32le(bytes, at + AT.invokeId);
  const { exchanges, flow, side } = context;
  if (!discoveryAnswers(bytes, at)) {
    // Everybody may answer a broadcast, each on a flow of its own.
    if (isToGroup(context) || (flow.words[(1 - side) * 4 + 3]! & 0xff) === 0xff) {
      return exchanges.unconfirmed(verb, bytes, at, end);
    }
    exchanges.request(key, verb, bytes, at, end);
    return;
  }
  let exchange = exchanges.asked(key);
  if (exchange === null) {
    exchange = exchanges.alone(verb);
    if (service !== DISCOVERY.identify) exchange.anomaly('response_without_request', 0);
  }
  if (service === DISCOVERY.identify) tellHost(context, bytes, at, end);
  const refused = discoveryStatus(bytes, at, end) !== 0;
  exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
}

/** Status of an answer; 0 where it has none. */
export function discoveryStatus(bytes: Uint8Array, at: number, end: number): number {
  const tag = tagAt(bytes, at, end, TAG.status);
  return tag > 0 && tag + 8 <= end ? unsigned32le(bytes, tag + 4) : 0;
}

/** `route/NAME` of a new route, `host` of an identification. */
export function discoveryObject(bytes: Uint8Array, at: number, end: number): string {
  if (discoveryService(bytes, at) !== DISCOVERY.addRoute) return 'host';
  const name = tagText(bytes, at, end, TAG.routeName);
  return name === '' ? 'route' : `route/${name}`;
}

/** Net id, computer, user and version, as far as they are named; never the password. */
export function discoveryValues(bytes: Uint8Array, at: number, end: number): string[] {
  const out = [netIdText(bytes, at + AT.netId)];
  for (const tag of [TAG.computer, TAG.user]) {
    const text = tagText(bytes, at, end, tag);
    if (text !== '') out.push(text);
  }
  const version = versionText(bytes, at, end);
  if (version !== '') out.push(version);
  return out;
}

function tellHost(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  context.sighting('name', tagText(bytes, at, end, TAG.computer));
  context.sighting('software', versionText(bytes, at, end));
  context.sighting('os', systemText(bytes, at, end));
  context.sighting('description', `AMS net id ${netIdText(bytes, at + AT.netId)}`);
}

/** `TwinCAT 2.11.2228`; empty where the message names no version. */
function versionText(bytes: Uint8Array, at: number, end: number): string {
  const tag = tagAt(bytes, at, end, TAG.version);
  if (tag < 0 || tag + 8 > end) return '';
  return `TwinCAT ${bytes[tag + 4]!}.${bytes[tag + 5]!}.${word16le(bytes, tag + 6)}`;
}

/** The version structure of Windows: size, major, minor, build, platform. */
function systemText(bytes: Uint8Array, at: number, end: number): string {
  const tag = tagAt(bytes, at, end, TAG.system);
  if (tag < 0 || tag + 24 > end) return '';
  const family = word32le(bytes, tag + 20) === WINDOWS_CE ? 'Windows CE' : 'Windows';
  const numbers = [8, 12, 16].map((offset) => unsigned32le(bytes, tag + offset));
  return `${family} ${numbers.join('.')}`;
}

function tagText(bytes: Uint8Array, at: number, end: number, wanted: number): string {
  const tag = tagAt(bytes, at, end, wanted);
  return tag < 0 ? '' : textOf(bytes, tag + 4, Math.min(end, tag + 4 + word16le(bytes, tag + 2)));
}

/** Where a tag starts: number, length, value; -1 where the message has none. */
function tagAt(bytes: Uint8Array, at: number, end: number, wanted: number): number {
  let next = at + AT.tags;
  for (let i = 0; i < TAGS_MAX && next + 4 <= end; i++) {
    if (word16le(bytes, next) === wanted) return next;
    next += 4 + word16le(bytes, next + 2);
  }
  return -1;
}
