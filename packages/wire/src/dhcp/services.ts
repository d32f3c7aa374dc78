import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

/** Kinds of messages, RFC 2132 §9.6, RFC 3203 and RFC 4388; an answer has no operation of its own
 * where its request was seen. */
export const DHCP_SERVICES: readonly ServiceFacts[] = [
  { code: 0, name: 'bootp', verb: VERB.discover },
  { code: 1, name: 'discover', verb: VERB.discover },
  { code: 2, name: 'offer', verb: VERB.report },
  { code: 3, name: 'request', verb: VERB.configure },
  { code: 4, name: 'decline', verb: VERB.report },
  { code: 5, name: 'ack', verb: VERB.configure },
  { code: 6, name: 'nak', verb: VERB.configure },
  { code: 7, name: 'release', verb: VERB.configure },
  { code: 8, name: 'inform', verb: VERB.discover },
  { code: 9, name: 'force_renew', verb: VERB.configure },
  { code: 10, name: 'lease_query', verb: VERB.discover },
  { code: 11, name: 'lease_unassigned', verb: VERB.report },
  { code: 12, name: 'lease_unknown', verb: VERB.report },
  { code: 13, name: 'lease_active', verb: VERB.report },
];

export const DHCP_NAK = 6;
/** Kinds that nobody answers: decline and release (RFC 2131 §4.4.4 and §4.4.6). */
export const UNANSWERED: readonly number[] = [4, 7];

/** Verb of a kind of message, without allocation. */
export function dhcpVerb(code: number): number {
  return code < DHCP_SERVICES.length ? DHCP_SERVICES[code]!.verb : VERB.discover;
}
