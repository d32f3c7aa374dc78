import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const ROOT: string = join(import.meta.dirname, '..');

/** One TypeScript file of the tree. */
export interface Source {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  readonly isTest: boolean;
  readonly isGenerated: boolean;
}

/** Every TypeScript file that people read, beside those of installed packages. */
export function sources(): readonly Source[] {
  return globSync('{packages,apps,tidy,bench}/**/*.{ts,tsx}', {
    cwd: ROOT,
    exclude: (path) => /(^|\/)(node_modules|dist|testdata)(\/|$)/.test(path),
  })
    .filter((path) => !path.includes('node_modules/') && !path.includes('/dist/'))
    .toSorted()
    .map((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      return {
        path: relative(ROOT, join(ROOT, path)),
        text,
        lines: text.split('\n'),
        isTest: /\.(test|bench)\.tsx?$/.test(path) || path.includes('/testing/'),
        isGenerated: path.includes('.gen.'),
      };
    });
}

/** `import … from 'x'`, `export … from 'x'`, `import 'x'`, `import('x')`. */
const IMPORTS: readonly RegExp[] = [
  /^\s*(?:import|export)\s[^'"`;]*?\sfrom\s+['"]([^'"\n]+)['"]/gm,
  /^\s*import\s+['"]([^'"\n]+)['"]/gm,
  /\bimport\(\s*['"]([^'"\n]+)['"]/g,
];

/** What a file imports, statically, by type, dynamically or for its effect. */
export function importsOf(text: string): readonly string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return IMPORTS.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1]!));
}
