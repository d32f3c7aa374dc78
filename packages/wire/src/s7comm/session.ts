import type { Flow } from '../flow/flow.ts';

const TRANSFERS_MAX = 4;
/** What is remembered of one connection beyond its requests. */
export class S7Session {
  /** The block that each transfer identifier stands for. */
  readonly transfers = new Map<number, string>();

  remember(id: number, object: string): void {
    if (this.transfers.size >= TRANSFERS_MAX) {
      const oldest = this.transfers.keys().next();
      if (oldest.done !== true) this.transfers.delete(oldest.value);
    }
    this.transfers.set(id, object);
  }
}

/** The session of a flow, made when it is first asked for. */
export function sessionOf(flow: Flow): S7Session {
  if (flow.state instanceof S7Session) return flow.state;
  const session = new S7Session();
  flow.state = session;
  return session;
}
