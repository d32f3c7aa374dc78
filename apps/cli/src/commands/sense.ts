import { CaptureSegments, InputFailed } from '@bulkhead/connect';
import { defineCommand, EXIT, type ExitCode, type Given, Stopped, textOption } from '../command.ts';
import { complain, printJson } from '../output.ts';
import { bytesOption, openSource, type PacketSource, SOURCE_OPTIONS } from '../packet-source.ts';
import { systemClock } from '../ports.ts';
import { Sensor, type SensorOptions } from '../sensor.ts';

const BUDGET = '1GB';
const SEGMENT = '64MB';
const SEGMENT_BYTES_MIN = 65_536;
const STATUS_SECONDS = 10;

export const sense = defineCommand({
  name: 'sense',
  summary: 'Watches an interface: operations as they happen, packets kept for evidence.',
  takes: '',
  options: [
    ...SOURCE_OPTIONS,
    { flags: '--out <folder>', says: 'keep the packets there, in sealed segments' },
    { flags: '--budget <size>', says: `all segments together (default ${BUDGET})` },
    { flags: '--segment <size>', says: `one segment (default ${SEGMENT})` },
    { flags: '--status <seconds>', says: `a status line so often (default ${STATUS_SECONDS})` },
    { flags: '--summary', says: 'print counts alone, at the end' },
  ],
  run: watch,
});

async function watch(given: Given): Promise<ExitCode> {
  const source = openSource(given);
  if (source === null) {
    throw new Stopped(EXIT.usage, 'name an --interface, or a file with --from.');
  }
  const exitCode = await runUntilStopped(
    {
      source,
      segments: segmentsOf(given),
      countsOnly: given.options['summary'] === true,
      statusEveryMs: secondsOf(given, 'status', STATUS_SECONDS) * 1_000,
      nowMs: () => systemClock.nowMs(),
    },
    source,
  );
  // Reading a pipe that nobody writes to would keep the process waiting.
  if (source.isStuck) process.exit(exitCode);
  return exitCode;
}

/** Ctrl C and SIGTERM end the source; what is under way is finished and summed up. */
async function runUntilStopped(options: SensorOptions, source: PacketSource): Promise<ExitCode> {
  const onSignal = (): void => void source.stop();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const summary = await new Sensor(options).run();
    if (options.countsOnly) printJson(summary);
    const { packets, operationTotal, dropped, restarts, segments } = summary;
    complain(
      `${source.name}: ended after ${packets} packets and ${operationTotal} operations; ` +
        `${dropped.byKernel + dropped.byInterface} packets dropped, ${restarts} restarts, ` +
        `${segments.sealed} segments kept, ${segments.removed} removed`,
    );
    if (summary.damage === null) return EXIT.ok;
    complain(`${source.name}: ${summary.damage.message}`);
    return EXIT.input;
  } catch (error) {
    if (!(error instanceof InputFailed)) throw error;
    const isUsage = error.code === 'bad_filter';
    throw new Stopped(isUsage ? EXIT.usage : EXIT.machine, error.message);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

function segmentsOf(given: Given): CaptureSegments | null {
  const folder = textOption(given, 'out');
  const segmentBytesMax = bytesOption(given, 'segment', SEGMENT);
  const totalBytesMax = bytesOption(given, 'budget', BUDGET);
  if (segmentBytesMax < SEGMENT_BYTES_MIN || totalBytesMax < 2 * segmentBytesMax) {
    const least = `--segment takes at least ${SEGMENT_BYTES_MIN} bytes`;
    throw new Stopped(EXIT.usage, `${least}, and --budget at least two segments.`);
  }
  if (folder === undefined) return null;
  const run = new Date(systemClock.nowMs()).toISOString();
  return new CaptureSegments({ folder, segmentBytesMax, totalBytesMax, run });
}

function secondsOf(given: Given, option: string, otherwise: number): number {
  const seconds = Number(textOption(given, option) ?? otherwise);
  if (!Number.isFinite(seconds) || seconds < 0.1 || seconds > 86_400) {
    throw new Stopped(EXIT.usage, `--${option} takes seconds, from 0.1 to 86400.`);
  }
  return seconds;
}
