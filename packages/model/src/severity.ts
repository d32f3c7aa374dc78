import { z } from 'zod';

/** Sigma 2.1 `level`, from least to most. */
export const SEVERITIES = ['informational', 'low', 'medium', 'high', 'critical'] as const;

export const Severity = z.enum(SEVERITIES).meta({ id: 'Severity' });
export type Severity = z.infer<typeof Severity>;

/** 0 for informational to 4 for critical. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

export function worstSeverity(a: Severity, b: Severity): Severity {
  return severityRank(a) >= severityRank(b) ? a : b;
}
