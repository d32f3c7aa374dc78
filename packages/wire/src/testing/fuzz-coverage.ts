import { Session, type Profiler } from 'node:inspector';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A place in the source of a script. */
export interface Place {
  readonly path: string;
  readonly at: number;
}

/** Code of one file that was never run: lines, the first and the last. */
export interface Gap {
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

interface Script {
  readonly path: string;
  readonly source: string;
  /** Which characters ran: ever, and since the last look. */
  readonly ever: Uint8Array;
  readonly last: Uint8Array;
  /** Which belong to a function, and where the functions are. */
  readonly within: Uint8Array;
  readonly functions: { readonly from: number; readonly to: number }[];
}

/** Runs of new code that one look tells of. */
const FRESH_MAX = 16;

/**
 * Which blocks of the files below a folder have run, by V8's counters. Made before the files are
 * loaded: code that was compiled earlier has no counters. It slows everything down by half.
 */
export class Coverage {
  readonly #session = new Session();
  readonly #folder: string;
  readonly #scripts = new Map<string, Script>();

  constructor(folder: string) {
    this.#folder = folder;
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Notes what has run since the last look; gives places that had not run before. */
  look(): Place[] {
    for (const script of this.#scripts.values()) script.last.fill(0);
    const fresh: Place[] = [];
    this.#session.post('Profiler.takePreciseCoverage', (error, told) => {
      if (error !== null) throw new Error(error.message);
      for (const { url, functions } of told.result) {
        if (url.startsWith(this.#folder)) this.#note(url, functions, fresh);
      }
    });
    return fresh;
  }

  /** Whether this ran between the last two looks. */
  ran({ path, at }: Place): boolean {
    return this.#scripts.get(path)?.last[at] === 1;
  }

  /** Functions and characters of code in the files that `wanted` names, and what never ran. */
  report(wanted: (path: string) => boolean): {
    functions: number;
    functionsRun: number;
    characters: number;
    charactersRun: number;
    gaps: Gap[];
  } {
    const out = {
      functions: 0,
      functionsRun: 0,
      characters: 0,
      charactersRun: 0,
      gaps: [] as Gap[],
    };
    for (const script of this.#scripts.values()) {
      if (!wanted(script.path)) continue;
      for (const { from } of script.functions) {
        out.functions++;
        out.functionsRun += script.ever[from]!;
      }
      gapsOf(script, out);
    }
    return out;
  }

  #note(url: string, functions: readonly Profiler.FunctionCoverage[], fresh: Place[]): void {
    const script = this.#scripts.get(url) ?? this.#add(url, functions);
    // Inner functions and blocks come after those around them.
    for (const { ranges } of functions) {
      for (const { startOffset, endOffset, count } of ranges) {
        script.last.fill(count > 0 ? 1 : 0, startOffset, endOffset);
      }
    }
    const { ever, last } = script;
    let before = 1;
    for (let at = 0; at < last.length; at++) {
      const isFresh = last[at] === 1 && ever[at] === 0;
      if (isFresh) {
        ever[at] = 1;
        if (before !== at && fresh.length < FRESH_MAX) fresh.push({ path: url, at });
        before = at + 1;
      }
    }
  }

  /** At the first look V8 tells all functions of a script; the whole script is the first. */
  #add(url: string, functions: readonly Profiler.FunctionCoverage[]): Script {
    const path = fileURLToPath(url);
    const source = readFileSync(path, 'utf8');
    const within = new Uint8Array(source.length);
    const known: Script['functions'] = [];
    for (const { ranges } of functions) {
      const { startOffset: from, endOffset: to } = ranges[0]!;
      if (from === 0 && to >= source.length - 1) continue;
      known.push({ from, to });
      within.fill(1, from, to);
    }
    const script = {
      path: url,
      source,
      ever: new Uint8Array(source.length),
      last: new Uint8Array(source.length),
      within,
      functions: known,
    };
    this.#scripts.set(url, script);
    return script;
  }
}

/** Counts characters other than white space, and collects the runs of them that never ran. */
function gapsOf(
  { path, source, within, ever }: Script,
  out: { characters: number; charactersRun: number; gaps: Gap[] },
): void {
  let line = 1;
  let gap: { path: string; from: number; to: number } | null = null;
  for (let at = 0; at < source.length; at++) {
    const character = source[at]!;
    if (character === '\n') line++;
    if (within[at] === 0) gap = null;
    if (within[at] === 0 || /\s/.test(character)) continue;
    out.characters++;
    if (ever[at] === 1) {
      out.charactersRun++;
      gap = null;
    } else if (gap !== null) gap.to = line;
    else if (/[a-z]/.test(character)) {
      gap = { path: fileURLToPath(path), from: line, to: line };
      out.gaps.push(gap);
    }
  }
}
