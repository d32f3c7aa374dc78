export * from './failed.ts';
export * from './sqlite/journal.ts';
