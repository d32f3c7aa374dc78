import { readFileSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { verifyBundle, type ByteSource, type Verification } from '@bulkhead/engine';
import { defineCommand, EXIT, Stopped, textOption, type Given } from '../command.ts';
import { print, printJson, printLine, wrapped } from '../output.ts';

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
      const stats = await handle.stat();
      if (!stats.isFile()) throw new Stopped(EXIT.input, `${file}: not a file; name a bundle.`);
      const { size } = stats;
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
  const stats = statSync(key);
  if (stats.isFile() && stats.size <= KEY_BYTES_MAX) return readFileSync(key, 'utf8').trim();
  throw new Stopped(EXIT.input, `${key}: not a public key. Give signing.pub of the data folder.`);
}

function printResult(file: string, result: Verification): void {
  for (const check of result.checks) {
    print(wrapped(`${check.name}: ${check.detail}`, check.ok ? 'holds  ' : 'FAILS  '));
  }
  if (!result.ok) {
    const where = typeof result.at === 'number' ? ` (entry ${result.at})` : '';
    printLine();
    const what = result.checks.some(({ ok }) => !ok) ? '' : `: ${result.what ?? 'not a bundle'}`;
    print(wrapped(`${file}: NOT intact${where}${what}.`.replace(/\.\.$/, '.')));
    print(wrapped('Ask its owner for another copy, and keep this one: it shows the change.'));
    return;
  }
  printLine();
  print(wrapped(`${file}: intact. ${result.entries} entries of ${result.origin}, root`));
  printLine(`  ${result.root}`);
  if (!result.keyGiven) {
    printLine('The key came from the bundle: it is consistent, but this does not show who');
    printLine('made it. Compare the key with one that you have from its owner, or give --key:');
    printLine(`  ${result.key}`);
  }
}
