/** Runs every benchmark of this folder, one after the other, each in a process of its own. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Not benchmarks of speed: this file, and the comparisons that want a corpus. */
const OTHERS = /^(main|agreement|attacks|baselines|protocols|resegment|skipped)\.ts$/;

let failed = 0;
for (const file of readdirSync(import.meta.dirname).toSorted()) {
  if (!file.endsWith('.ts') || OTHERS.test(file)) continue;
  process.stdout.write(`\n== ${file}\n`);
  const ran = spawnSync(process.execPath, [join(import.meta.dirname, file)], { stdio: 'inherit' });
  if (ran.status !== 0) failed++;
}
process.exitCode = failed === 0 ? 0 : 1;
