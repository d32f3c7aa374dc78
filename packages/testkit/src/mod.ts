export * from './golden.ts';
export * from './ports.ts';
