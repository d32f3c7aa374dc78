export * from './assert.ts';
export * from './bytes.ts';
export * from './canonical.ts';
export * from './ports.ts';
export * from './recency.ts';
export * from './sha256.ts';
