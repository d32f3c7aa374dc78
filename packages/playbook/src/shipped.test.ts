import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkGolden } from '@bulkhead/testkit';
import { describe, expect, test } from 'vitest';
import { advance, parsePlaybook, startRun, type Decision, type Playbook } from './mod.ts';

const ROOT = join(import.meta.dirname, '../../..');
const files = readdirSync(join(ROOT, 'content'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /(^|\/)playbooks\/[^/]+\.json$/.test(file))
  .toSorted();
const VARIABLES = {
  __incident__: 'incident-1',
  __source__: 'engineering-station',
  __source_address__: '10.20.30.21',
  __targets__: 'plc-dosing, plc-chlorine',
  __conduit__: 'engineering-dosing',
};

test('there are playbooks to hold', () => {
  expect(files.length).toBeGreaterThanOrEqual(2);
});

describe.each(files)('%s', (file) => {
  const path = join(ROOT, 'content', file);
  const { playbook, findings } = parsePlaybook(file, readFileSync(path, 'utf8'));

  test('has nothing to find and can run', () => {
    expect(findings).toEqual([]);
    expect(playbook?.runnable).toBe(true);
  });

  test('answers lead to commands as its golden says', () => {
    checkGolden(
      join(dirname(path), file.replace(/^.*\//, '').replace('.json', '.golden')),
      (text) =>
        text
          .split('\n')
          .filter(Boolean)
          .map((answers) => table(playbook!, answers))
          .join('\n'),
    );
  });
});

/** One line for each answer: to the oldest open command, and what comes of it. */
function table(playbook: Playbook, answers: string): string {
  let decision = startRun(playbook, { runId: 'run-1', variables: VARIABLES });
  const lines = [answers, `  start  -> ${said(decision)}`];
  for (const answer of answers.split(' ')) {
    const key = decision.run.pending[0]?.key ?? 'none';
    decision = advance(playbook, decision.run, inputOf(answer, key));
    lines.push(`  ${answer.padEnd(6)} -> ${said(decision)}`);
  }
  return `${lines.join('\n')}\n`;
}

function inputOf(answer: string, key: string): Parameters<typeof advance>[2] {
  if (answer === 'open') return { type: 'gate-opened', key };
  if (answer === 'refuse') return { type: 'gate-refused', key, reason: 'Not now.' };
  const settlement = { key, succeeded: answer === 'done', detail: answer, out: {} };
  return { type: 'settled', settlement };
}

function said({ commands }: Decision): string {
  if (commands.length === 0) return 'wait';
  return commands
    .map((command) => {
      if (command.type === 'close') return `close ${command.outcome}`;
      if (command.type === 'ask') return `ask ${command.gate} (${command.impact})`;
      return `${command.action} "${command.title}" (${command.impact})`;
    })
    .join(' + ');
}
