import { existsSync } from 'node:fs';
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
    findings.push(...read.findings);
    for (const [file, text] of read.files) {
      if (/\.ya?ml$/.test(file)) rules.push({ file, text });
    }
  }
  const today = isoTime(systemClock.nowMs()).slice(0, 10);
  if (planFolder === undefined) {
    const checked = checkPlan(new Map(), rules, today);
    const ofRules = checked.findings.filter(({ file }) => rules.some((rule) => rule.file === file));
    return {
      ...checked,
      plan: UNPLANNED,
      findings: [...findings, ...ofRules],
      files: new Map(),
    };
  }
  const read = await readFolder(planFolder);
  const checked = checkPlan(read.files, rules, today);
  return {
    ...checked,
    findings: [...findings, ...read.findings, ...checked.findings],
    files: read.files,
  };
}

async function readFolder(folder: string): ReturnType<typeof readPlanFolder> {
  if (!existsSync(folder)) throw new Stopped(EXIT.input, `${folder}: no such folder.`);
  return readPlanFolder(folder);
}

/** The plan, or a stop that names its first error. */
export function planOrStop(content: LoadedContent): Plan {
  const first = content.findings.find(({ severity }) => severity === 'error');
  if (content.plan !== null && first === undefined) return content.plan;
  const where = first === undefined ? '' : `${first.file}:${first.line}:${first.column}: `;
  throw new Stopped(
    EXIT.no,
    `the plan or its rules have errors. ${where}${first?.message ?? ''} ${first?.fix ?? ''}`.trim(),
  );
}
