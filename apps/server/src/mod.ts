export { StartRefused } from './bind.ts';
export type { AuditBody, Bind, DemoOptions, RuleText, ServerOptions } from './options.ts';
export { createServer, type Server } from './server.ts';
