import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '../../../..');
export const SAMPLE = join(ROOT, 'content/plans/millbrook-water');
export const ATTACK = join(ROOT, 'content/scenarios/dosing-attack/attack.pcap');
export const MAIN = join(ROOT, 'apps/cli/src/main.ts');
const START_MS_MAX = 60_000;

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs one command to its end, with its standard output read or written to a file. */
export async function runBulkhead(
  args: readonly string[],
  input?: Uint8Array,
  outFile?: string,
): Promise<Ran> {
  const outTo = outFile === undefined ? 'pipe' : openSync(outFile, 'w');
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['pipe', outTo, 'pipe'] });
  if (typeof outTo === 'number') closeSync(outTo);
  let out = '';
  let err = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin!.on('error', () => {});
  child.stdin!.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

export interface ServerProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly startLink: string | null;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
  /** Asks it to end. */
  stop(): Promise<number | null>;
}

/** Starts `bulkhead serve --json` with more arguments and waits until it answers. */
export async function startServer(args: readonly string[]): Promise<ServerProcess> {
  const child = spawn(process.execPath, [MAIN, 'serve', '--json', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = once(child, 'exit');
  const late = setTimeout(() => child.kill('SIGKILL'), START_MS_MAX);
  let text = '';
  for await (const line of createInterface({ input: child.stdout })) {
    text += line;
    if (line === '}') break;
  }
  clearTimeout(late);
  if (text === '') throw new Error(`the server did not start: ${err}`);
  const { url, startLink }: { url: string; startLink: string | null } = JSON.parse(text);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    const [code] = (await ended) as [number | null];
    return code;
  };
  return {
    child,
    url,
    startLink,
    kill: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
  };
}

/** A person at the interface: one session, JSON in and out. */
export class Client {
  readonly #url: string;
  #cookie: string;

  constructor(url: string, cookie = '') {
    this.#url = url;
    this.#cookie = cookie;
  }

  get cookie(): string {
    return this.#cookie;
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown }> {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        'x-bulkhead': '1',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.#cookie === '' ? {} : { cookie: this.#cookie }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) this.#cookie = set.split(';')[0]!;
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  }
}
