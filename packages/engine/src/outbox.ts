import type { EntryBody } from '@bulkhead/model';
import { ActionFailed, type Action, type ActionResult } from '@bulkhead/playbook';
import type { Log } from '@bulkhead/kernel';
import type { PerformCommand, PerformState } from './state.ts';

/** Attempts at one command before it counts as failed. */
export const ATTEMPTS_MAX = 8;
/** Wait before the second attempt; it doubles each time, up to a minute. */
const FIRST_WAIT_MS = 250;
const WAIT_MAX_MS = 60_000;
/** Commands under way at once. The others wait in the journal. */
const UNDER_WAY_MAX = 16;
/** As the schema of `Settlement` has it. */
const DETAIL_MAX = 2_000;

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
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();

  constructor(actions: ReadonlyMap<string, Action>, settle: Settle, timer: Timer, log: Log) {
    this.#actions = actions;
    this.#settle = settle;
    this.#timer = timer;
    this.#log = log;
  }

  /** Starts what waits, which is asked for again when one is done. Cheap after every commit. */
  pump(toDo: ReadonlySet<PerformState>): void {
    for (const { command } of toDo) {
      if (this.#stop.signal.aborted || this.#underWay.size >= UNDER_WAY_MAX) return;
      if (this.#underWay.has(command.key)) continue;
      this.#underWay.set(command.key, this.#follow(command, toDo));
    }
  }

  /**
   * Stops starting; attempts under way are told to stop, and start again with the next process.
   * Resolves when none of them can write any more.
   */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#underWay.values());
  }

  /** Never rejects: an answer that cannot be written is asked for again by the next process. */
  async #follow(command: PerformCommand, toDo: ReadonlySet<PerformState>): Promise<void> {
    const { key } = command;
    try {
      const answer = await this.#carryOut(command);
      if (answer !== null) await this.#settle(answer);
    } catch (error) {
      this.#log.write('error', 'answer not written', { key, error: String(error) });
      // It stays under way: only a new process may try it again.
      return;
    }
    this.#underWay.delete(key);
    this.pump(toDo);
  }

  /** What the world answers in the end; null where the engine closes first. */
  async #carryOut(command: PerformCommand): Promise<EntryBody | null> {
    const { key } = command;
    const failed = (detail: string): EntryBody => ({
      kind: 'command-settled',
      key,
      succeeded: false,
      detail: detail.slice(0, DETAIL_MAX).toWellFormed(),
      out: {},
    });
    const action = this.#actions.get(command.action);
    if (action === undefined) {
      return failed(`This installation has no action "${command.action}".`);
    }
    for (let attempt = 1; !this.#stop.signal.aborted; attempt++) {
      try {
        const { detail, out } = await this.#attempt(action, command);
        if (action.settledBy === 'report') return { kind: 'work-handed-over', key, detail };
        return { kind: 'command-settled', key, succeeded: true, detail, out };
      } catch (error) {
        if (this.#stop.signal.aborted) return null;
        if (!(error instanceof ActionFailed)) {
          this.#log.write('error', 'action broke', { key, error: String(error) });
          return failed(`The action broke (${String(error)}). Look whether it took effect.`);
        }
        this.#log.write('warn', 'action failed', { key, code: error.code, attempt });
        if (!error.retryable || attempt >= ATTEMPTS_MAX) {
          return failed(
            `${error.message} (after ${attempt} ${attempt === 1 ? 'attempt' : 'attempts'})`,
          );
        }
        await this.#wait(Math.min(WAIT_MAX_MS, FIRST_WAIT_MS * 2 ** (attempt - 1)));
      }
    }
    return null;
  }

  /** One attempt. Ends at its timeout and at the close, also where the action does not listen. */
  async #attempt(action: Action, { key, input }: PerformCommand): Promise<ActionResult> {
    const own = new AbortController();
    const { promise: ended, reject } = Promise.withResolvers<never>();
    const end = (code: string): void => {
      own.abort();
      reject(new ActionFailed(code, { retryable: true }));
    };
    const onStop = (): void => end('stopped');
    const cancel = this.#timer.after(action.timeoutMs, () => end('timed_out'));
    this.#stop.signal.addEventListener('abort', onStop);
    try {
      const running = action.run(input, { idempotencyKey: key, signal: own.signal });
      return await Promise.race([running, ended]);
    } finally {
      cancel();
      this.#stop.signal.removeEventListener('abort', onStop);
    }
  }

  #wait(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.#stop.signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.#timer.after(durationMs, done);
      this.#stop.signal.addEventListener('abort', done);
    });
  }
}
