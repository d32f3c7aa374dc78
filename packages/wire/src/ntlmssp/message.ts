import { unsigned32le, word16le } from '../bytes.ts';
import type { PduContext } from '../protocol.ts';
import { eitherText, utf16Text } from './utf16.ts';

/** Kinds of messages, MS-NLMP §2.2.1. */
export const NTLM = { negotiate: 1, challenge: 2, authenticate: 3 } as const;

const SIGNATURE = [0x4e, 0x54, 0x4c, 0x4d, 0x53, 0x53, 0x50, 0] as const;
const HEADER_BYTES = 12;
const UNICODE = 1;
/** The sender put its version into the message, MS-NLMP §2.2.2.5. */
const WITH_VERSION = 0x02000000;
const PAIRS_MAX = 16;
/** Kinds of target information, MS-NLMP §2.2.2.1. */
const PAIR = { end: 0, computer: 1, domain: 2, dnsComputer: 3, dnsDomain: 4 } as const;

/** Where the fields of each kind are, MS-NLMP §2.2.1.1 to §2.2.1.3. */
const AT = {
  negotiate: { flags: 12, domain: 16, workstation: 24, version: 32 },
  challenge: { target: 12, flags: 20, information: 40, version: 48 },
  authenticate: { domain: 28, user: 36, workstation: 44, flags: 60, version: 64 },
} as const;

/** What a message says; empty texts where it does not. */
export interface NtlmFacts {
  readonly type: number;
  domain: string;
  user: string;
  /** Name of the machine that sent it. */
  machine: string;
  dnsMachine: string;
  dnsDomain: string;
  /** `Windows 10.0.19041`. */
  os: string;
}

/** Where a message starts within what wraps it; -1 where there is none. */
export function ntlmAt(bytes: Uint8Array, at: number, end: number): number {
  const last = end - HEADER_BYTES;
  for (; at <= last; at++) {
    if (bytes[at] !== SIGNATURE[0]) continue;
    let same = 1;
    while (same < SIGNATURE.length && bytes[at + same] === SIGNATURE[same]) same++;
    if (same === SIGNATURE.length) return at;
  }
  return -1;
}

/** What the message at `at` says. */
export function readNtlm(bytes: Uint8Array, at: number, end: number): NtlmFacts {
  const type = end - at < HEADER_BYTES ? 0 : unsigned32le(bytes, at + 8);
  const facts = { type, domain: '', user: '', machine: '', dnsMachine: '', dnsDomain: '', os: '' };
  if (type === NTLM.negotiate) {
    const { flags, domain, workstation, version } = AT.negotiate;
    // Domain and workstation of this one are never in Unicode (MS-NLMP §2.2.1.1).
    facts.domain = fieldText(bytes, at, end, domain, false);
    facts.machine = fieldText(bytes, at, end, workstation, false);
    facts.os = versionText(bytes, at, end, flags, version);
  } else if (type === NTLM.challenge) {
    readChallenge(facts, bytes, at, end);
  } else if (type === NTLM.authenticate) {
    const { domain, user, workstation, flags, version } = AT.authenticate;
    const wide = (flagsAt(bytes, at, end, flags) & UNICODE) !== 0;
    facts.domain = fieldText(bytes, at, end, domain, wide);
    facts.user = fieldText(bytes, at, end, user, wide);
    facts.machine = fieldText(bytes, at, end, workstation, wide);
    facts.os = versionText(bytes, at, end, flags, version);
  }
  return facts;
}

function readChallenge(facts: NtlmFacts, bytes: Uint8Array, at: number, end: number): void {
  const { target, flags, information, version } = AT.challenge;
  const wide = (flagsAt(bytes, at, end, flags) & UNICODE) !== 0;
  facts.domain = fieldText(bytes, at, end, target, wide);
  facts.os = versionText(bytes, at, end, flags, version);
  let from = fieldAt(bytes, at, end, information);
  for (let pairs = 0; from >= 0 && pairs < PAIRS_MAX && from + 4 <= end; pairs++) {
    const kind = word16le(bytes, from);
    const next = from + 4 + word16le(bytes, from + 2);
    if (kind === PAIR.end || next > end) return;
    const text = utf16Text(bytes, from + 4, next);
    if (kind === PAIR.computer) facts.machine = text;
    else if (kind === PAIR.domain) facts.domain = text;
    else if (kind === PAIR.dnsComputer) facts.dnsMachine = text;
    else if (kind === PAIR.dnsDomain) facts.dnsDomain = text;
    from = next;
  }
}

/** Tells what a message says of its sender; who a user is, only `authenticated` tells. */
export function ntlmSightings(context: PduContext, facts: NtlmFacts, authenticated: boolean): void {
  context.sighting('os', facts.os);
  context.sighting('name', facts.machine);
  context.sighting('name', facts.dnsMachine);
  // A machine that is in no domain gives its own name for it.
  const { domain, machine, dnsDomain, dnsMachine } = facts;
  if (domain !== machine) context.sighting('domain', domain);
  if (dnsDomain !== dnsMachine) context.sighting('domain', dnsDomain);
  if (authenticated) context.sighting('user', facts.user);
}

/** Where the content of the field described at `offset` starts; -1 where it is not whole. */
function fieldAt(bytes: Uint8Array, at: number, end: number, offset: number): number {
  if (at + offset + 8 > end) return -1;
  const length = word16le(bytes, at + offset);
  const from = at + unsigned32le(bytes, at + offset + 4);
  return length === 0 || from + length > end ? -1 : from;
}

function fieldText(
  bytes: Uint8Array,
  at: number,
  end: number,
  offset: number,
  wide: boolean,
): string {
  const from = fieldAt(bytes, at, end, offset);
  return from < 0 ? '' : eitherText(bytes, from, from + word16le(bytes, at + offset), wide);
}

function flagsAt(bytes: Uint8Array, at: number, end: number, offset: number): number {
  return at + offset + 4 > end ? 0 : unsigned32le(bytes, at + offset);
}

/** Product version: major, minor, build, MS-NLMP §2.2.2.10. */
function versionText(
  bytes: Uint8Array,
  at: number,
  end: number,
  flagsOffset: number,
  offset: number,
): string {
  if ((flagsAt(bytes, at, end, flagsOffset) & WITH_VERSION) === 0) return '';
  const from = at + offset;
  if (from + 8 > end || bytes[from] === 0) return '';
  return `Windows ${bytes[from]}.${bytes[from + 1]}.${word16le(bytes, from + 2)}`;
}
