import type { Severity } from '@bulkhead/model';

/** Never by colour alone: each severity has a shape and a word. */
export const SEVERITY_MARKS: Readonly<Record<Severity, { shape: string; word: string }>> = {
  critical: { shape: '◆', word: 'Critical' },
  high: { shape: '▲', word: 'High' },
  medium: { shape: '△', word: 'Medium' },
  low: { shape: '○', word: 'Low' },
  informational: { shape: '○', word: 'Informational' },
};
