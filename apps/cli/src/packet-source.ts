import {
  liveCapture,
  openCaptureFile,
  type PacketRecords,
  PcapRecords,
  type RestartingCapture,
  restartingCapture,
  unreadableBecause,
} from '@bulkhead/connect';
import { EXIT, type Given, type Option, Stopped, textOption } from './command.ts';
import { complain } from './output.ts';

/** Whom tcpdump becomes when root starts it: somebody who owns nothing. */
const USER = 'nobody';
const UNIT_BYTES: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** What says where packets come from. */
export const SOURCE_OPTIONS: readonly Option[] = [
  { flags: '--interface <name>', says: 'where to capture, such as eth0' },
  { flags: '--from <file>', says: 'a pcap file or named pipe instead, read once' },
  { flags: '--filter <expression>', says: 'packets wanted, as pcap-filter(7) says it' },
  { flags: '--user <name>', says: `whom tcpdump becomes, if root starts it (${USER})` },
  { flags: '--program <path>', says: 'tcpdump or dumpcap (default: tcpdump)' },
];

/** Packets as they come, from an interface or from a file or pipe for once. */
export interface PacketSource {
  /** For people. */
  readonly name: string;
  readonly records: AsyncIterable<PacketRecords>;
  /** Null for a file. */
  readonly live: RestartingCapture | null;
  /** Reading a pipe that nobody writes to goes on in the background for ever. */
  readonly isStuck: boolean;
  /** Ends `records` after what came so far. */
  stop(): Promise<void>;
}

/**
 * The source that the options name; null where they name none. Stops where they name two, or a file
 * that cannot be read.
 */
export function openSource(given: Given): PacketSource | null {
  const name = textOption(given, 'interface');
  const file = textOption(given, 'from');
  if (name !== undefined && file !== undefined) {
    throw new Stopped(EXIT.usage, 'name an --interface, or a file with --from, not both.');
  }
  if (file !== undefined) {
    const unreadable = unreadableBecause(file);
    if (unreadable !== undefined) throw new Stopped(EXIT.input, unreadable);
    return readFileOnce(file);
  }
  if (name === undefined) return null;
  const live = restartingCapture({
    open: () => liveCapture(captureOptions(given, name)),
    onRestart: (reason, waitMs) =>
      complain(`${name}: ${reason}; trying again in ${waitMs / 1_000} s`),
  });
  return { name, records: live.records, live, isStuck: false, stop: () => live.close() };
}

/** The packets of a file or pipe, until it ends or is left alone. */
function readFileOnce(file: string): PacketSource {
  const stop = Promise.withResolvers<null>();
  let stopped = false;
  // Opened before signals are caught: opening a pipe waits for its writer, and Ctrl C ends that.
  const capture = openCaptureFile(file);
  const records = async function* (): AsyncGenerator<PacketRecords> {
    const cut = new PcapRecords();
    const chunks = capture.chunks[Symbol.asyncIterator]();
    for (;;) {
      const next = await Promise.race([chunks.next(), stop.promise]);
      if (next === null || next.done === true) break;
      const whole = cut.push(next.value);
      if (whole !== null) yield whole;
      if (cut.damage !== null) break;
    }
    cut.end();
    if (cut.damage !== null) {
      const other = 'other captures are read by `bulkhead operations`';
      throw new Stopped(EXIT.input, `${file}: ${cut.damage}; ${other}`);
    }
    if (cut.restBytes > 0) complain(`${file}: it ends within a packet, which is left out`);
  };
  return {
    name: file,
    records: records(),
    live: null,
    get isStuck() {
      return stopped;
    },
    stop: async () => {
      stopped = true;
      stop.resolve(null);
    },
  };
}

function captureOptions(given: Given, name: string): Parameters<typeof liveCapture>[0] {
  const filter = textOption(given, 'filter');
  const program = textOption(given, 'program');
  const user = textOption(given, 'user') ?? (process.getuid?.() === 0 ? USER : undefined);
  return {
    interface: name,
    ...(filter === undefined ? {} : { filter }),
    ...(program === undefined ? {} : { program }),
    ...(user === undefined ? {} : { user }),
  };
}

/** The size that an option gives, in bytes: `500MB` and the like, in powers of ten. */
export function bytesOption(given: Given, option: string, otherwise: string): number {
  const text = textOption(given, option) ?? otherwise;
  const [, digits, unit] = /^(\d{1,15})([kMGT]?)B?$/.exec(text) ?? [];
  if (digits === undefined) {
    throw new Stopped(EXIT.usage, `--${option} takes a size such as 500MB, not "${text}".`);
  }
  return Number(digits) * (UNIT_BYTES[unit ?? ''] ?? 1);
}
