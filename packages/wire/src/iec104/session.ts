import type { PduContext } from '../protocol.ts';

/** What is remembered of one connection: where its counters are, and who was asked. */
export class Iec104Session {
  /** N(S) expected next of each end; -1 before the first. */
  readonly next = [-1, -1];
  /** Last type that was sent to every station at once; -1 where there was none. */
  broadcastType = -1;
}

/** The session of a flow, made when it is first asked for. */
export function sessionOf(context: PduContext): Iec104Session {
  const known = context.state();
  if (known instanceof Iec104Session) return known;
  const session = new Iec104Session();
  context.setState(session);
  return session;
}
