import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { verifyBundle, type ByteSource, type Verification } from '@bulkhead/engine';
import { defineCommand, EXIT, Stopped, textOption, type Given } from '../command.ts';
import { printJson, printLine } from '../output.ts';

const KEY_BYTES_MAX = 4_096;

export const verify = defineCommand({
  name: 'verify',
  summary: 'Verifies an evidence bundle with nothing but itself and a public key.',
  takes: '<bundle>',
  options: [
    {
      flags: '--key <file or text>',
      says: 'the public key, as signing.pub holds it; without it only consistency is shown',
    },
  ],
  run: async (given) => {
    const file = given.args[0]!;
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      const source: ByteSource = {
        sizeBytes: size,
        async read(offset, length) {
          const bytes = new Uint8Array(length);
          const { bytesRead } = await handle.read(bytes, 0, length, offset);
          return bytes.subarray(0, bytesRead);
        },
      };
      const result = await verifyBundle(source, { key: keyOf(given) });
      if (given.options['json'] === true) printJson(result);
      else printResult(file, result);
      return result.ok ? EXIT.ok : EXIT.no;
    } finally {
      await handle.close();
    }
  },
});

/** The key as text, or the text of the file that is named. */
function keyOf(given: Given): string | undefined {
  const key = textOption(given, 'key');
  if (key === undefined || key.includes('+')) return key;
  const text = readFileSync(key, 'utf8');
  if (text.length > KEY_BYTES_MAX) throw new Stopped(EXIT.input, `${key}: not a public key.`);
  return text.trim();
}

function printResult(file: string, result: Verification): void {
  for (const check of result.checks) {
    printLine(`${check.ok ? 'holds ' : 'FAILS '} ${check.name}: ${check.detail}`);
  }
  if (!result.ok) {
    const where = typeof result.at === 'number' ? ` (entry ${result.at})` : '';
    printLine(`${file}: NOT intact${where}: ${result.what ?? 'a check does not hold'}`);
    return;
  }
  printLine(`${file}: intact. ${result.entries} entries of ${result.origin}, root ${result.root}`);
  if (!result.keyGiven) {
    printLine(
      'The key came from the bundle itself: this shows that it is consistent, not who made it.',
    );
    printLine('Compare this key with one that you have from its owner, or give --key:');
    printLine(`  ${result.key}`);
  }
}
