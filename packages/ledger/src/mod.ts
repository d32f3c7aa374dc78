export * from './digests.ts';
export * from './proof.ts';
export * from './seal.ts';
export * from './tree.ts';
