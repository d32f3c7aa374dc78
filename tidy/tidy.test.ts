import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { generatedFiles } from './gen.ts';
import { LAYERS, NETWORK_BUILT_INS } from './layers.ts';
import { importsOf, ROOT, sources, type Source } from './source.ts';

const LINES_MAX = 500;
const COLUMNS_MAX = 100;
const FUNCTION_LINES_MAX = 70;

/** What may not be written where, and what to write in its place. */
const BANS: readonly {
  readonly pattern: RegExp;
  readonly where: (source: Source) => boolean;
  readonly instead: string;
}[] = [
  {
    pattern: /\bDate\.now\(|\bnew Date\(\)/,
    where: inPackages,
    instead: 'take a `Clock`: a replay must see the same time',
  },
  {
    pattern: /\bMath\.random\(/,
    where: inPackages,
    instead: 'take a `Random`: a simulation must repeat from its seed',
  },
  { pattern: /\bconsole\./, where: inPackages, instead: 'take a `Log`' },
  {
    pattern: /\bBuffer\.|\bprocess\.(?!yaml)[a-z]/,
    where: (source) => isPure(source) && !source.isTest,
    instead: 'use `Uint8Array` and `@bulkhead/kernel`: this package also runs in a browser',
  },
  {
    pattern: /\bas any\b|: any\b|<any>|@ts-ignore|@ts-expect-error/,
    where: () => true,
    instead: 'say what the type is',
  },
  {
    pattern: new RegExp(['TO', 'DO|FIX', 'ME'].join('')),
    where: () => true,
    instead: 'do it, or open an issue',
  },
  {
    pattern: /\b(?:describe|test|it)\.only\(/,
    where: () => true,
    instead: 'run all tests',
  },
];

function layerOf(path: string): string | undefined {
  return Object.keys(LAYERS).find((name) => path.startsWith(`${LAYERS[name]!.folder}/`));
}

function inPackages(source: Source): boolean {
  return source.path.startsWith('packages/') && !source.isTest;
}

function isPure(source: Source): boolean {
  const name = layerOf(source.path);
  return name !== undefined && LAYERS[name]!.builtIns === 'none';
}

const all = sources();
const written = all.filter(
  (source) => !source.isGenerated && !source.path.endsWith('tidy.test.ts'),
);

describe('files', () => {
  test(`have at most ${LINES_MAX} lines of at most ${COLUMNS_MAX} columns`, () => {
    const found = written.flatMap(({ path, lines }) => [
      ...(lines.length > LINES_MAX ? [`${path}: ${lines.length} lines`] : []),
      ...lines.flatMap((line, i) =>
        line.length > COLUMNS_MAX ? [`${path}:${i + 1}: ${line.length} columns`] : [],
      ),
    ]);
    expect(found).toEqual([]);
  });

  test('hold nothing banned', () => {
    const found = written.flatMap((source) =>
      BANS.filter((ban) => ban.where(source)).flatMap((ban) =>
        source.lines.flatMap((line, i) =>
          ban.pattern.test(line) && !/^\s*(?:\*|\/\/|\/\*)/.test(line)
            ? [`${source.path}:${i + 1}: ${ban.instead}`]
            : [],
        ),
      ),
    );
    expect(found).toEqual([]);
  });

  test(`functions have at most ${FUNCTION_LINES_MAX} lines: the linter holds it`, () => {
    const config: { rules: Record<string, unknown> } = JSON.parse(
      readFileSync(join(ROOT, '.oxlintrc.json'), 'utf8'),
    );
    expect(config.rules['eslint/max-lines-per-function']).toEqual([
      'error',
      { max: FUNCTION_LINES_MAX, skipBlankLines: false, skipComments: false },
    ]);
  });
});

describe('the layer map', () => {
  test('is what the imports do', () => {
    expect(all.flatMap(wrongImports)).toEqual([]);
  });

  test('names every package and app there is', () => {
    const folders = ['packages', 'apps'].flatMap((parent) =>
      readdirSync(join(ROOT, parent)).map((name) => `${parent}/${name}`),
    );
    expect(folders.toSorted()).toEqual(
      Object.values(LAYERS)
        .map(({ folder }) => folder)
        .toSorted(),
    );
  });

  test('stands in docs/ARCHITECTURE.md as it is', () => {
    const text = readFileSync(join(ROOT, 'docs/ARCHITECTURE.md'), 'utf8');
    const rows = Object.entries(LAYERS).map(([name, { may, builtIns }]) => {
      const allowed = may.length === 0 ? 'nothing' : may.map((one) => `\`${one}\``).join(' ');
      return `| \`${name}\` | ${allowed} | ${builtIns} |`;
    });
    const table = text.split('\n').filter((line) => /^\| `[a-z]+` \|/.test(line));
    expect(table).toEqual(rows);
  });

  test('has no cycle', () => {
    const visit = (name: string, path: readonly string[]): void => {
      expect(path, [...path, name].join(' -> ')).not.toContain(name);
      for (const next of LAYERS[name]!.may) visit(next, [...path, name]);
    };
    for (const name of Object.keys(LAYERS)) visit(name, []);
  });
});

function wrongImports(source: Source): readonly string[] {
  const name = layerOf(source.path);
  if (name === undefined) return [];
  const layer = LAYERS[name]!;
  return importsOf(source.text).flatMap((target) => {
    const said = (why: string): readonly string[] => [`${source.path} imports ${target}: ${why}`];
    if (target.startsWith('.')) {
      const to = normalize(join(dirname(source.path), target));
      return to.startsWith(`${layer.folder}/`) || source.isTest ? [] : said('leaves its package');
    }
    if (target.startsWith('node:')) {
      if (source.isTest || source.path.endsWith('.config.ts')) return [];
      if (layer.builtIns === 'none' || layer.builtIns === 'browser') return said('is pure');
      if (layer.builtIns === 'node' && NETWORK_BUILT_INS.has(target)) return said('has no sockets');
      return [];
    }
    if (target.startsWith('@bulkhead/')) {
      const to = target.split('/')[1]!;
      return layer.may.includes(to) || to === name || source.isTest ? [] : said('not in the map');
    }
    const library = target.startsWith('@')
      ? target.split('/').slice(0, 2).join('/')
      : target.split('/')[0]!;
    return layer.libraries.includes(library) || source.isTest ? [] : said('library not in the map');
  });
}

describe('packages', () => {
  test.each(Object.values(LAYERS).map(({ folder }) => folder))('%s has a README', (folder) => {
    expect(existsSync(join(ROOT, folder, 'README.md'))).toBe(true);
  });

  test('list in package.json what they import, and nothing else', () => {
    const found = Object.entries(LAYERS).flatMap(([name, { folder }]) =>
      dependencyGaps(name, folder),
    );
    expect(found).toEqual([]);
  });
});

function dependencyGaps(name: string, folder: string): readonly string[] {
  const text = readFileSync(join(ROOT, folder, 'package.json'), 'utf8');
  const listed = new Set(Object.keys((JSON.parse(text) as Manifest).dependencies ?? {}));
  const used = new Set<string>();
  for (const source of all) {
    if (source.isTest || !source.path.startsWith(`${folder}/`)) continue;
    if (source.path.endsWith('.config.ts')) continue;
    for (const target of importsOf(source.text)) {
      if (target.startsWith('.') || target.startsWith('node:')) continue;
      used.add(
        target
          .split('/')
          .slice(0, target.startsWith('@') ? 2 : 1)
          .join('/'),
      );
    }
  }
  return [...used]
    .filter((one) => !listed.has(one) && one !== 'vite')
    .map((one) => `${name}: ${one}`);
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

describe('generated files', () => {
  test.each([...generatedFiles(ROOT)])('%s is fresh (npm run gen)', (file, text) => {
    expect(readFileSync(join(ROOT, file), 'utf8')).toBe(text);
  });
});
