import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { InputFailed, type Input } from '../contract.ts';

/** What is kept of tcpdump's words: the last ones, which tell why it stopped. */
const STDERR_MAX = 8_192;
/** After this a tcpdump that was asked to stop is killed. */
const STOP_MS = 2_000;
const INTERFACE = /^[A-Za-z0-9][A-Za-z0-9_.:@-]{0,63}$/;

export interface LiveCaptureOptions {
  /** Such as `eth0`, or `any`. */
  readonly interface: string;
  /** The program; `tcpdump` from the path unless told. */
  readonly program?: string;
}

export interface LiveCapture extends Input {
  /** What tcpdump said last, with its own count of dropped packets after it stopped. */
  said(): string;
}

/**
 * Packets of one interface as a capture file that never ends, from a `tcpdump` child: this process
 * needs no rights on the network, and can send nothing. Fails with `tcpdump_missing`,
 * `no_permission`, `no_such_interface` or `capture_ended`.
 */
export function liveCapture(options: LiveCaptureOptions): LiveCapture {
  const { interface: name, program = 'tcpdump' } = options;
  if (!INTERFACE.test(name)) {
    throw new InputFailed('no_such_interface', `"${name}" is not the name of an interface.`);
  }
  const child = spawn(program, ['-U', '-n', '-w', '-', '-i', name], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let stopped = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-STDERR_MAX);
  });
  const ended = new Promise<Error | number | null>((resolve) => {
    child.once('error', resolve);
    child.once('close', resolve);
  });
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* bytesOf(child);
      const end = await ended;
      if (!stopped) throw failure(end, said, name, program);
    } finally {
      await close();
    }
  };
  const close = async (): Promise<void> => {
    stopped = true;
    child.kill('SIGINT');
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    // What is still in the pipe would keep the child from ending.
    child.stdout.resume();
    await ended;
    clearTimeout(late);
  };
  return { name: `interface ${name}`, chunks: chunks(), close, said: () => said };
}

async function* bytesOf(
  child: ChildProcessByStdio<null, Readable, Readable>,
): AsyncGenerator<Uint8Array> {
  const stream: AsyncIterable<Uint8Array> = child.stdout;
  try {
    yield* stream;
  } catch (error) {
    // Closing while a chunk is awaited destroys the stream; that is an end, not a failure.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

function failure(
  end: Error | number | null,
  said: string,
  name: string,
  program: string,
): InputFailed {
  const last = said.trim().split('\n').at(-1) ?? '';
  if (end instanceof Error) {
    const message = `${program} cannot be started. Install tcpdump, or read a file instead.`;
    return new InputFailed('tcpdump_missing', message, { cause: end });
  }
  if (/permission|not permitted/i.test(said)) {
    const right = 'setcap cap_net_raw,cap_net_admin=eip "$(command -v tcpdump)"';
    const message = `No permission to capture on ${name}. Give tcpdump the right: ${right}.`;
    return new InputFailed('no_permission', message);
  }
  if (/no such device|doesn't exist|no such interface|not found/i.test(said)) {
    const message = `There is no interface ${name}. "tcpdump -D" lists those that are there.`;
    return new InputFailed('no_such_interface', message);
  }
  return new InputFailed('capture_ended', `tcpdump ended (${String(end)}): ${last}`);
}
