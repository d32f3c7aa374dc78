import type { Entry, EntryBody, Plan } from '@bulkhead/model';
import type { Playbook } from '@bulkhead/playbook';
import type { Plant } from './plant.ts';
import type { State } from './state.ts';

/** A playbook of the plan that has no errors, with the digest of its text. */
export interface RunnablePlaybook {
  readonly playbook: Playbook;
  readonly digest: string;
}

/** What stages may look at beside the state: all of it fixed for the life of a plan. */
export interface StageContext {
  readonly plan: Plan;
  readonly plant: Plant;
  readonly playbooks: readonly RunnablePlaybook[];
}

/**
 * One stage of the control plane: from an entry that was just applied to the entries that follow
 * from it by rule. No clock, no input, no output: the same journal always gives the same entries.
 */
export interface Stage {
  readonly name: string;
  next(state: State, entry: Entry, context: StageContext): readonly EntryBody[];
}

/** Who holds which roles in the plan: the second look at every approval and statement. */
export function rolesHeld(plan: Plan): Readonly<Record<string, readonly string[]>> {
  const known = held.get(plan);
  if (known !== undefined) return known;
  const made = Object.fromEntries(plan.people.map(({ id, roles }) => [id, roles]));
  held.set(plan, made);
  return made;
}

const held = new WeakMap<Plan, Readonly<Record<string, readonly string[]>>>();
