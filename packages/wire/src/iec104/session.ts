/** What is remembered of one connection: where its counters are, and who was asked. */
export class Iec104Session {
  /** N(S) expected next of each end; -1 before the first. */
  readonly next = [-1, -1];
  /** Last type that was sent to every station at once; -1 where there was none. */
  broadcastType = -1;
}
