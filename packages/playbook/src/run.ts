import type { Command, Settlement } from '@bulkhead/model';

/** One step that a run has taken, for views; `key` is that of its newest command. */
export interface StepRecord {
  readonly stepId: string;
  /** `waiting` for a gate, `in-hand` with people or a connector. */
  readonly state: 'waiting' | 'in-hand' | 'done' | 'refused' | 'failed';
  readonly key: string | null;
  readonly detail: string;
}

/**
 * One line of steps under way. The run begins with branch 0; a parallel step opens one for each of
 * its next steps, an if-condition one for the side that holds. A branch closes at its own end, and
 * when all that a step opened are closed, the branch that opened them goes on.
 */
export interface Branch {
  readonly id: number;
  readonly parent: number | null;
  /** Where it stands. */
  readonly stepId: string;
  /** How it closed, null while it is open. */
  readonly closed: 'done' | 'stopped' | 'failed' | null;
}

/** A command that was issued and not answered. */
export interface Pending {
  readonly key: string;
  readonly stepId: string;
  readonly branch: number;
  /** Number of the step in the run, from 1: the `#n` of its keys. */
  readonly taken: number;
  readonly waitsFor: 'gate' | 'settlement';
}

/**
 * All that a run knows, as plain JSON: the same playbook and inputs give the same bytes in
 * `canonicalJson`. Treat it as opaque except `state`, `steps`, `pending` and `variables`.
 */
export interface RunState {
  readonly runId: string;
  readonly playbookId: string;
  readonly playbookDigest: string;
  readonly state: 'running' | 'completed' | 'stopped' | 'failed';
  /** Playbook variables; null is "not known". */
  readonly variables: Readonly<Record<string, string | null>>;
  readonly stepsTaken: number;
  readonly branches: readonly Branch[];
  readonly pending: readonly Pending[];
  readonly steps: readonly StepRecord[];
  /** Set once when a failure that no step handles sends the run to `workflow_exception`. */
  readonly exception: 'stopped' | 'failed' | null;
}

/** What comes back from the world, each naming the key of the command that it answers. */
export type RunInput =
  | { readonly type: 'gate-opened'; readonly key: string }
  | { readonly type: 'gate-refused'; readonly key: string; readonly reason: string }
  | { readonly type: 'settled'; readonly settlement: Settlement };

export interface Decision {
  readonly run: RunState;
  readonly commands: readonly Command[];
}
