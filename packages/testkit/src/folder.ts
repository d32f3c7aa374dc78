import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new, empty folder for one test, which removes it. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'bulkhead-'));
}
