import type { Finding } from '@bulkhead/model';
import type { z } from 'zod';
import type { Readiness as ReadinessSchema } from '@bulkhead/model';
import { LINT_RULES } from './lint.ts';
import { type PartId, PARTS } from './parts.ts';
import { SECTIONS } from './sections.ts';

export type Readiness = z.infer<typeof ReadinessSchema>;

/** Reasons shown for one part; the points count all. */
const REASONS_MAX = 50;

/**
 * How ready the plan is, 0 to 100: each part starts full, and each finding takes the points of its
 * rule from its part, down to none. The same findings give the same score; every lost point has a
 * finding to show for it. A plan with an error cannot be carried out and scores nothing.
 */
export function readinessOf(findings: readonly Finding[]): Readiness {
  const broken = findings.filter(({ severity }) => severity === 'error');
  const parts = PARTS.map(({ id, title, pointsMax }) => {
    const costs = findings.filter((finding) => costOf(finding)?.part === id);
    const lost = costs.reduce((sum, finding) => sum + costOf(finding)!.points, 0);
    const points = broken.length > 0 ? 0 : Math.max(0, pointsMax - lost);
    const because = (broken.length > 0 ? broken : costs).slice(0, REASONS_MAX).map(reason);
    return { id, title, points, pointsMax, because };
  });
  return { score: parts.reduce((sum, { points }) => sum + points, 0), parts };
}

function reason({ code, file, line, column, message }: Finding): string {
  return `${code} at ${file}:${line}:${column}: ${message}`;
}

function costOf(finding: Finding): { part: PartId; points: number } | undefined {
  if (finding.code === 'missing-file') {
    const section = SECTIONS.find(({ where }) => finding.file.startsWith(where));
    return section?.cost;
  }
  return LINT_RULES.find(({ code }) => code === finding.code);
}
