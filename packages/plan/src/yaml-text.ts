import type { Finding } from '@bulkhead/model';
import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  Parser,
} from 'yaml';
import { ALIASES_MAX, DEPTH_MAX, KEYS_MAX, NODES_MAX } from './limits.ts';

type Key = string | number;

/** One YAML file as plain values that still knows where each of them is written. */
export interface YamlText {
  readonly file: string;
  readonly value: unknown;
  /** Line and column, from 1, of the value at `path`, or of its nearest parent that is written. */
  place(path: readonly PropertyKey[]): Place;
  /** Line and column of the key `key` of the map at `path`. */
  keyPlace(path: readonly PropertyKey[], key: string): Place;
}

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** YAML 1.2 core schema, one document. Any text gives a value or findings, never a throw. */
export function readYaml(file: string, text: string): YamlText | readonly Finding[] {
  const lines = new LineCounter();
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(Math.max(0, offset));
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const over = overLimit(tokens);
  if (over) return [error(over.code, at(over.offset), over.message, over.fix)];
  const composer = new Composer({ version: '1.2', strict: true, lineCounter: lines });
  const documents = [...composer.compose(tokens, true, text.length)];
  const second = documents[1];
  if (second !== undefined) {
    const message = 'The file holds more than one YAML document.';
    const place = at(second.range[0]);
    return [error('yaml-documents', place, message, 'Keep one document and drop the "---" line.')];
  }
  const document = documents[0];
  const problems = [...(document?.errors ?? []), ...(document?.warnings ?? [])];
  if (problems.length > 0) {
    return problems.slice(0, 20).map((problem) => {
      const duplicate = problem.code === 'DUPLICATE_KEY';
      return error(
        duplicate ? 'duplicate-key' : 'yaml-syntax',
        at(problem.pos[0]),
        duplicate ? 'The same key is written twice in one map.' : `${problem.message}.`,
        duplicate ? 'Keep one of the two.' : 'Mend the YAML here; indent with spaces.',
      );
    });
  }
  if (!document || isEmpty(document)) {
    const fix = 'Write its content, or delete the file if the plan does not need it.';
    return [error('empty-file', { file, line: 1, column: 1 }, 'The file is empty.', fix)];
  }
  return toText(file, document, at);
}

function isEmpty(document: Document.Parsed): boolean {
  const { contents } = document;
  return contents === null || (isScalar(contents) && contents.value === null);
}

interface Over {
  readonly code: string;
  readonly offset: number;
  readonly message: string;
  readonly fix: string;
}

/**
 * The first token that goes over a limit. Looked for before anything is composed, because composing
 * recurses and compares every key of a map with every other; the text is from outside.
 */
function overLimit(tokens: readonly CST.Token[]): Over | undefined {
  const open: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  let values = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    const { offset } = token;
    if (depth > DEPTH_MAX) {
      const message = `The file nests deeper than ${DEPTH_MAX} levels.`;
      const fix = 'Write it flat: a plan needs six levels.';
      return { code: 'yaml-too-deep', offset, message, fix };
    }
    if (token.type === 'document' && token.value) open.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    values += token.items.length;
    if (values > NODES_MAX) return { ...TOO_LARGE, offset };
    const asMap = token.type === 'block-map' || opensMap(token);
    if (asMap && token.items.length > KEYS_MAX) {
      const message = `A map has more than ${KEYS_MAX} keys.`;
      return { code: 'yaml-too-many-keys', offset, message, fix: 'Write items as a list.' };
    }
    for (const item of token.items) {
      if (item.key) open.push({ token: item.key, depth: depth + 1 });
      if (item.value) open.push({ token: item.value, depth: depth + 1 });
    }
  }
  return undefined;
}

function opensMap(token: CST.Token): boolean {
  return token.type === 'flow-collection' && token.start.type === 'flow-map-start';
}

const TOO_LARGE = {
  code: 'yaml-too-large',
  message: `More than ${NODES_MAX} values in a file.`,
  fix: 'Split the file, and write values out instead of repeating aliases.',
};

function error(code: string, place: Place, message: string, fix: string): Finding {
  return { code, severity: 'error', ...place, message, fix };
}

/** Raised and caught in this file only: a value that the file may not hold. */
class BadValue extends Error {
  override readonly name = 'BadValue';
  readonly code: string;
  readonly node: Node | null;
  readonly fix: string;

  constructor(code: string, node: Node | null, message: string, fix: string) {
    super(message);
    this.code = code;
    this.node = node;
    this.fix = fix;
  }
}

function toText(
  file: string,
  document: Document.Parsed,
  at: (offset: number) => Place,
): YamlText | readonly Finding[] {
  let value: unknown;
  try {
    value = new Values(document).of(document.contents, 0);
  } catch (problem) {
    if (!(problem instanceof BadValue)) throw problem;
    return [error(problem.code, at(problem.node?.range?.[0] ?? 0), problem.message, problem.fix)];
  }
  const place = (path: readonly PropertyKey[]): Place => {
    let node: Node | null = document.contents;
    let found = node;
    for (const key of path) {
      const child = childOf(document, node, key as Key);
      if (!child) break;
      node = child;
      found = child;
    }
    return at(found?.range?.[0] ?? 0);
  };
  const keyPlace = (path: readonly PropertyKey[], key: string): Place => {
    let node: Node | null = document.contents;
    for (const step of path) node = childOf(document, node, step as Key);
    const map = follow(document, node);
    const pair = isMap(map)
      ? map.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
      : undefined;
    return isScalar(pair?.key) ? at(pair.key.range?.[0] ?? 0) : place(path);
  };
  return { file, value, place, keyPlace };
}

function follow(document: Document.Parsed, node: Node | null): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : node;
}

function childOf(document: Document.Parsed, parent: Node | null, key: Key): Node | null {
  const node = follow(document, parent);
  if (isSeq(node)) return (node.items[Number(key)] as Node | undefined) ?? null;
  if (!isMap(node)) return null;
  const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  return (pair?.value as Node | null | undefined) ?? null;
}

/** Nodes to plain values within limits, so that a few anchors cannot become a billion values. */
class Values {
  readonly #document: Document.Parsed;
  #nodes = 0;
  #aliases = 0;

  constructor(document: Document.Parsed) {
    this.#document = document;
  }

  of(node: Node | null, depth: number): unknown {
    if (++this.#nodes > NODES_MAX) {
      throw new BadValue(TOO_LARGE.code, node, TOO_LARGE.message, TOO_LARGE.fix);
    }
    if (depth > DEPTH_MAX) {
      const fix = 'Do not let an anchor hold an alias of itself.';
      throw new BadValue('yaml-too-deep', node, 'Aliases nest without end.', fix);
    }
    if (isAlias(node)) return this.#alias(node, depth);
    if (isSeq(node)) return node.items.map((item) => this.of(item as Node | null, depth + 1));
    if (isMap(node)) return this.#map(node, depth);
    return isScalar(node) ? node.value : null;
  }

  #alias(node: Node & { resolve(document: Document): Node | undefined }, depth: number): unknown {
    if (++this.#aliases > ALIASES_MAX) {
      const message = `More than ${ALIASES_MAX} aliases in a file.`;
      throw new BadValue('yaml-too-many-aliases', node, message, 'Write the values out.');
    }
    return this.of(node.resolve(this.#document) ?? null, depth + 1);
  }

  #map(node: { items: readonly { key: unknown; value: unknown }[] }, depth: number): unknown {
    const out: Record<string, unknown> = {};
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? key.value : undefined;
      if (typeof name !== 'string' || name === '__proto__') {
        const fix = 'Write the key as plain text.';
        throw new BadValue('key-not-text', key as Node | null, 'A key is not text.', fix);
      }
      out[name] = this.of(value as Node | null, depth + 1);
    }
    return out;
  }
}
