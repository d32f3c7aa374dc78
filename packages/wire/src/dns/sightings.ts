import { ipv4At, ipv6At, isStation } from '../crossing/address.ts';
import type { PduContext } from '../protocol.ts';
import type { Flavour } from './flavour.ts';
import { isResponse, MessageWalk } from './message.ts';
import { nameAt } from './name.ts';
import { bareNameAt, isNetbiosName, SUFFIX, suffixAt } from './netbios.ts';
import { RECORD } from './types.ts';
import { netbiosAddresses, statusMac, statusNames, stringsAt } from './values.ts';

/** Records of one message that are told of. */
const TOLD_MAX = 64;
/** `_name._tcp` in the name of a service instance, RFC 6763 §4.1. */
const SERVICE_TYPE = /(?<type>_[a-z0-9-]+\._(?:tcp|udp))\.local$/i;
/** Address in a name of the reverse tree, RFC 1035 §3.5. */
const REVERSE = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.in-addr\.arpa$/i;
/** The first 16 of the two flag bytes of an NB record: the name is a group's. */
const GROUP_NAME = 0x80;

/** Tells the names of addresses, and what senders say of themselves. */
export function messageSightings(
  flavour: Flavour,
  context: PduContext,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  const walk = new MessageWalk().begin(bytes, start, end);
  for (let told = 0; told < TOLD_MAX && walk.next();) {
    if (walk.section === 0 || walk.section === 2) continue;
    told++;
    if (flavour.netbios) netbiosRecord(context, bytes, start, walk, end);
    else record(context, bytes, start, walk, end, flavour.asksGroups);
  }
}

function record(
  context: PduContext,
  bytes: Uint8Array,
  start: number,
  walk: MessageWalk,
  end: number,
  ofItself: boolean,
): void {
  const { type, dataAt, dataEnd } = walk;
  const owner = (): string => nameAt(bytes, start, walk.nameAt, end);
  if (type === RECORD.a && dataEnd - dataAt === 4) {
    tellName(context, ipv4At(bytes, dataAt), owner());
  } else if (type === RECORD.aaaa && dataEnd - dataAt === 16) {
    tellName(context, ipv6At(bytes, dataAt), owner());
  } else if (type === RECORD.ptr) {
    const parts = REVERSE.exec(owner());
    const name = nameAt(bytes, start, dataAt, end);
    if (parts !== null) tellName(context, parts.slice(1).toReversed().join('.'), name);
  } else if (type === RECORD.srv && ofItself) {
    context.sighting('role', SERVICE_TYPE.exec(owner())?.groups?.['type'] ?? '');
  } else if (type === RECORD.hinfo && ofItself) {
    const [hardware = '', os = ''] = stringsAt(bytes, dataAt, dataEnd);
    context.sighting('hardware', hardware);
    context.sighting('os', os);
  } else if (type === RECORD.txt && ofItself) {
    for (const text of stringsAt(bytes, dataAt, dataEnd)) {
      if (text.startsWith('model=')) context.sighting('model', text.slice(6));
    }
  }
}

/** Block lists answer with addresses that are nobody's. */
function tellName(context: PduContext, ip: string, name: string): void {
  if (isStation(ip)) context.sightingOf(ip, '', 'name', name);
}

function netbiosRecord(
  context: PduContext,
  bytes: Uint8Array,
  start: number,
  walk: MessageWalk,
  end: number,
): void {
  const { flow, side } = context;
  const { type, dataAt, dataEnd } = walk;
  if (type === RECORD.nbstat) return statusRecord(context, bytes, dataAt, dataEnd);
  if (type !== RECORD.nb || dataEnd - dataAt < 6) return;
  const named = namePlace(bytes, start, walk.nameAt, end);
  if (!isNetbiosName(bytes, named, end)) return;
  const name = bareNameAt(bytes, named);
  const suffix = suffixAt(bytes, named);
  const isHost = suffix === SUFFIX.workstation || suffix === SUFFIX.server;
  const isShared = (bytes[dataAt]! & GROUP_NAME) !== 0;
  for (const ip of netbiosAddresses(bytes, dataAt, dataEnd)) {
    const mac = isResponse(bytes, start) ? '' : flow.sides[side].mac;
    if (isShared) context.sightingOf(ip, mac, 'domain', isDomain(suffix) ? name : '');
    else if (isHost) context.sightingOf(ip, mac, 'name', name);
  }
}

/** Records repeat the name of the question by a pointer to it, RFC 1002 §4.2.2. */
function namePlace(bytes: Uint8Array, start: number, at: number, end: number): number {
  if (bytes[at]! < 0xc0 || at + 2 > end) return at;
  return start + (((bytes[at]! & 0x3f) << 8) | bytes[at + 1]!);
}

function isDomain(suffix: number): boolean {
  return (
    suffix === SUFFIX.workstation ||
    suffix === SUFFIX.domainControllers ||
    suffix === SUFFIX.browserElection
  );
}

function statusRecord(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  for (const { name, suffix, isGroup } of statusNames(bytes, at, end)) {
    if (isGroup) context.sighting('domain', isDomain(suffix) ? name : '');
    else if (suffix === SUFFIX.workstation) context.sighting('name', name);
  }
  const mac = statusMac(bytes, at, end);
  if (mac !== '00:00:00:00:00:00') context.sighting('mac', mac);
}
