import type { EntryBody } from '@bulkhead/model';
import { ActionFailed, type Action } from '@bulkhead/playbook';
import type { Log } from '@bulkhead/kernel';
import type { PerformState } from './state.ts';

/** Attempts at one command before it counts as failed. */
export const ATTEMPTS_MAX = 8;
/** Wait before the second attempt; it doubles each time, up to a minute. */
const FIRST_WAIT_MS = 250;
const WAIT_MAX_MS = 60_000;
/** Commands under way at once. The others wait in the journal. */
const UNDER_WAY_MAX = 16;

export interface Timer {
  /** Calls back once after a time. Returns how to cancel. */
  after(durationMs: number, call: () => void): () => void;
}

/** Writes what the world answered; resolves when it is durable. */
export type Settle = (body: EntryBody) => Promise<void>;

/**
 * Carries out the commands that the journal holds and the world has not answered. The key goes
 * along, so that a crash between effect and entry repeats no effect.
 */
export class Outbox {
  readonly #actions: ReadonlyMap<string, Action>;
  readonly #settle: Settle;
  readonly #timer: Timer;
  readonly #log: Log;
  readonly #underWay = new Set<string>();
  readonly #stop = new AbortController();
  readonly #waits = new Set<() => void>();

  constructor(actions: ReadonlyMap<string, Action>, settle: Settle, timer: Timer, log: Log) {
    this.#actions = actions;
    this.#settle = settle;
    this.#timer = timer;
    this.#log = log;
  }

  /** Starts what waits. Cheap to call after every commit. */
  pump(performs: Iterable<PerformState>): void {
    for (const perform of performs) {
      if (this.#stop.signal.aborted || this.#underWay.size >= UNDER_WAY_MAX) return;
      const { key } = perform.command;
      const waits = perform.settled === null && perform.handedOver === null;
      if (!waits || this.#underWay.has(key)) continue;
      this.#underWay.add(key);
      void this.#carryOut(perform).finally(() => this.#underWay.delete(key));
    }
  }

  /** Stops starting; attempts under way are told to stop, and start again with the next process. */
  close(): void {
    this.#stop.abort();
    for (const cancel of this.#waits) cancel();
  }

  async #carryOut({ command }: PerformState): Promise<void> {
    const { key } = command;
    const action = this.#actions.get(command.action);
    if (action === undefined) {
      const detail = `This installation has no action "${command.action}".`;
      return this.#settle({ kind: 'command-settled', key, succeeded: false, detail, out: {} });
    }
    for (let attempt = 1; !this.#stop.signal.aborted; attempt++) {
      try {
        const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(action.timeoutMs)]);
        const result = await action.run(command.input, { idempotencyKey: key, signal });
        const { detail, out } = result;
        if (action.settledBy === 'report') {
          return await this.#settle({ kind: 'work-handed-over', key, detail });
        }
        return await this.#settle({ kind: 'command-settled', key, succeeded: true, detail, out });
      } catch (error) {
        if (!(error instanceof ActionFailed) || this.#stop.signal.aborted) throw error;
        this.#log.write('warn', 'action failed', { key, code: error.code, attempt });
        if (!error.retryable || attempt >= ATTEMPTS_MAX) {
          const detail = `${error.message} (after ${attempt} attempts)`;
          return this.#settle({ kind: 'command-settled', key, succeeded: false, detail, out: {} });
        }
        await this.#wait(Math.min(WAIT_MAX_MS, FIRST_WAIT_MS * 2 ** (attempt - 1)));
      }
    }
  }

  #wait(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waits.delete(done);
        cancel();
        resolve();
      };
      const cancel = this.#timer.after(durationMs, done);
      this.#waits.add(done);
    });
  }
}
