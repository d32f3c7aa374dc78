import type { Impact } from '@bulkhead/model';
import type { z } from 'zod';

/** What a connector may say went wrong. `retryable` is the only bit the engine acts on. */
export class ActionFailed extends Error {
  override readonly name = 'ActionFailed';
  /** Stable, lower case with underscores, such as `spool_full`. */
  readonly code: string;
  readonly retryable: boolean;

  constructor(code: string, options: { retryable: boolean; detail?: string; cause?: unknown }) {
    super(options.detail === undefined ? code : `${code}: ${options.detail}`, {
      cause: options.cause,
    });
    this.code = code;
    this.retryable = options.retryable;
  }
}

export interface ActionContext {
  /** The same for every attempt at the same step. Pass it on wherever the target accepts one. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
}

export interface ActionResult {
  /** What was done, in a sentence for the journal. */
  readonly detail: string;
  /** Variables that the action itself learned; the step takes those in its `out_args`. */
  readonly out: Readonly<Record<string, string>>;
}

/** What one connector can do. Inputs are texts, as `perform` commands carry them. */
export interface Action {
  readonly name: string;
  readonly summary: string;
  readonly impact: Impact;
  /** After this the engine aborts the attempt; it may try again under the same key. */
  readonly timeoutMs: number;
  /**
   * `result`: when `run` resolves, the step is settled. `report`: `run` only hands the work to
   * people, and the step is settled when a person reports it, however long that takes.
   */
  readonly settledBy: 'result' | 'report';
  readonly input: z.ZodType;
  /** What would happen, in a sentence that can be refused. Throws `ActionFailed` on bad input. */
  preview(input: Readonly<Record<string, string>>): string;
  /** Repeating it with the same key repeats no effect. Throws nothing but `ActionFailed`. */
  run(input: Readonly<Record<string, string>>, context: ActionContext): Promise<ActionResult>;
}

export interface ActionSpec<In> {
  readonly name: string;
  readonly summary: string;
  readonly impact: Impact;
  readonly timeoutMs: number;
  readonly settledBy: 'result' | 'report';
  readonly input: z.ZodType<In>;
  preview(input: In): string;
  run(input: In, context: ActionContext): Promise<ActionResult>;
}

/** Makes an action that reads its input by its own schema before it previews or runs. */
export function defineAction<In>(spec: ActionSpec<In>): Action {
  const read = (input: Readonly<Record<string, string>>): In => {
    const parsed = spec.input.safeParse(input);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    const detail = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`;
    throw new ActionFailed('invalid_input', { retryable: false, detail });
  };
  return Object.freeze({
    name: spec.name,
    summary: spec.summary,
    impact: spec.impact,
    timeoutMs: spec.timeoutMs,
    settledBy: spec.settledBy,
    input: spec.input,
    preview: (input) => spec.preview(read(input)),
    // Async, so that bad input rejects and never throws.
    run: async (input, context) => spec.run(read(input), context),
  } satisfies Action);
}
