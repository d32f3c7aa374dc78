export * from './folder.ts';
export * from './golden.ts';
export * from './journal-contract.ts';
export * from './ports.ts';
