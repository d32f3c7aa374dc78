import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Document,
} from 'yaml';
import type { Place, Report } from './report.ts';

/** Characters of one rule file; the largest of the public rule sets is a tenth of it. */
export const RULE_FILE_CHARS_MAX = 262_144;
/** Documents in one file: a correlation with the rules that it counts. */
const RULE_DOCUMENTS_MAX = 100;
/** Nodes of one document after aliases are followed, which is what a YAML bomb makes large. */
const RULE_NODES_MAX = 20_000;
export const RULE_ALIASES_MAX = 100;
export const RULE_DEPTH_MAX = 32;

export type Scalar = string | number | boolean | null;

/** A YAML node that knows its place. */
export type Tree =
  | { readonly kind: 'map'; readonly at: Place; readonly entries: readonly TreeEntry[] }
  | { readonly kind: 'list'; readonly at: Place; readonly items: readonly Tree[] }
  | {
      readonly kind: 'scalar';
      readonly at: Place;
      readonly value: Scalar;
      readonly plain: boolean;
    };

export type TreeMap = Extract<Tree, { kind: 'map' }>;

export interface TreeEntry {
  readonly key: string;
  readonly at: Place;
  readonly value: Tree;
}

/** The value of a key, or `undefined` where the map has none. */
export function get(map: TreeMap, key: string): TreeEntry | undefined {
  return map.entries.find((entry) => entry.key === key);
}

class TooMuch extends Error {}

/** Reads every document of a YAML text; what cannot be read is reported, never thrown. */
export function readTrees(text: string, report: Report): Tree[] {
  const start = { line: 1, column: 1 };
  if (text.length > RULE_FILE_CHARS_MAX) {
    const message = `the file has ${text.length} characters; a rule file has at most `;
    report.error(start, 'rule-too-large', message + RULE_FILE_CHARS_MAX, 'Split it.');
    return [];
  }
  const lines = new LineCounter();
  let documents: Document[];
  try {
    const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
    documents = Array.isArray(parsed) ? [...parsed] : [];
  } catch (cause) {
    // The library recurses per level of nesting and runs out of stack on a hostile text.
    report.error(start, 'yaml-unreadable', `cannot be read as YAML: ${words(cause)}`, 'Mend it.');
    return [];
  }
  if (documents.length > RULE_DOCUMENTS_MAX) {
    const message = `${documents.length} documents; at most ${RULE_DOCUMENTS_MAX} are read`;
    report.error(start, 'rule-too-large', message, 'Split the file.');
    return [];
  }
  const trees: Tree[] = [];
  for (const document of documents) {
    for (const error of [...document.errors, ...document.warnings]) {
      const at = placeOf(lines, error.pos[0]);
      report.error(at, 'yaml-unreadable', error.message, 'Mend the YAML at this place.');
    }
    if (document.errors.length > 0 || document.contents === null) continue;
    const tree = readTree(document, lines, report);
    if (tree !== undefined) trees.push(tree);
  }
  return trees;
}

function words(cause: unknown): string {
  return cause instanceof RangeError ? 'it nests too deep' : String(cause).slice(0, 200);
}

function placeOf(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(Math.max(0, offset));
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function readTree(document: Document, lines: LineCounter, report: Report): Tree | undefined {
  const walk = new Walk(document, lines, report);
  try {
    return walk.read(document.contents, 0);
  } catch (cause) {
    if (!(cause instanceof TooMuch)) throw cause;
    report.error(walk.last, 'yaml-too-large', cause.message, 'Write the rule without it.');
    return undefined;
  }
}

/** Copies a document into trees within limits, following aliases as it goes. */
class Walk {
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #report: Report;
  #nodes = 0;
  #aliases = 0;
  last: Place = { line: 1, column: 1 };

  constructor(document: Document, lines: LineCounter, report: Report) {
    this.#document = document;
    this.#lines = lines;
    this.#report = report;
  }

  read(node: unknown, depth: number): Tree {
    this.#nodes += 1;
    if (this.#nodes > RULE_NODES_MAX) throw new TooMuch(`more than ${RULE_NODES_MAX} YAML nodes`);
    if (depth > RULE_DEPTH_MAX) throw new TooMuch(`nests deeper than ${RULE_DEPTH_MAX}`);
    const at = this.#place(node);
    this.last = at;
    if (isAlias(node)) {
      this.#aliases += 1;
      if (this.#aliases > RULE_ALIASES_MAX) {
        throw new TooMuch(`more than ${RULE_ALIASES_MAX} YAML aliases`);
      }
      const target = node.resolve(this.#document);
      return target === undefined ? scalar(at, null) : this.read(target, depth + 1);
    }
    if (isMap(node)) {
      const entries: TreeEntry[] = [];
      for (const pair of node.items) {
        const key = isScalar(pair.key) ? String(pair.key.value) : undefined;
        const keyAt = this.#place(pair.key);
        if (key === undefined) {
          this.#report.error(keyAt, 'yaml-unreadable', 'a key is not a word', 'Name the field.');
        } else entries.push({ key, at: keyAt, value: this.read(pair.value, depth + 1) });
      }
      return { kind: 'map', at, entries };
    }
    if (isSeq(node)) {
      return { kind: 'list', at, items: node.items.map((item) => this.read(item, depth + 1)) };
    }
    if (!isScalar(node)) return scalar(at, null);
    return scalar(at, value(node.value), node.type === 'PLAIN');
  }

  #place(node: unknown): Place {
    const range = (node as { range?: readonly number[] | null } | null)?.range;
    return range ? placeOf(this.#lines, range[0]!) : this.last;
  }
}

function scalar(at: Place, held: Scalar, plain = true): Tree {
  return { kind: 'scalar', at, value: held, plain };
}

function value(held: unknown): Scalar {
  if (typeof held === 'number' || typeof held === 'boolean') return held;
  return typeof held === 'string' ? held : null;
}
