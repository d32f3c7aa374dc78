export { createConnectors, type ConnectorOptions } from './connectors.ts';
export * from './contract.ts';
export * from './define.ts';
export * from './guard.ts';
export * from './inputs/capture-file.ts';
export { liveCapture, type LiveCapture, type LiveCaptureOptions } from './inputs/live-capture.ts';
export { readPlanFolder, type PlanFolder } from './inputs/plan-folder.ts';
