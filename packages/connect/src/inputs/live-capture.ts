import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { basename } from 'node:path';
import { InputFailed, type Input } from '../contract.ts';
import { type CaptureCounts, countsIn } from './live-capture-counts.ts';

/** What is kept of tcpdump's words: the last ones, which tell why it stopped. */
const STDERR_MAX = 8_192;
/** After this a tcpdump that was asked to stop is killed. */
const STOP_MS = 2_000;
/** What the kernel holds while we are behind: a burst of a third of a second at a gigabit. */
const KERNEL_BUFFER_MIB = 32;
const FILTER_CHARACTERS_MAX = 4_096;
const USER = /^[a-z_][a-z0-9_-]{0,31}$/;
const INTERFACE = /^[A-Za-z0-9][A-Za-z0-9_.:@-]{0,63}$/;

export interface LiveCaptureOptions {
  /** Such as `eth0`, or `any`. */
  readonly interface: string;
  /** The program; `tcpdump` from the path unless told. One named `dumpcap` is spoken to as such. */
  readonly program?: string;
  /** Packets wanted, in the language of pcap-filter(7); all unless told. */
  readonly filter?: string;
  /** Whom tcpdump becomes once the interface is open, where it is started by root. */
  readonly user?: string;
}

export interface LiveCapture extends Input {
  /** What tcpdump said last, with its own count of dropped packets after it stopped. */
  said(): string;
  /** What it counted last; null before it was asked. */
  counts(): CaptureCounts | null;
  /** Asks tcpdump for its counts; it tells them a moment later. */
  askCounts(): void;
}

/**
 * Packets of one interface as a capture file that never ends, from a `tcpdump` child: this process
 * needs no rights on the network, and can send nothing. Fails with `tcpdump_missing`,
 * `no_permission`, `no_such_interface`, `bad_filter` or `capture_ended`.
 */
export function liveCapture(options: LiveCaptureOptions): LiveCapture {
  const { interface: name, program = 'tcpdump' } = options;
  // Of its own process group, so that Ctrl C reaches us alone and we end it in order.
  const child = spawn(program, argumentsOf(options), {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
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
  return {
    name: `interface ${name}`,
    chunks: chunks(),
    close,
    said: () => said,
    counts: () => countsIn(said),
    askCounts: () => {
      if (!isDumpcap(program)) child.kill('SIGUSR1');
    },
  };
}

function argumentsOf(options: LiveCaptureOptions): string[] {
  const { interface: name, program = 'tcpdump', filter = '', user } = options;
  if (!INTERFACE.test(name)) {
    throw new InputFailed('no_such_interface', `"${name}" is not the name of an interface.`);
  }
  if (user !== undefined && !USER.test(user)) {
    throw new InputFailed('no_such_user', `"${user}" is not the name of a user.`);
  }
  if (filter.length > FILTER_CHARACTERS_MAX || /[^\x20-\x7e]/.test(filter)) {
    throw new InputFailed('bad_filter', 'The filter is too long, or has odd characters in it.');
  }
  if (isDumpcap(program)) {
    return [
      '-q',
      '-P',
      '-B',
      String(KERNEL_BUFFER_MIB),
      '-i',
      name,
      '-w',
      '-',
      ...(filter === '' ? [] : ['-f', filter]),
    ];
  }
  const become = user === undefined ? [] : ['-Z', user];
  const buffer = ['-B', String(KERNEL_BUFFER_MIB * 1_024)];
  return [
    '-U',
    '-n',
    ...buffer,
    '-w',
    '-',
    '-i',
    name,
    ...become,
    ...(filter === '' ? [] : ['--', filter]),
  ];
}

/** It drops its rights by itself. */
function isDumpcap(program: string): boolean {
  return basename(program) === 'dumpcap';
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
  if (
    /can't parse filter|syntax error|isn't a valid capture filter|expression rejects/i.test(said)
  ) {
    return new InputFailed('bad_filter', `The filter is not understood: ${last}`);
  }
  if (/couldn't find user/i.test(said)) return new InputFailed('no_such_user', last);
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
