import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export { CaptureUnreadable } from '@bulkhead/connect';
export { ActionFailed } from '@bulkhead/engine';
export { StartRefused } from '@bulkhead/server';
export { StoreFailed } from '@bulkhead/store';

/** The version of this installation, from the manifest at its root. */
export function versionText(): string {
  const path = join(import.meta.dirname, '../../../package.json');
  const manifest: { version: string } = JSON.parse(readFileSync(path, 'utf8'));
  return manifest.version;
}
