import type { PduContext } from '../protocol.ts';
import { callKey, FRAGMENT, isLastFragment, isLittle, RPC, rpcWord } from './rpc.ts';

/** The calls that come in fragments, one for each end at a time: their keys and what comes next. */
class Waiting {
  readonly keys: [number, number] = [0, 0];
  /** Number of the next fragment; 0 where no call is waited for. */
  readonly next: [number, number] = [0, 0];
}

/**
 * A call put together from its fragments, C706 §9.5: the header and body of the first, then the
 * bodies of the others, when the last has come. Null while others are to come, and for those that
 * belong to none. A fragment that is not followed by the next is a call of its own, so that what
 * its header tells is not lost.
 */
export function joinFragments(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
): Uint8Array | null {
  const { side, whole } = context;
  const waiting = context.state(Waiting);
  const number = rpcWord(bytes, at, RPC.fragment);
  const key = callKey(bytes, at);
  const bodyEnd = Math.min(end, at + RPC.body + rpcWord(bytes, at, RPC.length));
  const isSame = waiting.next[side] > 0 && waiting.keys[side] === key;
  if (number === 0 && !isSame) {
    const before = waiting.next[side] > 0 ? giveUp(context, waiting) : null;
    if (!whole || !context.keepUnit(bytes, at, bodyEnd)) return bytes.slice(at, end);
    waiting.keys[side] = key;
    waiting.next[side] = 1;
    return before;
  }
  if (!isSame || number < waiting.next[side]) return null;
  if (number > waiting.next[side] || !whole) return giveUp(context, waiting);
  if (!context.keepUnit(bytes, at + RPC.body, bodyEnd)) {
    waiting.next[side] = 0;
    return null;
  }
  waiting.next[side]++;
  if (!isLastFragment(bytes, at)) return null;
  waiting.next[side] = 0;
  return asOne(context.takeUnit());
}

/** What came of a call that is not continued; it keeps the mark of a fragment. */
function giveUp(context: PduContext, waiting: Waiting): Uint8Array {
  waiting.next[context.side] = 0;
  return context.takeUnit();
}

/** The header says that this is all of the call. */
function asOne(call: Uint8Array): Uint8Array {
  const bytes = call.length - RPC.body;
  const [low, high] = isLittle(call, 0) ? [0, 1] : [1, 0];
  call[RPC.length + low] = bytes & 0xff;
  call[RPC.length + high] = bytes >> 8;
  call[RPC.flags]! &= ~FRAGMENT;
  return call;
}
