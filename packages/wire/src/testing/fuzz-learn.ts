/**
 * `npm run fuzz:learn [-- protocol ...]`: tries `BULKHEAD_FUZZ` inputs of each protocol, and prints
 * how much of its code ran, by V8's counters of blocks, and which lines never did: there a golden
 * is missing. Where `BULKHEAD_FUZZ_CORPUS` names a folder, inputs that reach code which neither the
 * goldens nor the inputs before them reach are looked for and added there, for `npm run fuzz`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Coverage, type Place } from './fuzz-coverage.ts';
import type { Fuzzer } from './fuzz.ts';

const INPUTS = Number(process.env['BULKHEAD_FUZZ'] ?? 20_000);
const SEED = Number(process.env['BULKHEAD_FUZZ_SEED'] ?? 1);
const FOLDER = process.env['BULKHEAD_FUZZ_CORPUS'];
const SOURCE = join(import.meta.dirname, '..');
/** Inputs between two looks at what ran; a look takes some milliseconds. */
const LOOK_INPUTS = 256;

// Counting begins before the code that is counted is loaded.
const coverage = new Coverage(pathToFileURL(SOURCE).href);
const { protocols } = await import('../protocols.gen.ts');
const { Corpus } = await import('./fuzz-corpus.ts');
const { Fuzzer: FuzzerOf } = await import('./fuzz.ts');
coverage.look();

const wanted = process.argv.slice(2);
const names = protocols
  .map(({ name }): string => name)
  .filter((name) => wanted.length === 0 || wanted.includes(name));
// Some read with what others have, so that what ran is told of all together.
const learnt = names.map(learn);
names.forEach((name, i) => print(name, learnt[i]!));

/** How many inputs were learnt. */
function learn(name: string): number {
  const corpus = new Corpus(name);
  const path = FOLDER === undefined ? '' : join(FOLDER, `${name}.txt`);
  const goldens = corpus.inputs;
  if (path !== '' && existsSync(path)) corpus.addText(readFileSync(path, 'utf8'));
  const known = corpus.inputs;
  const fuzzer = new FuzzerOf(corpus, SEED * 104_729);
  fuzzer.asTheyAre();
  coverage.look();
  for (let first = 0; first < INPUTS; first += LOOK_INPUTS) {
    corpus.choose();
    const bases = corpus.inputs;
    fuzzer.again(first, LOOK_INPUTS, bases);
    let places = FOLDER === undefined ? [] : coverage.look();
    while (places.length > 0) {
      const number = find(fuzzer, first, bases, places[0]!);
      if (number >= 0) fuzzer.keep(number, bases);
      // What the same input reaches too needs no other.
      places = places.slice(1).filter((place) => !coverage.ran(place));
    }
  }
  fuzzer.close();
  coverage.look();
  if (path !== '') writeFileSync(path, corpus.text(goldens));
  return corpus.inputs - known;
}

/** The input of these that runs the code at `place`; -1 where none does by itself. */
function find(fuzzer: Fuzzer, first: number, bases: number, place: Place): number {
  let count = LOOK_INPUTS;
  while (count > 1) {
    count /= 2;
    fuzzer.again(first, count, bases);
    coverage.look();
    if (!coverage.ran(place)) first += count;
  }
  fuzzer.again(first, 1, bases);
  coverage.look();
  return coverage.ran(place) ? first : -1;
}

function print(name: string, inputs: number): void {
  const file = name.replaceAll('_', '-');
  const { functions, functionsRun, characters, charactersRun, gaps } = coverage.report(
    (path) => path.endsWith(`/protocols/${file}.ts`) || path.includes(`/wire/src/${file}/`),
  );
  const share = (100 * charactersRun) / Math.max(1, characters);
  const lines = gaps.map(({ path, from, to }) => {
    const range = from === to ? `${from}` : `${from}-${to}`;
    return `    ${relative(SOURCE, path)}:${range}\n`;
  });
  process.stdout.write(
    `${name.padEnd(16)}${functionsRun} of ${functions} functions` +
      `, ${share.toFixed(1)} % of the code, ${inputs} inputs learnt\n${lines.join('')}`,
  );
}
