import { assert, toHex } from '@bulkhead/kernel';
import type { Actor, Entry, EntryBody } from '@bulkhead/model';
import { sealEntry } from '@bulkhead/ledger';
import { applyEntry, type PlaybookByDigest } from './apply.ts';
import { duties } from './duties/duties.ts';
import type { SealedEntry } from './journal.ts';
import { respond } from './respond/respond.ts';
import type { Stage, StageContext } from './stage.ts';
import type { State } from './state.ts';
import { triage } from './triage/triage.ts';

/**
 * The control plane, in the order of the diagram:
 *
 *   alert -> triage -> incident -> respond -> run, command, gate, control
 *   fact, submission -----------> duties  -> obligation
 *
 * Loops run through time: what a stage says is an entry, and every stage reads it next.
 */
export const STAGES: readonly Stage[] = [triage, respond, duties];

/** Entries that may follow from one input. More means that two rules feed each other. */
const FOLLOWING_MAX = 1_000;

/** Something that came from outside: a person, a sensor, or the world's answer. */
export interface Input {
  readonly actor: Actor;
  readonly body: EntryBody;
}

/**
 * Takes inputs into the state and works out all that follows by rule. Returns the entries to
 * append, in order, all or none of them.
 */
export function takeIn(
  state: State,
  inputs: readonly Input[],
  at: string,
  context: StageContext,
  playbooks: PlaybookByDigest,
): readonly SealedEntry[] {
  const sealed: SealedEntry[] = [];
  const take = (actor: Actor, body: EntryBody, cause: number | null): Entry => {
    const sequence = state.length;
    const next = sealEntry({ sequence, at, actor, cause, previous: state.previous, body });
    applyEntry(state, next.entry, playbooks);
    state.previous = toHex(next.leaf);
    sealed.push(next);
    return next.entry;
  };
  for (const input of inputs) {
    const queue: Entry[] = [take(input.actor, input.body, null)];
    for (let i = 0; i < queue.length; i++) {
      assert(i < FOLLOWING_MAX, `one input leads to at most ${FOLLOWING_MAX} entries`);
      const entry = queue[i]!;
      for (const stage of STAGES) {
        const actor: Actor = { kind: 'system', part: stage.name };
        for (const body of stage.next(state, entry, context)) {
          queue.push(take(actor, body, entry.sequence));
        }
      }
    }
  }
  return sealed;
}
