/** What a command hands to the shell. Scripts may rely on it: see docs/reference/cli.md. */
export const EXIT = {
  /** All that was asked was done, and all that was checked holds. */
  ok: 0,
  /** It ran, and the answer is no: findings, damage, a check that does not hold. */
  no: 1,
  /** The command line is not understood. */
  usage: 2,
  /** An input cannot be read, or only in part. What was understood is printed. */
  input: 3,
  /** The machine stands in the way: a locked journal, a full disk, a port that is taken. */
  machine: 4,
  /** A fault of Bulkhead itself. */
  fault: 70,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A reason to stop that a person can act on. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

export interface Option {
  /** As commander writes it: `--out <folder>`. */
  readonly flags: string;
  readonly says: string;
}

export interface Given {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

/** One verb of `bulkhead`. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** As commander writes it: `<file...>`; empty for none. */
  readonly takes: string;
  /** Beside `--json`, which every command has. */
  readonly options: readonly Option[];
  run(given: Given): Promise<ExitCode>;
}

export function defineCommand(command: Command): Command {
  return Object.freeze(command);
}

/** The value of an option that takes one. */
export function textOption(given: Given, name: string): string | undefined {
  const value = given.options[name];
  return typeof value === 'string' ? value : undefined;
}
