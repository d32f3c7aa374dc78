import { readFileSync, writeFileSync } from 'node:fs';
import { ATTACK, runBulkhead, SAMPLE } from './server-process.ts';

const PROMPT = '$ bulkhead';

/**
 * Runs the commands of a transcript (`$ bulkhead …` lines) and holds their outputs and exit codes
 * against it. `ATTACK`, `PLAN` and `TMP` stand for paths. `UPDATE_GOLDEN=1`
 * writes the transcript anew; the diff in review is the test.
 */
export async function checkTranscript(path: string, folder: string): Promise<void> {
  const want = readFileSync(path, 'utf8');
  const paths = { ATTACK, PLAN: SAMPLE, TMP: folder };
  const commands = want.split('\n').filter((line) => line.startsWith(PROMPT));
  const ran = await Promise.all(
    commands.map(async (command) => {
      let text = command.slice(PROMPT.length).trim();
      for (const [name, value] of Object.entries(paths)) text = text.replaceAll(name, value);
      const { code, out, err } = await runBulkhead(text === '' ? [] : text.split(' '));
      let said = `${out}${err}`;
      for (const [name, value] of Object.entries(paths)) said = said.replaceAll(value, name);
      return `${command}\n${said}(exit ${code})\n`;
    }),
  );
  const got = ran.join('\n');
  if (got === want) return;
  if (process.env['UPDATE_GOLDEN'] === '1') return writeFileSync(path, got);
  throw new Error(`${path} differs\n--- want\n${want}--- got\n${got}`);
}
