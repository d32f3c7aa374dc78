import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { temporaryFolder } from '@bulkhead/testkit';
import { expect, it } from 'vitest';

const MAIN = join(import.meta.dirname, 'main.ts');

it('npm start prints where to look and the link to open, and ends when asked', async () => {
  const folder = temporaryFolder();
  const args = [MAIN, 'serve', '--demo', '--port', '0', '--data', folder];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line === 'Stop with Ctrl C.') break;
  }
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
  rmSync(folder, { recursive: true, force: true });
  const said = lines
    .join('\n')
    .replaceAll(/:\d{4,5}\b/g, ':PORT')
    .replace(/#[\w-]{43}$/m, '#TOKEN')
    .replace(folder, 'FOLDER');
  expect(said).toBe(`Bulkhead serves Millbrook Water at http://127.0.0.1:PORT
Journal and evidence: FOLDER

Open this link once, in the browser of whoever administers this plant:
  http://127.0.0.1:PORT/start#TOKEN

Stop with Ctrl C.`);
});
