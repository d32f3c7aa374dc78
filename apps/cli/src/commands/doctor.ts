import { existsSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { checkJournal, StoreFailed } from '@bulkhead/store';
import { defineCommand, EXIT, textOption } from '../command.ts';
import { loadContent, SAMPLE_PLAN } from '../content.ts';
import { print, printJson, wrapped } from '../output.ts';
import { DATA_FOLDER } from '../serving.ts';
import { WEB_FOLDER } from '../web-build.ts';

interface Look {
  readonly what: string;
  readonly ok: boolean;
  /** False for what Bulkhead can do without. */
  readonly needed: boolean;
  readonly says: string;
}

const NODE_MAJOR_MIN = 24;
const FREE_BYTES_MIN = 1024 ** 3;

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Looks at this machine and this installation: what works, what is missing, what to do.',
  takes: '',
  options: [{ flags: '--data <folder>', says: `the data to look at (default ${DATA_FOLDER})` }],
  run: async (given) => {
    const folder = textOption(given, 'data') ?? DATA_FOLDER;
    const looks = [...machineLooks(folder), await contentLook(), ...journalLooks(folder)];
    const ok = looks.every((look) => look.ok || !look.needed);
    if (given.options['json'] === true) printJson({ ok, looks });
    else {
      for (const look of looks) {
        const word = look.ok ? 'ok' : look.needed ? 'FAILS' : 'without';
        print(wrapped(`${look.what}: ${look.says}`, word.padEnd(9)));
      }
    }
    return ok ? EXIT.ok : EXIT.no;
  },
});

function machineLooks(folder: string): readonly Look[] {
  const major = Number(process.versions.node.split('.')[0]);
  const stats = statfsSync(existsSync(folder) ? folder : '.');
  const freeBytes = stats.bavail * stats.bsize;
  const nodeSays =
    major >= NODE_MAJOR_MIN
      ? process.versions.node
      : `${process.versions.node}; use \`npm run bulkhead\`, which brings Node ${NODE_MAJOR_MIN}`;
  return [
    { what: 'Node.js', needed: true, ok: major >= NODE_MAJOR_MIN, says: nodeSays },
    {
      what: 'free disk',
      needed: true,
      ok: freeBytes >= FREE_BYTES_MIN,
      says:
        `${(freeBytes / 1e9).toFixed(1)} GB where the data is` +
        (freeBytes >= FREE_BYTES_MIN ? '' : '; make room, 1 GB is the least'),
    },
    {
      what: 'built pages',
      needed: false,
      ok: existsSync(join(WEB_FOLDER, 'index.html')),
      says: existsSync(join(WEB_FOLDER, 'index.html')) ? WEB_FOLDER : '`serve` builds them',
    },
    program('tcpdump', 'live capture'),
    program('tshark', 'comparison in tests and benchmarks'),
  ];
}

function program(name: string, use: string): Look {
  const ok = spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0;
  const says = ok
    ? `there, for ${use}`
    : `not installed; only for ${use} (apt-get install ${name})`;
  return { what: name, needed: false, ok, says };
}

async function contentLook(): Promise<Look> {
  const { findings, rules } = await loadContent(SAMPLE_PLAN, undefined);
  const first = findings.find(({ severity }) => severity === 'error');
  return {
    what: 'shipped content',
    needed: true,
    ok: first === undefined,
    says:
      first === undefined
        ? `${rules.rules.length} rules and the sample plan have no error`
        : `${first.file}:${first.line}: ${first.message}`,
  };
}

function journalLooks(folder: string): readonly Look[] {
  if (!existsSync(join(folder, 'journal.sqlite'))) {
    return [{ what: 'journal', needed: false, ok: true, says: `none in ${folder} yet` }];
  }
  const result = journalCheck(folder);
  return [
    {
      what: 'journal',
      needed: true,
      ok: result.ok,
      says: result.what ?? `${result.entries} entries, whole and chained`,
    },
  ];
}

function journalCheck(folder: string): Pick<ReturnType<typeof checkJournal>, 'ok' | 'what'> & {
  readonly entries: number;
} {
  try {
    return checkJournal(folder);
  } catch (error) {
    if (!(error instanceof StoreFailed)) throw error;
    return { ok: false, entries: 0, what: error.message };
  }
}
