import { writeSync } from 'node:fs';

/** Writes all of a text to standard output before it returns, also into a pipe. */
export function print(text: string): void {
  printBytes(new TextEncoder().encode(text));
}

/** The same for text that is UTF-8 already. */
export function printBytes(bytes: Uint8Array): void {
  writeAll(1, bytes);
}

export function printLine(text = ''): void {
  print(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(`${JSON.stringify(value, null, 2)}\n`);
}

export function complain(text: string): void {
  writeAll(2, new TextEncoder().encode(`${text}\n`));
}

/** A reader that is behind is waited for without turning in circles. */
const PIPE_FULL_MS = 2;
const PAUSE = new Int32Array(new SharedArrayBuffer(4));

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      // A pipe that is full for the moment; and a reader that has gone, which ends us quietly.
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (code === 'EPIPE') process.exit(0);
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(PAUSE, 0, 0, PIPE_FULL_MS);
    }
  }
}

const PROGRESS_EVERY_MS = 200;

/** A line that tells how far long work is; only on a terminal, and gone when the work is done. */
export class Progress {
  readonly #shows: boolean;
  #lastMs = 0;

  constructor(wanted: boolean) {
    this.#shows = wanted && process.stderr.isTTY;
  }

  say(text: string): void {
    const nowMs = performance.now();
    if (!this.#shows || nowMs - this.#lastMs < PROGRESS_EVERY_MS) return;
    this.#lastMs = nowMs;
    process.stderr.write(`\r\u001b[K${text.slice(0, process.stderr.columns - 1)}`);
  }

  done(): void {
    if (this.#shows && this.#lastMs > 0) process.stderr.write('\r\u001b[K');
  }
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `12.3 MB`. */
export function sizeWords(sizeBytes: number): string {
  let value = sizeBytes;
  let unit = 0;
  for (; value >= 1_000 && unit < UNITS.length - 1; unit++) value /= 1_000;
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]!}`;
}

/** Columns of a terminal that everyone has. */
export const TEXT_COLUMNS = 80;

/**
 * Lines of at most 80 columns, broken at spaces, the first after `lead` and the others below its
 * end; a longer word stays whole.
 */
export function wrapped(text: string, lead = '', indent: number = lead.length): string {
  const lines: string[] = [];
  let line = lead;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > TEXT_COLUMNS) {
      lines.push(line);
      line = ' '.repeat(indent);
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return `${[...lines, line].join('\n')}\n`;
}
