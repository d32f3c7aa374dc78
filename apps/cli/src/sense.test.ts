import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ATTACK, MAIN, runBulkhead } from './testing/server-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-sense-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('from a file: the operations of `operations`, and all packets in segments', async () => {
  const out = join(folder, 'kept');
  const sizes = ['--segment', '100kB', '--budget', '10MB'];
  const sensed = await runBulkhead(['sense', '--from', ATTACK, '--out', out, ...sizes]);
  const read = await runBulkhead(['operations', ATTACK]);
  expect(sensed.code, sensed.err).toBe(0);
  expect(sensed.out).toBe(read.out);
  const { segments } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as {
    segments: readonly { file: string; digest: string; firstFrame: number; packets: number }[];
  };
  let frames = 0;
  const packets: Buffer[] = [];
  for (const { file, digest, firstFrame, packets: count } of segments) {
    const bytes = readFileSync(join(out, file));
    expect(`sha256:${createHash('sha256').update(bytes).digest('hex')}`).toBe(digest);
    expect(firstFrame).toBe(frames + 1);
    frames += count;
    packets.push(bytes.subarray(24));
  }
  expect(Buffer.concat(packets).equals(readFileSync(ATTACK).subarray(24))).toBe(true);
});

test('from a named pipe: operations come at once, and SIGTERM ends it in order', async () => {
  const pipe = join(folder, 'pipe');
  const out = join(folder, 'piped');
  execFileSync('mkfifo', [pipe]);
  const args = [MAIN, 'sense', '--from', pipe, '--out', out];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const writer = createWriteStream(pipe);
  writer.on('error', () => {});
  const bytes = readFileSync(ATTACK);
  // The last packet is cut: what is whole is kept.
  writer.write(bytes.subarray(0, bytes.length - 5));
  await once(child.stdout, 'data');
  child.stdout.resume();
  child.kill('SIGTERM');
  const [code] = (await once(child, 'close')) as [number | null];
  writer.destroy();
  expect(code, err).toBe(0);
  expect(err).toMatch(/ended after \d+ packets and \d+ operations/);
  expect(readdirSync(out)).toContain('000000001.pcap');
});
