import { BoundedMap } from '../bounded-map.ts';
import type { PduContext } from '../protocol.ts';
import type { Exchange, Flow } from '../flow/flow.ts';

/** Calls that are remembered of one capture until their answer is seen. */
const CALLS_MAX = 4_096;

/**
 * Where calls were made, by their key. A server answers from a port of its own choice, so that the
 * answer is on another flow than its request.
 */
class Calls extends BoundedMap<number, Flow> {
  constructor({ skips }: PduContext) {
    super(CALLS_MAX, skips);
  }
}

/** Remembers that a call was made on this flow; the oldest is forgotten where there is no room. */
export function noteCall(context: PduContext, key: number): void {
  context.common(Calls).set(key, context.flow);
}

/** The request that waits under this key, on this flow or on the one on which it was made. */
export function findCall(context: PduContext, key: number): Exchange | null {
  const { exchanges, flow, side } = context;
  const here = exchanges.asked(key);
  const calls = context.common(Calls);
  const made = calls.get(key);
  calls.delete(key);
  if (here !== null || made === undefined) return here;
  // The caller is the end to which the answer goes.
  const caller = flow.ip(1 - side);
  const asked = made.ip(0) === caller ? 0 : 1;
  return made.ip(asked) === caller ? exchanges.find(made, asked, key) : null;
}
