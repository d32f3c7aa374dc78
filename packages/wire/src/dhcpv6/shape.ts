import { word16 } from '../bytes.ts';
import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

/** Kind and transaction before the options, RFC 8415 §8. */
export const DHCPV6_HEADER_BYTES = 4;
/** Kind, hops and two addresses before the options of a relay, RFC 8415 §9. */
const RELAY_HEADER_BYTES = 34;
const OPTION_HEADER_BYTES = 4;

/** Options that are read, RFC 8415 §21 and RFC 4704. */
export const OPTION6 = {
  clientId: 1,
  identityAssociation: 3,
  address: 5,
  status: 13,
  vendorClass: 16,
  fqdn: 39,
} as const;

/** Kinds of messages, RFC 8415 §7.3. */
export const DHCPV6_SERVICES: readonly ServiceFacts[] = [
  { code: 1, name: 'solicit', verb: VERB.discover },
  { code: 2, name: 'advertise', verb: VERB.report },
  { code: 3, name: 'request', verb: VERB.configure },
  { code: 4, name: 'confirm', verb: VERB.configure },
  { code: 5, name: 'renew', verb: VERB.configure },
  { code: 6, name: 'rebind', verb: VERB.configure },
  { code: 7, name: 'reply', verb: VERB.configure },
  { code: 8, name: 'release', verb: VERB.configure },
  { code: 9, name: 'decline', verb: VERB.report },
  { code: 10, name: 'reconfigure', verb: VERB.configure },
  { code: 11, name: 'information_request', verb: VERB.discover },
  { code: 12, name: 'relay_forward', verb: VERB.report },
  { code: 13, name: 'relay_reply', verb: VERB.report },
];

const ADVERTISE = 2;
const REPLY = 7;
const RECONFIGURE = 10;
const RELAY_FORWARD = 12;
const RELAY_REPLY = 13;

/** Whether this kind comes from a server. */
export function isFromServer(type: number): boolean {
  return type === ADVERTISE || type === REPLY || type === RECONFIGURE || type === RELAY_REPLY;
}

/** Where the options of the message at `at` start. */
export function optionsAt(bytes: Uint8Array, at: number): number {
  const isRelay = bytes[at] === RELAY_FORWARD || bytes[at] === RELAY_REPLY;
  return at + (isRelay ? RELAY_HEADER_BYTES : DHCPV6_HEADER_BYTES);
}

/** Whether the options from `at` on fill the message exactly. */
export function optionsFit(bytes: Uint8Array, at: number, end: number): boolean {
  while (at + OPTION_HEADER_BYTES <= end) at += OPTION_HEADER_BYTES + word16(bytes, at + 2);
  return at === end;
}

/** Where the value of an option starts, its length before it; -1 where none is whole. */
export function option6At(bytes: Uint8Array, at: number, end: number, code: number): number {
  while (at + OPTION_HEADER_BYTES <= end) {
    const valueAt = at + OPTION_HEADER_BYTES;
    const next = valueAt + word16(bytes, at + 2);
    if (next > end) return -1;
    if (word16(bytes, at) === code) return valueAt;
    at = next;
  }
  return -1;
}

/** Where the option's value that starts at `valueAt` ends. */
export function option6End(bytes: Uint8Array, valueAt: number): number {
  return valueAt + word16(bytes, valueAt - 2);
}
