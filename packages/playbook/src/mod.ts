export * from './action.ts';
export * from './cacao.ts';
export { evaluateCondition, parseCondition } from './condition.ts';
export { advance, startRun } from './decide.ts';
export * from './extension.ts';
export * from './gate.ts';
export * from './parse.ts';
export type { Playbook, StepSummary } from './playbook.ts';
export type { Branch, Decision, Pending, RunInput, RunState, StepRecord } from './run.ts';
