import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Half of a start is compiling. What was compiled is kept beside the code, where only those can
// write who could change the code itself; where nothing can be written, nothing is kept. Threads
// take the folder from the environment.
const folder = join(import.meta.dirname, '../../../node_modules/.cache/bulkhead');
enableCompileCache((process.env['NODE_COMPILE_CACHE'] ??= folder));
await import('./program.ts');
