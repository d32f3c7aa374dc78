import type { Flow } from '../flow/flow.ts';

const TRANSFERS_MAX = 16;
/** One PDU put together from COTP fragments; the largest that S7 agrees on is 960 bytes. */
const FRAGMENTED_BYTES_MAX = 65_535;

/** What is remembered of one connection beyond its requests. */
export class S7Session {
  /** COTP data units without the end mark, by side. */
  readonly fragments: [Uint8Array | null, Uint8Array | null] = [null, null];
  /** The block that each transfer identifier stands for. */
  readonly transfers = new Map<number, string>();

  /** Keeps a fragment; false where it would grow beyond the limit. */
  append(side: number, bytes: Uint8Array, at: number, end: number): boolean {
    const held = this.fragments[side as 0 | 1];
    const before = held?.length ?? 0;
    if (before + end - at > FRAGMENTED_BYTES_MAX) {
      this.fragments[side as 0 | 1] = null;
      return false;
    }
    const joined = new Uint8Array(before + end - at);
    if (held !== null) joined.set(held);
    joined.set(bytes.subarray(at, end), before);
    this.fragments[side as 0 | 1] = joined;
    return true;
  }

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
