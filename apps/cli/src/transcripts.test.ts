import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { existsSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ATTACK, SAMPLE } from './testing/server-process.ts';
import { checkTranscript } from './testing/transcript.ts';

const TESTDATA = join(import.meta.dirname, '../testdata');
const SPARSE_BYTES = 10 * 1024 ** 3;
const RULE_BYTES = 5_000_000;

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-cli-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  mkdirSync(at('folder'));
  writeFileSync(at('empty'), '');
  writeFileSync(at('text'), 'This is no capture and no bundle.\n');
  writeFileSync(at('sparse'), '');
  truncateSync(at('sparse'), SPARSE_BYTES);
  cpSync(ATTACK, at('capture'));
  plan('dangling', 'assets/dosing.yaml', (text) =>
    text.replace('zone: dosing-control', 'zone: nowhere'),
  );
  plan('aliases', 'people.yaml', aliasBomb);
  plan('latin', 'people.yaml', () => Uint8Array.of(0x61, 0x3a, 0x20, 0xe9, 0x0a));
  plan('playbook', 'playbooks/isolate-engineering-conduit.json', () => '{"type": "playbook", ');
  for (const kind of ['modifier', 'large', 'circle']) mkdirSync(at(`rules-${kind}`));
  writeFileSync(at('rules-modifier/a.yml'), RULE);
  writeFileSync(at('rules-large/a.yml'), `${RULE}${'#'.repeat(RULE_BYTES)}`);
  symlinkSync('.', at('rules-circle/loop'));
});

test.each(['help', 'usage', 'bad-capture', 'bad-plan', 'bad-bundle', 'sense'])(
  '%s reads as its transcript',
  async (name) => {
    await checkTranscript(join(TESTDATA, `${name}.transcript`), folder);
    expect(existsSync(at('never'))).toBe(false);
  },
);

/** The sample plan with one file changed. */
function plan(name: string, file: string, change: (text: string) => string | Uint8Array): void {
  cpSync(SAMPLE, at(name), { recursive: true });
  const path = join(at(name), file);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

/** Eleven lines that would be 9 to the power of 12 values. */
function aliasBomb(): string {
  let text = `a0: &a0 [${Array(9).fill('x').join(', ')}]\n`;
  for (let i = 1; i < 12; i++) {
    text += `a${i}: &a${i} [${Array(9)
      .fill(`*a${i - 1}`)
      .join(', ')}]\n`;
  }
  return text;
}

const RULE = `title: A rule with a modifier that there is not
id: 11111111-1111-4111-8111-111111111111
status: test
logsource:
  product: ot
  category: modbus
detection:
  selection:
    verb|sounds: write
  condition: selection
level: high
`;
