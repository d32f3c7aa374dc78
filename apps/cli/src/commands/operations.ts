import { type CaptureFile, openCaptureFile } from '@bulkhead/connect';
import { CaptureDissector, copyOperation } from '@bulkhead/engine';
import { defineCommand, EXIT, type ExitCode } from '../command.ts';
import { damageText } from '../captures.ts';
import { type DissectedInShares, dissectInShares, sharesFor } from '../parallel/dissect.ts';
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
  const shares = sharesFor(file);
  const read =
    shares === 1
      ? await readHere(openCaptureFile(file), counts, progress)
      : await dissectInShares(file, shares, counts ? null : print, (readBytes) =>
          progress.say(`${file}: ${sizeWords(readBytes)} read on ${shares} cores`),
        );
  progress.done();
  const damage = read.damage ?? read.summary.damage;
  if (counts) printJson({ file, ...read.summary, damage });
  if (damage === null) return EXIT.ok;
  complain(damageText(file, { damage: read.damage }, read.summary));
  return EXIT.input;
}

async function readHere(
  capture: CaptureFile,
  counts: boolean,
  progress: Progress,
): Promise<DissectedInShares> {
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
  for await (const chunk of capture.chunks) {
    dissector.push(chunk);
    // Nothing after the damage is understood, however much there is.
    if (dissector.summary().damage !== null) break;
    progress.say(`${capture.file}: ${sizeWords(capture.readBytes)} read`);
  }
  const summary = dissector.end();
  print(text);
  return { summary, damage: capture.damage };
}
