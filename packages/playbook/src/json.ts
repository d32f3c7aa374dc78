import type { Json } from '@bulkhead/kernel';
import { PLAYBOOK_DEPTH_MAX, PLAYBOOK_TEXT_MAX, PLAYBOOK_VALUES_MAX } from './limits.ts';

/** What is wrong with a JSON text, and the offset (UTF-16 code units) at which it shows. */
export interface JsonProblem {
  readonly offset: number;
  readonly message: string;
  readonly fix: string;
}

export interface JsonReading {
  /** Undefined where the text is not JSON. */
  readonly value: Json | undefined;
  /** Offset of each value, by JSON pointer (RFC 6901); of members, that of their name. */
  readonly offsets: ReadonlyMap<string, number>;
  readonly problems: readonly JsonProblem[];
}

/** One reference token of a JSON pointer, RFC 6901 §3. */
export function pointerToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}

class NotJson extends Error {
  readonly problem: JsonProblem;

  constructor(offset: number, message: string, fix: string) {
    super(message);
    this.problem = { offset, message, fix };
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// RFC 8259 §7 lets no control character stand in a string.
// oxlint-disable-next-line no-control-regex
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SPACE = /[ \t\n\r]*/y;
const WORDS: readonly (readonly [string, Json])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/**
 * Reads JSON (RFC 8259) and remembers where each value stands, so that findings name a line.
 * Stricter than `JSON.parse`: a name twice in one object is a problem, and so is `__proto__`.
 * Never throws; stops at the first character that is not JSON.
 */
export function readJson(text: string): JsonReading {
  const reader = new Reader(text);
  try {
    const value = reader.whole();
    return { value, offsets: reader.offsets, problems: reader.problems };
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    const problems = [...reader.problems, error.problem];
    return { value: undefined, offsets: reader.offsets, problems };
  }
}

class Reader {
  readonly offsets = new Map<string, number>();
  readonly problems: JsonProblem[] = [];
  readonly #text: string;
  #at = 0;
  #values = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Json {
    if (this.#text.length > PLAYBOOK_TEXT_MAX) {
      const message = `The file has more than ${PLAYBOOK_TEXT_MAX} characters.`;
      throw new NotJson(0, message, 'Split the playbook.');
    }
    this.#space();
    const value = this.#value('', 0);
    this.#space();
    if (this.#at < this.#text.length) {
      const message = 'There is text after the end of the JSON value.';
      throw new NotJson(this.#at, message, 'Keep one JSON object in the file.');
    }
    return value;
  }

  #value(pointer: string, depth: number): Json {
    if (depth > PLAYBOOK_DEPTH_MAX) {
      const message = `JSON nests deeper than ${PLAYBOOK_DEPTH_MAX} levels.`;
      throw new NotJson(this.#at, message, 'Flatten the object.');
    }
    if (++this.#values > PLAYBOOK_VALUES_MAX) {
      const message = `The file holds more than ${PLAYBOOK_VALUES_MAX} values.`;
      throw new NotJson(this.#at, message, 'Split the playbook.');
    }
    if (!this.offsets.has(pointer)) this.offsets.set(pointer, this.#at);
    const first = this.#text[this.#at];
    if (first === '{') return this.#object(pointer, depth);
    if (first === '[') return this.#array(pointer, depth);
    if (first === '"') return this.#string();
    const number = this.#match(NUMBER);
    if (number !== '') return Number(number);
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    return this.#unexpected('a value');
  }

  #object(pointer: string, depth: number): Json {
    const members = new Map<string, Json>();
    this.#at++;
    this.#space();
    if (this.#take('}')) return {};
    for (;;) {
      const offset = this.#at;
      const name = this.#text[offset] === '"' ? this.#string() : this.#unexpected('a name in "');
      if (members.has(name) || name === '__proto__') {
        const message = `The name ${JSON.stringify(name)} may not stand here again.`;
        const fix = 'Keep one member of each name; __proto__ is not allowed.';
        this.problems.push({ offset, message, fix });
      }
      this.#space();
      if (!this.#take(':')) this.#unexpected('a colon');
      this.#space();
      const place = `${pointer}/${pointerToken(name)}`;
      this.offsets.set(place, offset);
      const value = this.#value(place, depth + 1);
      if (name !== '__proto__') members.set(name, value);
      this.#space();
      if (this.#take('}')) return Object.fromEntries(members);
      if (!this.#take(',')) this.#unexpected('a comma or }');
      this.#space();
    }
  }

  #array(pointer: string, depth: number): Json {
    const items: Json[] = [];
    this.#at++;
    this.#space();
    if (this.#take(']')) return items;
    for (;;) {
      items.push(this.#value(`${pointer}/${items.length}`, depth + 1));
      this.#space();
      if (this.#take(']')) return items;
      if (!this.#take(',')) this.#unexpected('a comma or ]');
      this.#space();
    }
  }

  #string(): string {
    const token = this.#match(STRING);
    if (token === '') return this.#unexpected('a string that ends on its line');
    return JSON.parse(token) as string;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #space(): void {
    this.#match(SPACE);
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #unexpected(wanted: string): never {
    const found = this.#text[this.#at];
    const what = found === undefined ? 'the end of the file' : JSON.stringify(found);
    throw new NotJson(this.#at, `${what} stands where ${wanted} should.`, 'Write valid JSON.');
  }
}

/** Line and column, both from 1, of an offset in `text`. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
}
