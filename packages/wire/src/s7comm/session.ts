import { BoundedMap } from '../bounded-map.ts';
import type { Exchange } from '../flow/flow.ts';

const TRANSFERS_MAX = 4;
/** What is remembered of one connection beyond its requests. */
export class S7Session {
  /** The block, or the list in parts, that each identifier stands for. */
  readonly transfers = new BoundedMap<number, string>(TRANSFERS_MAX);
}

/** The session of the flow of an exchange, made when it is first asked for. */
export function sessionOf({ flow, protocol }: Exchange): S7Session {
  const known = flow.states[protocol];
  if (known instanceof S7Session) return known;
  const session = new S7Session();
  flow.states[protocol] = session;
  return session;
}
