import type { Flow } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';

/** What is known of a connection. */
export interface ChannelState {
  /** The side that asks; -1 while nothing tells. */
  client: number;
  /** Name of the security policy; empty where the channel was not seen to open. */
  policy: string;
  /** Last sequence number of each side; -1 before the first. */
  readonly sequences: [number, number];
}

/** The connection's state, made at its first message. */
export function channelState(context: PduContext, flow: Flow): ChannelState {
  const known = context.state(flow) as ChannelState | undefined;
  if (known !== undefined) return known;
  const state: ChannelState = {
    client: -1,
    policy: '',
    sequences: [-1, -1],
  };
  context.setState(flow, state);
  return state;
}

/** Numbers from here on may be followed by one below `WRAPPED_BELOW`, OPC 10000-6 §6.7.2.4. */
const WRAPS_FROM = 4_294_966_271;
const WRAPPED_BELOW = 1_024;

/** Whether a sequence number follows those before it; it is noted. */
export function isNextSequence(state: ChannelState, side: number, sequence: number): boolean {
  const last = state.sequences[side as 0 | 1];
  state.sequences[side as 0 | 1] = sequence;
  return last < sequence || (last >= WRAPS_FROM && sequence < WRAPPED_BELOW);
}
