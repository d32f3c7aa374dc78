export * from './failed.ts';
export * from './files/blobs.ts';
export * from './files/source.ts';
export * from './sqlite/accounts.ts';
export * from './sqlite/check.ts';
export { COMMIT_ENTRIES_MAX, QUEUE_BYTES_MAX, QUEUE_ENTRIES_MAX } from './sqlite/commit-queue.ts';
export * from './sqlite/journal.ts';
