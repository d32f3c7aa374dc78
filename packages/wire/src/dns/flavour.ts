import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';
import { NETBIOS_RESPONSE_CODES, NETBIOS_TYPES, RECORD_TYPES, RESPONSE_CODES } from './types.ts';

/** What differs between the protocols that use the messages of the DNS. */
export interface Flavour {
  readonly services: readonly ServiceFacts[];
  readonly types: ReadonlyMap<number, string>;
  readonly responseCodes: ReadonlyMap<number, string>;
  /** Questions go to a group, so an answer whose question is not on its flow is as it should be. */
  readonly asksGroups: boolean;
  /** Names are those of NetBIOS. */
  readonly netbios: boolean;
}

/** Operation codes of the IANA registry of DNS parameters. */
const DNS_SERVICES: readonly ServiceFacts[] = [
  { code: 0, name: 'query', verb: VERB.discover },
  { code: 1, name: 'inverse_query', verb: VERB.discover },
  { code: 2, name: 'status', verb: VERB.discover },
  { code: 4, name: 'notify', verb: VERB.report },
  { code: 5, name: 'update', verb: VERB.configure },
  { code: 6, name: 'stateful_operations', verb: VERB.connect },
];

export const DNS: Flavour = {
  services: DNS_SERVICES,
  types: RECORD_TYPES,
  responseCodes: RESPONSE_CODES,
  asksGroups: false,
  netbios: false,
};

export const MULTICAST_DNS: Flavour = {
  ...DNS,
  services: DNS_SERVICES.slice(0, 1),
  asksGroups: true,
};

/** Operation codes of RFC 1002 §4.2.1.1; 9 and 15 are what Windows sends. */
const NETBIOS_SERVICES: readonly ServiceFacts[] = [
  { code: 0, name: 'query', verb: VERB.discover },
  { code: 5, name: 'registration', verb: VERB.report },
  { code: 6, name: 'release', verb: VERB.report },
  { code: 7, name: 'wait_acknowledgement', verb: VERB.report },
  { code: 8, name: 'refresh', verb: VERB.report },
  { code: 9, name: 'refresh_alternative', verb: VERB.report },
  { code: 15, name: 'multihomed_registration', verb: VERB.report },
];

export const NETBIOS: Flavour = {
  services: NETBIOS_SERVICES,
  types: NETBIOS_TYPES,
  responseCodes: NETBIOS_RESPONSE_CODES,
  asksGroups: true,
  netbios: true,
};
