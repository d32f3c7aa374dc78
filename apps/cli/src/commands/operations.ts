import { type CaptureFile, openCaptureFile } from '@bulkhead/connect';
import {
  CaptureDissector,
  type CaptureSummary,
  JsonBytes,
  OperationWriter,
} from '@bulkhead/engine';
import { damageText } from '../captures.ts';
import { defineCommand, EXIT, type ExitCode } from '../command.ts';
import { complain, printBytes, printJson, Progress, sizeWords } from '../output.ts';
import { LineOutput, WRITE_AT_BYTES } from '../parallel/lines.ts';
import { readInShares, sharesFor } from '../parallel/shares.ts';

export const operations = defineCommand({
  name: 'operations',
  summary: 'Prints the operations in a capture, one JSON object a line.',
  takes: '<file>',
  options: [{ flags: '--summary', says: 'print counts alone' }],
  run: async ({ args, options }) => readOperations(args[0]!, options['summary'] === true, options),
});

async function readOperations(
  file: string,
  counts: boolean,
  options: Readonly<Record<string, string | boolean | undefined>>,
): Promise<ExitCode> {
  const progress = new Progress(!counts || options['json'] !== true);
  const shares = sharesFor(file);
  const capture = openCaptureFile(file);
  const read =
    shares === 1
      ? await readHere(capture, counts, progress)
      : await readThere(capture, shares, counts, progress);
  progress.done();
  const damage = capture.damage ?? read.damage;
  if (counts) printJson({ file, ...read, damage });
  if (damage === null) return EXIT.ok;
  complain(damageText(file, capture, read));
  return EXIT.input;
}

async function readThere(
  capture: CaptureFile,
  count: number,
  counts: boolean,
  progress: Progress,
): Promise<CaptureSummary> {
  const output = new LineOutput(printBytes);
  const summary = await readInShares(capture, {
    count,
    wanted: counts ? 'counts' : 'lines',
    onRun: (batch, from, to) => output.take(batch, from, to),
    onProgress: () =>
      progress.say(`${capture.file}: ${sizeWords(capture.readBytes)} read on ${count} cores`),
  });
  output.flush();
  return summary;
}

async function readHere(
  capture: CaptureFile,
  counts: boolean,
  progress: Progress,
): Promise<CaptureSummary> {
  const json = new JsonBytes();
  const writer = new OperationWriter(json);
  const flush = (): void => {
    printBytes(json.written());
    json.length = 0;
  };
  const dissector = new CaptureDissector({
    onOperation: counts
      ? () => {}
      : (operation) => {
          writer.write(operation);
          if (json.length >= WRITE_AT_BYTES) flush();
        },
  });
  for await (const chunk of capture.chunks) {
    dissector.push(chunk);
    // Nothing after the damage is understood, however much there is.
    if (dissector.summary().damage !== null) break;
    progress.say(`${capture.file}: ${sizeWords(capture.readBytes)} read`);
  }
  const summary = dissector.end();
  flush();
  return summary;
}
