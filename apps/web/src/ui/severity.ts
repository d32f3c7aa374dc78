import type { Severity } from '@bulkhead/model';

/** The four colours with a meaning, and grey. Each has a shape and a word of its own. */
export type Tone = 'critical' | 'high' | 'attention' | 'force' | 'plain';

const TONES: Record<Severity, Tone> = {
  critical: 'critical',
  high: 'high',
  medium: 'attention',
  low: 'plain',
  informational: 'plain',
};

const RANKS: Record<Severity, number> = {
  informational: 0,
  low: 1,
  medium: 2,
  high: 3,
  critical: 4,
};

/** The tone of a severity; nothing and low severities are grey. */
export function toneOf(severity: Severity | null): Tone {
  return severity === null ? 'plain' : TONES[severity];
}

/** Worst first; equals keep their order. */
export function bySeverity<T extends { readonly severity: Severity }>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => RANKS[b.severity] - RANKS[a.severity]);
}

/** The worst of some severities, or null of none. */
export function worst(severities: readonly Severity[]): Severity | null {
  let found: Severity | null = null;
  for (const each of severities) if (found === null || RANKS[each] > RANKS[found]) found = each;
  return found;
}
