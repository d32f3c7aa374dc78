/** What the plan says of one side of an operation; the engine fills it in. */
export interface AssetContext {
  /** The asset's id in the plan. */
  readonly id: string;
  /** A kind of asset of the plan, such as `plc` or `engineering-station`. */
  readonly kind: string;
  /** The zone's id in the plan. */
  readonly zone: string;
  /** Purdue level, 0 to 5, with 3.5 for the DMZ. */
  readonly level: number;
  /** Whether the asset or its zone is a safety system. */
  readonly safety: boolean;
}

/** What the plan knows about an operation beside what the packet says. */
export interface OperationContext {
  readonly client: AssetContext | null;
  readonly server: AssetContext | null;
  /** Whether the plan lets this client write to this server; null where the plan is silent. */
  readonly permitted: boolean | null;
  /**
   * Requests in a row that the server left unanswered, this one included; absent as long as no
   * answer of it was seen. A matcher fills it in.
   */
  readonly unanswered?: number | undefined;
}

/** For traffic that is read without a plan: every context field is absent. */
export const NO_CONTEXT: OperationContext = { client: null, server: null, permitted: null };
