import { openCaptureFile } from '@bulkhead/connect';
import { CaptureDissector, copyOperation } from '@bulkhead/engine';
import { defineCommand, EXIT, type ExitCode } from '../command.ts';
import { damageText } from '../captures.ts';
import { complain, print, printJson, Progress, sizeWords } from '../output.ts';

/** Text gathered before it is written: one write a line would be slower than the dissection. */
const WRITE_AT_CHARS = 64 * 1024;

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
  let text = '';
  const dissector = new CaptureDissector({
    onOperation: counts
      ? () => {}
      : (operation) => {
          text += `${JSON.stringify(copyOperation(operation))}\n`;
          if (text.length < WRITE_AT_CHARS) return;
          print(text);
          text = '';
        },
  });
  const capture = openCaptureFile(file);
  for await (const chunk of capture.chunks) {
    dissector.push(chunk);
    // Nothing after the damage is understood, however much there is.
    if (dissector.summary().damage !== null) break;
    progress.say(`${file}: ${sizeWords(capture.readBytes)} read`);
  }
  const summary = dissector.end();
  progress.done();
  print(text);
  const damage = capture.damage ?? summary.damage;
  if (counts) printJson({ file, ...summary, damage });
  if (damage === null) return EXIT.ok;
  complain(damageText(file, capture, summary));
  return EXIT.input;
}
