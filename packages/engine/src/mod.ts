export {
  createSigner,
  verifierKeyOf,
  verifierKeyText,
  verifyBundle,
  type ByteSource,
  type Signer,
  type Verification,
} from '@bulkhead/ledger';
export { ActionFailed, type Action } from '@bulkhead/playbook';
export * from './reading.ts';
export * from './accounts.ts';
export { incidentsOf } from './touched.ts';
export * from './contract.ts';
export { takeIn, STAGES, type Input } from './flow.ts';
export * from './journal.ts';
export * from './open.ts';
export type { Timer } from './outbox.ts';
export { createPlant, type Plant } from './plant.ts';
export * from './request.ts';
export * from './sensing.ts';
export { citedCaptures } from './streams.ts';
export type { Sensing } from './views/situation.ts';
export * from './use-cases/check-plan.ts';
export * from './use-cases/documents.ts';
export * from './use-cases/unplanned.ts';
