import type { Command } from '@bulkhead/model';
import type { Branch, Pending, RunState, StepRecord } from './run.ts';

const DETAIL_MAX = 2_000;

/** A run while one input is worked on. Nothing of it is seen before `done`. */
export class RunDraft {
  readonly start: RunState;
  readonly commands: Command[] = [];
  readonly variables: Map<string, string | null>;
  state: RunState['state'];
  exception: RunState['exception'];
  stepsTaken: number;
  #branches: readonly Branch[];
  #pending: readonly Pending[];
  #steps: readonly StepRecord[];

  constructor(run: RunState) {
    this.start = run;
    this.state = run.state;
    this.exception = run.exception;
    this.stepsTaken = run.stepsTaken;
    this.variables = new Map(Object.entries(run.variables));
    this.#branches = run.branches;
    this.#pending = run.pending;
    this.#steps = run.steps;
  }

  done(): RunState {
    return {
      runId: this.start.runId,
      playbookId: this.start.playbookId,
      playbookDigest: this.start.playbookDigest,
      state: this.state,
      variables: Object.fromEntries(this.variables),
      stepsTaken: this.stepsTaken,
      branches: this.#branches,
      pending: this.#pending,
      steps: this.#steps,
      exception: this.exception,
    };
  }

  branch(id: number): Branch | undefined {
    return this.#branches.find((branch) => branch.id === id);
  }

  children(parent: number): readonly Branch[] {
    return this.#branches.filter((branch) => branch.parent === parent);
  }

  /** Opens a branch that stands before `stepId`. */
  open(parent: number, stepId: string): number {
    const id = 1 + Math.max(0, ...this.#branches.map((branch) => branch.id));
    this.#branches = [...this.#branches, { id, parent, stepId, closed: null }];
    return id;
  }

  change(id: number, change: Partial<Branch>): void {
    this.#branches = this.#branches.map((one) => (one.id === id ? { ...one, ...change } : one));
  }

  /** Forgets the closed branches that one step opened. */
  join(parent: number): void {
    this.#branches = this.#branches.filter((branch) => branch.parent !== parent);
  }

  wait(pending: Pending): void {
    this.#pending = [...this.#pending, pending];
  }

  answered(key: string): void {
    this.#pending = this.#pending.filter((pending) => pending.key !== key);
  }

  /** Nothing that is answered later changes a run that is over. */
  over(): void {
    this.#pending = [];
  }

  record(stepId: string, state: StepRecord['state'], key: string | null, detail: string): void {
    const next = { stepId, state, key, detail: detail.slice(0, DETAIL_MAX).toWellFormed() };
    const known = this.#steps.find((step) => step.stepId === stepId);
    this.#steps =
      known === undefined
        ? [...this.#steps, next]
        : this.#steps.map((step) => (step === known ? { ...next, key: key ?? step.key } : step));
  }
}
