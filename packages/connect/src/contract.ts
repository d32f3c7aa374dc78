/** What is told to people. Short lines of plain text; nothing in it is markup. */
export interface Message {
  readonly subject: string;
  /** Ids of the roles that it is for. */
  readonly audience: readonly string[];
  /** Who that is, in words. */
  readonly to: string;
  readonly text: string;
}

export interface Delivery {
  /** The same for every attempt: delivering it twice is one message. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
}

/** A way to reach people. */
export interface Channel {
  readonly name: string;
  /** Resolves with where it went, once it cannot be lost. Throws nothing but `ActionFailed`. */
  deliver(message: Message, delivery: Delivery): Promise<string>;
}

/** Bytes from outside, in order. Whoever reads slowly slows the source; nothing piles up here. */
export interface Input {
  readonly name: string;
  /** Iterated once. Ends when the source ends or is closed; throws `InputFailed`. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Lets go of the source. Safe to call twice, and while `chunks` is read. */
  close(): Promise<void>;
}

/** A source that cannot be read, with a sentence that says what to do. */
export class InputFailed extends Error {
  override readonly name = 'InputFailed';
  /** Stable, lower case with underscores, such as `no_permission`. */
  readonly code: string;

  constructor(code: string, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
