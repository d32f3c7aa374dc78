import type { Operation } from '@bulkhead/model';

/** What tshark shows of one frame: for each field of the oracle, in its order, all its values. */
export type Cells = readonly (readonly string[])[];

/** What our operations and tshark say of one frame, in words that both can say: `service 3`. */
export type Claims = readonly string[];

/**
 * How the reading of one protocol is compared with tshark's, frame by frame. Each frame's claims of
 * one side are a bag of short texts; both bags have to be equal. Leave out what only one can say.
 */
export interface Oracle {
  /** The protocols of our operations that this is about. */
  readonly protocols: readonly string[];
  /** Display filter for the frames that tshark takes for the protocol. */
  readonly filter: string;
  /** Preferences, as tshark's arguments. */
  readonly options?: readonly string[];
  /** How tshark is told to read a port that is not the protocol's own: its table, its protocol. */
  readonly decodeAs?: readonly (readonly [table: 'tcp.port' | 'udp.port', protocol: string])[];
  /** Fields to ask for, without `frame.number`. At most 40. */
  readonly fields: readonly string[];
  /** Claims of one frame by tshark. */
  theirs(cells: Cells): Claims;
  /** Claims of one operation, for the frame of its request and for that of its answer. */
  ours(operation: Operation): { readonly request: Claims; readonly response: Claims };
  /**
   * Why tshark shows no field for what this claim of ours says, as the frame's other fields prove;
   * null where it has one. Such claims are left out, and counted; on all others the two must agree.
   */
  unshown?(claim: string, cells: Cells): string | null;
  /**
   * Why the two may differ on this frame, where that is known and not our mistake; null otherwise.
   * A side without claims saw no message in the frame.
   */
  explain?(ours: Claims, theirs: Claims, cells: Cells | undefined): string | null;
}

/** Declares an oracle; the one export of a file in `oracles/`. */
export function defineOracle(oracle: Oracle): Oracle {
  return oracle;
}
