import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FILE_BYTES_MAX, FOLDER_DEPTH_MAX, readPlanFolder } from './plan-folder.ts';

let outer: string;
let root: string;
beforeEach(() => {
  outer = mkdtempSync(join(tmpdir(), 'bulkhead-plan-'));
  root = join(outer, 'plan');
  mkdirSync(root);
});
afterEach(() => {
  rmSync(outer, { recursive: true, force: true });
});

function put(file: string, bytes: string | Uint8Array = 'a: 1\n'): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), bytes);
}

async function read(): Promise<{ files: readonly string[]; findings: readonly string[] }> {
  const { files, findings } = await readPlanFolder(root);
  return {
    files: [...files.keys()],
    findings: findings.map(({ code, file }) => `${code} ${file}`),
  };
}

test('texts are read in the order of their paths; other files are passed over', async () => {
  for (const file of ['zones.yaml', 'assets/b.yml', 'assets/a.yaml', 'playbooks/p.json']) put(file);
  for (const file of ['README.md', 'notes.txt', 'run.sh', 'p.golden', '.git/x.yaml', '.env.json']) {
    put(file);
  }
  expect(await read()).toEqual({
    files: [
      'README.md',
      'assets/a.yaml',
      'assets/b.yml',
      'notes.txt',
      'playbooks/p.json',
      'zones.yaml',
    ],
    findings: [],
  });
});

test('a byte order mark is taken off, and what is not UTF-8 is a finding', async () => {
  put('bom.yaml', Uint8Array.of(0xef, 0xbb, 0xbf, 0x61));
  put('latin.yaml', Uint8Array.of(0x61, 0xe9, 0x0a));
  const { files, findings } = await readPlanFolder(root);
  expect([...files]).toEqual([['bom.yaml', 'a']]);
  expect(findings).toEqual([
    {
      code: 'not-utf-8',
      severity: 'error',
      file: 'latin.yaml',
      line: 1,
      column: 1,
      message: 'The file is not UTF-8 text.',
      fix: 'Save it as UTF-8.',
    },
  ]);
});

test('links that stay inside are followed to files, and those that leave are refused', async () => {
  put('real.yaml');
  writeFileSync(join(outer, 'secret.yaml'), 'password: x');
  mkdirSync(join(outer, 'plan-beside'));
  writeFileSync(join(outer, 'plan-beside', 'x.yaml'), 'x: 1');
  symlinkSync('real.yaml', join(root, 'inside.yaml'));
  symlinkSync('../secret.yaml', join(root, 'outside.yaml'));
  symlinkSync('../plan-beside/x.yaml', join(root, 'beside.yaml'));
  symlinkSync('/etc', join(root, 'folder'));
  symlinkSync('.', join(root, 'circle'));
  symlinkSync('loop.yaml', join(root, 'loop.yaml'));
  symlinkSync('nowhere.yaml', join(root, 'nowhere.yaml'));
  expect(await read()).toEqual({
    files: ['inside.yaml', 'real.yaml'],
    findings: [
      'link-leaves-folder beside.yaml',
      'link-to-folder circle',
      'link-leaves-folder folder',
      'cannot-read loop.yaml',
      'cannot-read nowhere.yaml',
      'link-leaves-folder outside.yaml',
    ],
  });
});

test('a pipe, a file too large and a folder too deep are findings', async () => {
  put('good.yaml');
  execFileSync('mkfifo', [join(root, 'pipe.yaml')]);
  put('large.yaml', new Uint8Array(FILE_BYTES_MAX + 1).fill(0x61));
  put('most.yaml', new Uint8Array(FILE_BYTES_MAX).fill(0x61));
  put(`${'d/'.repeat(FOLDER_DEPTH_MAX + 1)}deep.yaml`);
  const { files, findings } = await read();
  expect(files).toEqual(['good.yaml', 'most.yaml']);
  expect(findings.map((one) => one.replaceAll('d/', ''))).toEqual([
    'too-much d',
    'too-much large.yaml',
    'not-a-file pipe.yaml',
  ]);
});

test('more bytes than a folder may hold stop the reading, with one finding', async () => {
  for (let count = 0; count < 34; count++)
    put(`f${10 + count}.yaml`, new Uint8Array(FILE_BYTES_MAX).fill(0x61));
  const { files, findings } = await read();
  expect(files).toHaveLength(32);
  expect(findings).toEqual(['too-much .']);
});

test.each([
  ['missing', 'there is none'],
  ['file', 'it is not a folder'],
])('a folder that is a %s is one finding', async (kind, why) => {
  const path = join(outer, kind);
  if (kind === 'file') writeFileSync(path, '');
  const { files, findings } = await readPlanFolder(path);
  expect(files.size).toBe(0);
  expect(findings).toMatchObject([
    { code: 'cannot-read', file: '.', message: `The folder cannot be read: ${why}.` },
  ]);
});
