import type { Exchange, Flow } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { Aliases } from './aliases.ts';
import { MonitoredItems, Subscriptions } from './monitored.ts';

/** Requests remembered that their server holds for longer than answers are waited for. */
const HELD_MAX = 64;

/** What is known of a connection. */
export class ChannelState {
  /** The side that asks; -1 while nothing tells. */
  client = -1;
  /** Name of the security policy; empty where the channel was not seen to open. */
  policy = '';
  /** Security mode as its messages show it; empty before the first. */
  mode = '';
  /** Last sequence number of each side; -1 before the first. */
  readonly sequences: [number, number] = [-1, -1];
  readonly aliases = new Aliases();
  readonly monitored: MonitoredItems;
  readonly #held: number[] = [];

  constructor(context?: PduContext) {
    const all = context?.common(Subscriptions) ?? new Subscriptions();
    this.monitored = new MonitoredItems(all, this.aliases);
  }

  /** `side` asks. */
  setClient(flow: Flow, side: number): void {
    if (this.client === side) return;
    this.client = side;
    this.monitored.ends = `${flow.ip(side)} ${flow.ip(1 - side)} ${flow.port(1 - side)}`;
  }

  /** A Publish request was given up; its answer may still come. */
  hold(key: number): void {
    if (this.#held.length >= HELD_MAX) this.#held.shift();
    this.#held.push(key);
  }

  /** Whether this answers a request that was given up; it is then forgotten. */
  isHeld(key: number): boolean {
    const at = this.#held.indexOf(key);
    if (at >= 0) this.#held.splice(at, 1);
    return at >= 0;
  }
}

const UNKNOWN = new ChannelState();

/** The same for somebody who reads an operation. */
export function channelOf(exchange: Exchange): ChannelState {
  const known = exchange.flow.states[exchange.protocol];
  return known instanceof ChannelState ? known : UNKNOWN;
}

/** Numbers from here on may be followed by one below `WRAPPED_BELOW`, OPC 10000-6 §6.7.2.4. */
const WRAPS_FROM = 4_294_966_271;
const WRAPPED_BELOW = 1_024;

/** Whether a sequence number follows those before it; it is noted. */
export function isNextSequence(state: ChannelState, side: 0 | 1, sequence: number): boolean {
  const last = state.sequences[side];
  state.sequences[side] = sequence;
  return last < sequence || (last >= WRAPS_FROM && sequence < WRAPPED_BELOW);
}
