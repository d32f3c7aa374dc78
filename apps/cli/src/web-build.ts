import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const WEB = join(import.meta.dirname, '../../web');
/** Everything that the pages are made of. */
const SOURCES = [
  join(WEB, 'src/**/*'),
  join(WEB, 'public/**/*'),
  join(WEB, 'index.html'),
  join(WEB, 'vite.config.ts'),
  join(WEB, '../../packages/{kernel,model,ledger,obligations,plan}/src/**/*.ts'),
  join(WEB, '../../package-lock.json'),
];

/** The folder of the built pages. */
export const WEB_FOLDER: string = join(WEB, 'dist');

/** Builds the pages where one of their sources is newer than what was built last. */
export async function buildPagesIfStale(say: (text: string) => void): Promise<void> {
  const built = join(WEB_FOLDER, 'index.html');
  const builtMs = existsSync(built) ? statSync(built).mtimeMs : 0;
  if (globSync(SOURCES).every((path) => statSync(path).mtimeMs <= builtMs)) return;
  say('Building the pages (some seconds, only when they changed) …');
  const { build } = await import('vite');
  await build({ root: WEB, logLevel: 'error' });
}
