export * from './accounts.ts';
export * from './contract.ts';
export * from './journal.ts';
export * from './request.ts';
