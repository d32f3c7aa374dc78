export { planDigest } from './digest.ts';
export * from './limits.ts';
export { LINT_RULES } from './lint.ts';
export type { Hit, LintOptions, LintRule } from './lint/rule.ts';
export { loadPlan, type LoadedPlan } from './load.ts';
export { PARTS, type PartId } from './parts.ts';
export type { Readiness } from './readiness.ts';
export { SECTIONS, TEXT_FOLDERS } from './sections.ts';
export { consequenceRank, consequenceWords } from './words.ts';
