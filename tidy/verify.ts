import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One check of `npm run verify`. CI runs exactly these, in this order. */
interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** Writes a Vitest report to the path that is appended. */
  readonly report?: string;
}

const ROOT = join(import.meta.dirname, '..');
const BIN = join(ROOT, 'node_modules/.bin');
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const STEPS: readonly Step[] = [
  { name: 'generated files', command: ['node', 'tidy/gen.ts', '--check'] },
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'unused', command: ['knip', '--no-progress'] },
  { name: 'web build', command: ['vite', 'build', 'apps/web', '--logLevel', 'warn'] },
  { name: 'unit, property and tidy tests', command: vitest('unit'), report: 'unit.json' },
  { name: 'browser tests', command: vitest('browser'), report: 'browser.json' },
];

/** Programs that some checks need, which of them, and how to get the program. */
const TOOLS = [
  { name: 'chromium', checks: 'browser tests', found: () => CHROMIUM.some((p) => existsSync(p)) },
  { name: 'tshark', checks: 'agreement with tshark', found: () => answers('tshark', '--version') },
  { name: 'tcpdump', checks: 'live capture', found: () => answers('tcpdump', '--version') },
] as const;

interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

function vitest(project: string): readonly string[] {
  return ['vitest', 'run', '--project', project, '--reporter=default', '--reporter=json'];
}

function answers(program: string, argument: string): boolean {
  return spawnSync(program, [argument], { stdio: 'ignore' }).status === 0;
}

function run(step: Step, reports: string, totals: Totals): boolean {
  const [program, ...rest] = step.command;
  const report = step.report === undefined ? undefined : join(reports, step.report);
  const args = report === undefined ? rest : [...rest, `--outputFile.json=${report}`];
  const path = `${BIN}:${process.env['PATH'] ?? ''}`;
  const started = performance.now();
  const { status } = spawnSync(join(BIN, program!), args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const ok = status === 0;
  if (report !== undefined && existsSync(report)) add(totals, report);
  else if (ok) totals.passed++;
  else totals.failed++;
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${step.name} (${seconds} s)\n`);
  return ok;
}

function add(totals: Totals, report: string): void {
  const text = readFileSync(report, 'utf8');
  const result: Record<string, number | undefined> = JSON.parse(text);
  totals.passed += result['numPassedTests'] ?? 0;
  totals.failed += result['numFailedTests'] ?? 0;
  totals.skipped += (result['numPendingTests'] ?? 0) + (result['numTodoTests'] ?? 0);
}

/** Says what is left out and how to get it. In CI nothing may be left out. */
function missingTools(): boolean {
  const missing = TOOLS.filter((tool) => !tool.found());
  for (const tool of missing) {
    process.stdout.write(
      `left out: ${tool.checks}, because ${tool.name} is not installed ` +
        `(apt-get install ${tool.name})\n`,
    );
  }
  return missing.length > 0;
}

function main(): void {
  const inCi = process.env['CI'] === 'true';
  if (missingTools() && inCi) {
    process.stdout.write('In CI nothing may be left out.\n');
    process.exitCode = 1;
    return;
  }
  const reports = mkdtempSync(join(tmpdir(), 'bulkhead-verify-'));
  const totals: Totals = { passed: 0, failed: 0, skipped: 0 };
  const failed: string[] = [];
  for (const step of STEPS) {
    if (step.report === 'browser.json' && !TOOLS[0].found()) continue;
    if (!run(step, reports, totals)) failed.push(step.name);
  }
  rmSync(reports, { recursive: true, force: true });
  missingTools();
  if (failed.length > 0) process.stdout.write(`failed: ${failed.join(', ')}\n`);
  const skipped = totals.skipped === 0 ? '' : `, ${totals.skipped} skipped`;
  process.stdout.write(`${totals.passed} passed, ${totals.failed} failed${skipped}\n`);
  process.exitCode = failed.length > 0 || (inCi && totals.skipped > 0) ? 1 : 0;
}

main();
