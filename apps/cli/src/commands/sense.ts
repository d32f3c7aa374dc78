import {
  CaptureSegments,
  InputFailed,
  liveCapture,
  openCaptureFile,
  type PacketRecords,
  PcapRecords,
  restartingCapture,
  unreadableBecause,
} from '@bulkhead/connect';
import { defineCommand, EXIT, type ExitCode, type Given, Stopped, textOption } from '../command.ts';
import { complain, printJson } from '../output.ts';
import { systemClock } from '../ports.ts';
import { Sensor, type SensorOptions } from '../sensor.ts';

const BUDGET = '1GB';
const SEGMENT = '64MB';
const SEGMENT_BYTES_MIN = 65_536;
const STATUS_SECONDS = 10;
/** Whom tcpdump becomes when root starts it: somebody who owns nothing. */
const USER = 'nobody';
const UNIT_BYTES: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };

export const sense = defineCommand({
  name: 'sense',
  summary: 'Watches an interface: operations as they happen, packets kept for evidence.',
  takes: '',
  options: [
    { flags: '--interface <name>', says: 'where to capture, such as eth0' },
    { flags: '--from <file>', says: 'a pcap file or named pipe instead, read once' },
    { flags: '--filter <expression>', says: 'packets wanted, as pcap-filter(7) says it' },
    { flags: '--user <name>', says: `whom tcpdump becomes, if root starts it (${USER})` },
    { flags: '--program <path>', says: 'tcpdump or dumpcap (default: tcpdump)' },
    { flags: '--out <folder>', says: 'keep the packets there, in sealed segments' },
    { flags: '--budget <size>', says: `all segments together (default ${BUDGET})` },
    { flags: '--segment <size>', says: `one segment (default ${SEGMENT})` },
    { flags: '--status <seconds>', says: `a status line so often (default ${STATUS_SECONDS})` },
    { flags: '--summary', says: 'print counts alone, at the end' },
  ],
  run: watch,
});

async function watch(given: Given): Promise<ExitCode> {
  const countsOnly = given.options['summary'] === true;
  const name = textOption(given, 'interface');
  const file = textOption(given, 'from');
  if ((name === undefined) === (file === undefined)) {
    throw new Stopped(EXIT.usage, 'name an --interface, or a file with --from.');
  }
  const statusEveryMs = secondsOf(given, 'status', STATUS_SECONDS) * 1_000;
  const nowMs = (): number => systemClock.nowMs();
  const shared = { countsOnly, statusEveryMs, nowMs };
  if (file !== undefined) {
    const unreadable = unreadableBecause(file);
    if (unreadable !== undefined) throw new Stopped(EXIT.input, unreadable);
    const reading = readFileOnce(file);
    const segments = segmentsOf(given);
    const options = { ...shared, name: file, source: reading.records, segments };
    const exitCode = await runUntilStopped(options, () => reading.stop());
    // Reading a pipe that nobody writes to would keep the process waiting.
    if (reading.stopped) process.exit(exitCode);
    return exitCode;
  }
  const live = restartingCapture({
    open: () => liveCapture(captureOptions(given, name!)),
    onRestart: (reason, waitMs) =>
      complain(`${name!}: ${reason}; trying again in ${waitMs / 1_000} s`),
  });
  const segments = segmentsOf(given);
  return runUntilStopped({ ...shared, name: name!, source: live.records, live, segments }, () =>
    live.close(),
  );
}

/** Ctrl C and SIGTERM end the source; what is under way is finished and summed up. */
async function runUntilStopped(
  options: SensorOptions,
  stop: () => Promise<void> | void,
): Promise<ExitCode> {
  const onSignal = (): void => void stop();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const summary = await new Sensor(options).run();
    if (options.countsOnly) printJson(summary);
    const { packets, operationTotal, dropped, restarts, segments } = summary;
    complain(
      `${options.name}: ended after ${packets} packets and ${operationTotal} operations; ` +
        `${dropped.byKernel + dropped.byInterface} packets dropped, ${restarts} restarts, ` +
        `${segments.sealed} segments kept, ${segments.removed} removed`,
    );
    if (summary.damage === null) return EXIT.ok;
    complain(`${options.name}: ${summary.damage.message}`);
    return EXIT.input;
  } catch (error) {
    if (!(error instanceof InputFailed)) throw error;
    const isUsage = error.code === 'bad_filter';
    throw new Stopped(isUsage ? EXIT.usage : EXIT.machine, error.message);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

/** The packets of a file or pipe, until it ends or is left alone. */
function readFileOnce(file: string): {
  readonly records: AsyncIterable<PacketRecords>;
  readonly stopped: boolean;
  stop(): void;
} {
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
    records: records(),
    get stopped() {
      return stopped;
    },
    stop: () => {
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

function segmentsOf(given: Given): CaptureSegments | null {
  const folder = textOption(given, 'out');
  const segmentBytesMax = bytesOf(given, 'segment', SEGMENT);
  const totalBytesMax = bytesOf(given, 'budget', BUDGET);
  if (segmentBytesMax < SEGMENT_BYTES_MIN || totalBytesMax < 2 * segmentBytesMax) {
    const least = `--segment takes at least ${SEGMENT_BYTES_MIN} bytes`;
    throw new Stopped(EXIT.usage, `${least}, and --budget at least two segments.`);
  }
  if (folder === undefined) return null;
  const run = new Date(systemClock.nowMs()).toISOString();
  return new CaptureSegments({ folder, segmentBytesMax, totalBytesMax, run });
}

/** `500MB` and the like, in powers of ten. */
function bytesOf(given: Given, option: string, otherwise: string): number {
  const text = textOption(given, option) ?? otherwise;
  const [, digits, unit] = /^(\d{1,15})([kMGT]?)B?$/.exec(text) ?? [];
  if (digits === undefined) {
    throw new Stopped(EXIT.usage, `--${option} takes a size such as 500MB, not "${text}".`);
  }
  return Number(digits) * (UNIT_BYTES[unit ?? ''] ?? 1);
}

function secondsOf(given: Given, option: string, otherwise: number): number {
  const seconds = Number(textOption(given, option) ?? otherwise);
  if (!Number.isFinite(seconds) || seconds < 0.1 || seconds > 86_400) {
    throw new Stopped(EXIT.usage, `--${option} takes seconds, from 0.1 to 86400.`);
  }
  return seconds;
}
