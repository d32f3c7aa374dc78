import { BoundedMap } from '../bounded-map.ts';
import type { PduContext } from '../protocol.ts';
import type { Flow } from '../flow/flow.ts';

/** Masters that are remembered of one capture. */
const MASTERS_MAX = 256;
/** What the first slave sets in the sender's address of a frame that it sends back. */
export const PROCESSED_BIT = 0x0200;

/**
 * Flows on which masters send, by the low half of their address. A frame comes back with another
 * sender, and so on another flow than it went out.
 */
class Masters extends BoundedMap<number, Flow> {
  constructor({ skips }: PduContext) {
    super(MASTERS_MAX, skips);
  }
}

/** Remembers where a master sends; the oldest is forgotten where there is no room. */
export function noteMaster(context: PduContext): void {
  const { flow, side } = context;
  const masters = context.common(Masters);
  const { macLow } = flow.sides[side];
  if (masters.get(macLow) !== flow) masters.set(macLow, flow);
}

/** The flow on which a frame that came back was sent; null where the master was not seen. */
export function masterOf(context: PduContext): Flow | null {
  const { flow, side } = context;
  const { macHigh, macLow } = flow.sides[side];
  if ((macHigh & PROCESSED_BIT) === 0) return null;
  const sent = context.common(Masters).get(macLow);
  if (sent === undefined) return null;
  const high = macHigh & ~PROCESSED_BIT;
  const known = sent.sides[0].macLow === macLow && sent.sides[0].macHigh === high;
  return known || (sent.sides[1].macLow === macLow && sent.sides[1].macHigh === high) ? sent : null;
}

/** The side of `flow` with this low half of an address. */
export function sideOf(flow: Flow, macLow: number): number {
  return flow.sides[0].macLow === macLow ? 0 : 1;
}
