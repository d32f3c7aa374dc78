import { statSync } from 'node:fs';
import { join } from 'node:path';
import { readPlanFolder } from '@bulkhead/connect';
import { checkPlan, UNPLANNED, type CheckedPlan } from '@bulkhead/engine';
import { isoTime } from '@bulkhead/kernel';
import type { Finding, Plan, PlanText } from '@bulkhead/model';
import { EXIT, Stopped } from './command.ts';
import { systemClock } from './ports.ts';

/** What ships with this installation and an analyst edits: rules, sample plans, scenarios. */
export const CONTENT: string = join(import.meta.dirname, '../../../content');
export const SAMPLE_PLAN: string = join(CONTENT, 'plans/millbrook-water');
export const DEMO_CAPTURE: string = join(CONTENT, 'scenarios/dosing-attack/attack.pcap');

export interface LoadedContent extends CheckedPlan {
  /** The texts of the plan's files, for its pages and for evidence bundles. */
  readonly files: ReadonlyMap<string, string>;
  /** The texts of the shipped rules and of those of `--rules`, by the names that rules tell. */
  readonly ruleFiles: ReadonlyMap<string, string>;
  /** Where a file of a finding is, as seen from here. */
  where(file: string): string;
}

/**
 * The shipped rules, those of `--rules` and the plan with its own, all checked. Without a plan
 * folder the plan is empty: nothing is known of any host.
 */
export async function loadContent(
  planFolder: string | undefined,
  rulesFolder: string | undefined,
): Promise<LoadedContent> {
  const rules: PlanText[] = [];
  const findings: Finding[] = [];
  for (const folder of [join(CONTENT, 'rules'), ...(rulesFolder ? [rulesFolder] : [])]) {
    const read = await readFolder(folder);
    // The shipped rules are known by their short names; others by where they are.
    const nameOf = (file: string): string => (folder === rulesFolder ? join(folder, file) : file);
    for (const finding of read.findings) findings.push({ ...finding, file: nameOf(finding.file) });
    for (const [file, text] of read.files) {
      if (/\.ya?ml$/.test(file)) rules.push({ file: nameOf(file), text });
    }
  }
  const ofRules = new Set([...rules, ...findings].map(({ file }) => file));
  const ruleFiles = new Map(rules.map(({ file, text }) => [file, text]));
  const today = isoTime(systemClock.nowMs()).slice(0, 10);
  if (planFolder === undefined) {
    const checked = checkPlan(new Map(), rules, today);
    return {
      ...checked,
      plan: UNPLANNED,
      findings: [...findings, ...checked.findings.filter(({ file }) => ofRules.has(file))],
      files: new Map(),
      ruleFiles,
      where: (file) => file,
    };
  }
  const read = await readFolder(planFolder);
  const checked = checkPlan(read.files, rules, today);
  const unread = new Set(read.findings.map(({ file }) => file));
  // A file that is there and cannot be read is one finding, not also one that is missing.
  const said = checked.findings.filter(
    ({ code, file }) => code !== 'missing-file' || !unread.has(file),
  );
  return {
    ...checked,
    findings: [...findings, ...read.findings, ...said],
    files: read.files,
    ruleFiles,
    where: (file) => (ofRules.has(file) ? file : join(planFolder, file)),
  };
}

async function readFolder(folder: string): ReturnType<typeof readPlanFolder> {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) throw new Stopped(EXIT.input, `${folder}: no such folder.`);
  if (!stats.isDirectory()) throw new Stopped(EXIT.input, `${folder}: a file; name its folder.`);
  return readPlanFolder(folder);
}

/** The plan, or a stop that names its first error. */
export function planOrStop(content: LoadedContent): Plan {
  const errors = content.findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (content.plan !== null && first === undefined) return content.plan;
  if (first === undefined) throw new Stopped(EXIT.no, 'the plan cannot be used.');
  const at = `${content.where(first.file)}:${first.line}:${first.column}`;
  const more =
    errors.length === 1 ? '' : ` ${errors.length - 1} more: \`bulkhead check\` lists them.`;
  throw new Stopped(EXIT.no, `${at}: ${sentence(first.message)} ${sentence(first.fix)}${more}`);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
