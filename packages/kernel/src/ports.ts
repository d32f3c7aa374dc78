/** Tells the time, and nothing else. The stages have none: times reach them inside entries. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  nowMs(): number;
}

/** Bytes that nobody can guess. Seeded in tests and simulations. */
export interface Random {
  bytes(sizeBytes: number): Uint8Array<ArrayBuffer>;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Where a running process tells its operator what it does. Not evidence: that is the journal. */
export interface Log {
  write(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** The instant as text in UTC with milliseconds, the one form in which entries hold times. */
export function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
