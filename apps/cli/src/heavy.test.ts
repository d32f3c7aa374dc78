import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { truncateSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { ATTACK, MAIN } from './testing/server-process.ts';

// Minutes long, so only with HEAVY=1: memory stays flat on 10 GB of damage and on a gzip bomb.
const SIZE_BYTES = 10 * 1024 ** 3;
const BOMB_BYTES = 4 * 1024 ** 3;
const PEAK_KB_MAX = 400_000;
const LOOK_EVERY_MS = 100;

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-heavy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.skipIf(process.env['HEAVY'] !== '1' || process.platform !== 'linux').each([
  ['operations', '10 GB of zeros after 300 kB', SIZE_BYTES, 300_000, 3],
  ['investigate', '10 GB of zeros after 300 kB', SIZE_BYTES, 300_000, 3],
  ['investigate', '10 GB of zeros', SIZE_BYTES, 0, 3],
  ['operations', 'a gzip bomb', BOMB_BYTES, 24, 0],
] as const)(
  '%s of %s takes bounded memory',
  { timeout: 600_000 },
  async (verb, name, sizeBytes, headBytes, code) => {
    const plain = join(folder, 'plain');
    writeFileSync(plain, readFileSync(ATTACK).subarray(0, headBytes));
    truncateSync(plain, sizeBytes);
    const packed = join(folder, 'packed.gz');
    const isBomb = name.includes('bomb');
    const zip = createGzip({ level: 1 });
    if (isBomb) await pipeline(createReadStream(plain), zip, createWriteStream(packed));
    const more =
      verb === 'operations' ? ['--summary', '--json'] : ['--out', join(folder, 'out'), '--json'];
    const child = spawn(process.execPath, [MAIN, verb, isBomb ? packed : plain, ...more], {
      stdio: 'ignore',
    });
    let peakKb = 0;
    const timer = setInterval(() => (peakKb = Math.max(peakKb, peakOf(child.pid))), LOOK_EVERY_MS);
    const [got] = (await once(child, 'exit')) as [number | null];
    clearInterval(timer);
    expect(got).toBe(code);
    expect(peakKb).toBeGreaterThan(0);
    expect(peakKb).toBeLessThan(PEAK_KB_MAX);
  },
);

function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0);
  } catch {
    return 0; // It has ended.
  }
}
