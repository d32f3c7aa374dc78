import type { Operation, OperationValue, SightingField } from '@bulkhead/model';
import type { Exchanges } from './flow/exchanges.ts';
import type { Exchange, Flow } from './flow/flow.ts';
import type { Skips } from './packet/skips.ts';

/** What looking at the start of a stream told. */
export const RECOGNISED = { no: -1, moreBytes: 0, yes: 1 } as const;

/** What looking for the length of a PDU told, beside the length itself. */
export const FRAMING = { outOfStep: -1, moreBytes: 0 } as const;

/** What carries a PDU: `Flow.transport`, and the last argument of `recognise` and `frame`. */
export const TRANSPORT = { tcp: 0, udp: 1, ethernet: 2 } as const;

/** What carries a protocol. At least one is named. */
export interface Carriers {
  /** Server ports that it is known by; an empty list where only its bytes tell. */
  readonly tcp?: readonly number[];
  readonly udp?: readonly number[];
  /**
   * EtherTypes; where IEEE 802.2 SNAP carries it, organisation code and type as one number
   * (`0x0c2000`), and where LLC carries it, `0x1000000` + DSAP.
   */
  readonly ethernet?: readonly number[];
  /** Names of the protocols that hand it their payload with `PduContext.carry`. */
  readonly within?: readonly string[];
}

/** One service of a protocol: its number on the wire, its name, what it does to the process. */
export interface ServiceFacts {
  readonly code: number;
  readonly name: string;
  /** One of `VERB`. */
  readonly verb: number;
  /** ATT&CK for ICS techniques that the service by itself implies; mostly none. */
  readonly techniques?: readonly string[];
}

/** What a protocol works with: the PDU at hand, sent by `side` of `flow`, and what is kept. */
export interface PduContext {
  readonly flow: Flow;
  readonly side: 0 | 1;
  /** False where the capture cut the tail of the PDU: its bytes are as much as there is. */
  readonly whole: boolean;
  readonly exchanges: Exchanges;
  readonly skips: Skips;
  /** What the carrier pairs by, for a protocol within another that has no number of its own. */
  readonly carrierKey: number;
  /** Keeps one unit of a PDU that comes in several; false, and all is let go, beyond the limit. */
  keepUnit(bytes: Uint8Array, at: number, end: number): boolean;
  /** The units kept of the sender, together; they are let go. */
  takeUnit(): Uint8Array;
  /** Counts a departure from the standard that belongs to no operation. */
  anomaly(code: string): void;
  /**
   * Hands the payload of the protocol at hand to the one that it carries and whose `recognise`
   * says yes; false where there is none. `key` becomes its `carrierKey`.
   */
  carry(bytes: Uint8Array, at: number, end: number, whole: boolean, key?: number): boolean;
  /** What the protocol at hand keeps for this flow, made when first asked for. Bound its size. */
  state<T>(Kind: new (context: PduContext) => T): T;
  /** The same, or undefined where nothing is kept. */
  kept(): unknown;
  /** What the protocol at hand keeps for the whole capture, beside its flows; the same holds. */
  common<T>(Kind: new (context: PduContext) => T): T;
  /** What follows on this flow is of no interest (encrypted, bulk): it is only counted. */
  ignoreRest(): void;
  /** The next `count` bytes that `side` sends over TCP are no PDUs: a body that nobody keeps. */
  skipBytes(count: number): void;
  /**
   * Tells a fact about the sender, or about the end `of`, for the inventory. Only from PDUs that
   * carry identity, never from each packet. An empty value is not told.
   */
  sighting(field: SightingField, value: string, of?: number): void;
  /** The same about somebody else, by address; an empty text where one is not known. */
  sightingOf(ip: string, mac: string, field: SightingField, value: string): void;
}

type Items = NonNullable<Operation['items']>;

/**
 * What one protocol has to know. Everything is total: any bytes give an answer, never a throw.
 * `frame` and `parse` run for each packet and allocate nothing for common PDUs; the readers of an
 * exchange run only when somebody looks at the operation.
 */
export interface Protocol {
  /** As it stands in `Operation.protocol`. */
  readonly name: string;
  readonly title: string;
  /** The text that says how it works. */
  readonly standard: string;
  /**
   * How far it is read: `operation` with object, range, values and answer; `header` with function
   * and direction; `crossing` for the protocols of IT and of the network, read for who talks to
   * whom and what they are.
   */
  readonly depth: 'operation' | 'header' | 'crossing';
  readonly over: Carriers;
  /** Services known by name; those that are not still give operations. */
  readonly services: readonly ServiceFacts[];
  /**
   * Whether either end may ask at any time. Then `Exchange.side` alone says who is the client; for
   * the others the client of a flow is who opened it, or the end without the known port.
   */
  readonly symmetric?: boolean;
  /** Bytes of a stream that `frame` needs at least to tell the length of a PDU. */
  readonly headerBytes: number;
  /**
   * Whether a stream or datagram that starts with `bytes[at..end)` is this protocol. At least two
   * structural checks; off its ports (`onPort` false) they must be strict enough to hold against
   * chance. Within a carrier and over Ethernet `onPort` is true. Datagrams come whole, each is
   * asked about, and `moreBytes` counts as no.
   */
  recognise(bytes: Uint8Array, at: number, end: number, onPort: boolean, transport: number): number;
  /**
   * 0 where the sender of this PDU asks, 1 where it answers, -1 where it does not tell. Not asked
   * within a carrier, nor over Ethernet.
   */
  roleOf(bytes: Uint8Array, at: number, end: number): number;
  /**
   * Length of the PDU that starts at `at`, or one of `FRAMING`. Not asked within a carrier; for a
   * datagram `end - at` says that it is one PDU.
   */
  frame(bytes: Uint8Array, at: number, end: number, transport: number): number;
  /**
   * For answers over TCP that do not say how long they are: bytes beyond those that `frame` counts,
   * as the request that waits for this answer tells.
   */
  answerBytes?(context: PduContext, bytes: Uint8Array, at: number): number;
  /** Takes the PDU at hand. */
  parse(context: PduContext, bytes: Uint8Array, at: number, end: number): void;
  /** The connection is over, or was given up: hand on what is still held of the flow. */
  close?(context: PduContext): void;
  /** A last look at a request that got no answer. */
  unanswered?(exchange: Exchange): void;
  unit(exchange: Exchange): number | null;
  service(exchange: Exchange): Operation['service'];
  object(exchange: Exchange): string;
  address(exchange: Exchange): number | null;
  count(exchange: Exchange): number;
  values(exchange: Exchange): readonly OperationValue[];
  items(exchange: Exchange): Items | undefined;
  refusal(exchange: Exchange): Operation['refusal'];
  /** Why the PDU was sent; for protocols that say so, and undefined where one PDU does not. */
  cause?(exchange: Exchange): string | undefined;
  /** Where the technique hints depend on more than the service; else those of `services` hold. */
  techniques?(exchange: Exchange): readonly string[];
}

/** What holds of a protocol that does not say otherwise: each PDU comes alone, and is one thing. */
const PLAIN = {
  headerBytes: 1,
  roleOf: () => -1,
  frame: (_bytes, at, end) => end - at,
  unit: () => null,
  address: () => null,
  count: () => 1,
  values: () => [],
  items: () => undefined,
  refusal: () => null,
} satisfies Partial<Protocol>;

type Declared = Omit<Protocol, keyof typeof PLAIN> & Partial<Protocol>;

/** Declares a protocol; the one export of a file in `protocols/`. What is left out is `PLAIN`. */
export function defineProtocol(declared: Declared): Protocol {
  return { ...PLAIN, ...declared };
}
