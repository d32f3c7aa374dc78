import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { seededRandom, temporaryFolder } from '@bulkhead/testkit';
import { afterAll, expect, test } from 'vitest';
import { checkJournal, openJournal } from './mod.ts';

const RUNS = Number(process.env['RUNS'] ?? 20);
const SEED = process.env['SEED'] ?? 'crash';
const WRITER = fileURLToPath(new URL('../testdata/crash-writer.ts', import.meta.url));
const LINES_MAX = 150;

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * Kills a writer after it has printed some number of lines, which can be before it has opened the
 * journal, within a commit, or within a checkpoint of the write-ahead log. Gives the last sequence
 * that it acknowledged, or -1.
 */
async function killedWriter(seed: string, linesUntilKill: number): Promise<number> {
  const writer = spawn(process.execPath, [WRITER, folder, seed], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let lines = 0;
  let acknowledged = -1;
  for await (const line of createInterface({ input: writer.stdout })) {
    if (/^\d+$/.test(line)) acknowledged = Number(line);
    // What comes after the kill was acknowledged too: it is read to the end of the pipe.
    if (++lines === linesUntilKill) writer.kill('SIGKILL');
  }
  return acknowledged;
}

test(
  `${RUNS} kills at random moments lose no acknowledged entry, seed ${SEED}`,
  async () => {
    let before = 0;
    for (let run = 0; run < RUNS; run++) {
      const where = `seed ${SEED}, run ${run}`;
      const linesUntilKill = 1 + (seededRandom(`${SEED}/${run}`).bytes(1)[0]! % LINES_MAX);
      const acknowledged = await killedWriter(`${SEED}/${run}`, linesUntilKill);
      const { ok, what, entries } = checkJournal(folder);
      expect(ok, `${where}: ${what}`).toBe(true);
      expect(entries, where).toBeGreaterThan(acknowledged);
      expect(entries, where).toBeGreaterThanOrEqual(before);
      const journal = openJournal(folder);
      expect(journal.length, where).toBe(entries);
      await journal.close();
      before = entries;
    }
    expect(before).toBeGreaterThan(RUNS);
  },
  RUNS * 5_000,
);
