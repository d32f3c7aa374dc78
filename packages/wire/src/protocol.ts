import type { Operation, OperationValue } from '@bulkhead/model';
import type { Exchanges } from './flow/exchanges.ts';
import type { Exchange, Flow } from './flow/flow.ts';
import type { Skips } from './packet/skips.ts';

/** What looking at the start of a stream told. */
export const RECOGNISED = { no: -1, moreBytes: 0, yes: 1 } as const;

/** What looking for the length of a PDU told, beside the length itself. */
export const FRAMING = { outOfStep: -1, moreBytes: 0 } as const;

/** One PDU as a protocol gets it: `bytes[at..end)`, sent by `side` of `flow`. */
export interface PduContext {
  readonly exchanges: Exchanges;
  readonly skips: Skips;
  /** Keeps one unit of a PDU that comes in several; false, and all is let go, beyond the limit. */
  keepUnit(flow: Flow, side: number, bytes: Uint8Array, at: number, end: number): boolean;
  /** The units kept of one end, together; they are let go. */
  takeUnit(flow: Flow, side: number): Uint8Array;
  /** Counts a departure from the standard that belongs to no operation. */
  anomaly(code: string): void;
}

type Items = NonNullable<Operation['items']>;

/**
 * What one OT protocol over TCP has to know. Everything is total: any bytes give an answer, never a
 * throw. `frame` and `parse` run for each packet and allocate nothing for common PDUs; the readers
 * of an exchange run only when somebody looks at the operation.
 */
export interface Protocol {
  /** As it stands in `Operation.protocol`. */
  readonly name: string;
  readonly title: string;
  /** The text that says how it works. */
  readonly standard: string;
  /** Server ports that it is known by. */
  readonly ports: readonly number[];
  /** Bytes that `frame` needs at least to tell the length of a PDU. */
  readonly headerBytes: number;
  /**
   * Whether a stream that starts with `bytes[at..end)` is this protocol. At least two structural
   * checks; off its ports (`onPort` false) they must be strict enough to hold against chance.
   */
  recognise(bytes: Uint8Array, at: number, end: number, onPort: boolean): number;
  /** 0 where the sender of this PDU asks, 1 where it answers, -1 where it does not tell. */
  roleOf(bytes: Uint8Array, at: number, end: number): number;
  /** Length of the PDU that starts at `at`, or one of `FRAMING`. */
  frame(bytes: Uint8Array, at: number, end: number): number;
  /**
   * Takes one PDU. `whole` is false where the capture cut its tail: then it is as much as there is.
   */
  parse(
    context: PduContext,
    flow: Flow,
    side: number,
    bytes: Uint8Array,
    at: number,
    end: number,
    whole: boolean,
  ): void;
  /** The connection is over, or was given up: hand on what is still held. */
  close?(context: PduContext, flow: Flow): void;
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
}

/** Declares a protocol; the one export of a file in `protocols/`. */
export function defineProtocol(protocol: Protocol): Protocol {
  return protocol;
}
