import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkJournal } from '@bulkhead/store';
import { afterAll, expect, test } from 'vitest';
import { ATTACK, runBulkhead, SAMPLE, startServer } from './testing/server-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-serve-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Each refusal must also end the process: a run that hangs fails by the test's time limit.
test('a taken port, a locked folder and a bad certificate are refused in words', async () => {
  const data = ['--data', at('data')];
  const server = await startServer(data);
  const { port } = new URL(server.url);
  try {
    writeFileSync(at('text'), 'no certificate');
    const tls = ['--tls-cert', at('text'), '--tls-key', at('text')];
    const refused = await Promise.all([
      runBulkhead(['serve', '--port', port, '--data', at('other')]),
      runBulkhead(['serve', '--port', '0', ...data]),
      runBulkhead(['investigate', ATTACK, '--plan', SAMPLE, '--out', at('data')]),
      runBulkhead(['serve', '--port', '0', '--data', at('third'), ...tls]),
      runBulkhead(['serve', '--port', '0', '--data', at('fourth'), '--host', '0.0.0.0']),
    ]);
    expect(refused.map(({ code }) => code)).toEqual([4, 4, 4, 4, 4]);
    const words = ['is not free', 'another process', 'another process', 'PEM form', 'needs TLS'];
    refused.forEach(({ err }, i) => expect(err).toContain(words[i]));
  } finally {
    expect(await server.stop()).toBe(0);
  }
  expect(checkJournal(at('data'))).toMatchObject({ ok: true });
});
