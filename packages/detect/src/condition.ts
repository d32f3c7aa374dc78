import type { Expression } from './expression.ts';
import { patternTest, readPattern } from './pattern.ts';

/** Words and signs of one condition. */
const CONDITION_TOKENS_MAX = 1_000;
const CONDITION_DEPTH_MAX = 64;

/** What is wrong with a condition, and at which character of it, from 0. */
interface ConditionFault {
  readonly offset: number;
  readonly message: string;
}

interface Token {
  readonly text: string;
  readonly offset: number;
}

class Fault extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/**
 * Reads a condition (Sigma rules 2.1, "Condition") over named selections. Loosest to tightest:
 * `or`, `and`, `not`, `x of`, parentheses. `used` collects the names of the selections that it
 * reaches.
 */
export function readCondition(
  text: string,
  selections: ReadonlyMap<string, Expression>,
  used: Set<string>,
): Expression | ConditionFault {
  try {
    const tokens = tokenize(text);
    const reader = new Reader(tokens, text.length, selections, used);
    return reader.whole();
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    return { offset: cause.offset, message: cause.message };
  }
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const found of text.matchAll(/[()]|\||[^\s()|]+/g)) {
    if (tokens.length >= CONDITION_TOKENS_MAX) {
      throw new Fault(found.index, `a condition has at most ${CONDITION_TOKENS_MAX} words`);
    }
    if (found[0] === '|') {
      const message = 'a count after `|` is not part of Sigma 2; write a correlation document';
      throw new Fault(found.index, message);
    }
    tokens.push({ text: found[0], offset: found.index });
  }
  return tokens;
}

class Reader {
  readonly #tokens: readonly Token[];
  readonly #end: number;
  readonly #selections: ReadonlyMap<string, Expression>;
  readonly #used: Set<string>;
  #at = 0;

  constructor(
    tokens: readonly Token[],
    end: number,
    selections: ReadonlyMap<string, Expression>,
    used: Set<string>,
  ) {
    this.#tokens = tokens;
    this.#end = end;
    this.#selections = selections;
    this.#used = used;
  }

  whole(): Expression {
    const expression = this.#or(0);
    const left = this.#tokens[this.#at];
    if (left !== undefined) {
      throw new Fault(left.offset, `\`${left.text}\` is not expected here; \`and\` or \`or\` is`);
    }
    return expression;
  }

  #or(depth: number): Expression {
    const parts = [this.#and(depth)];
    while (this.#take('or')) parts.push(this.#and(depth));
    return parts.length === 1 ? parts[0]! : { kind: 'or', parts };
  }

  #and(depth: number): Expression {
    const parts = [this.#not(depth)];
    while (this.#take('and')) parts.push(this.#not(depth));
    return parts.length === 1 ? parts[0]! : { kind: 'and', parts };
  }

  #not(depth: number): Expression {
    if (depth > CONDITION_DEPTH_MAX) {
      throw new Fault(this.#offset(), `a condition nests at most ${CONDITION_DEPTH_MAX} deep`);
    }
    if (this.#take('not')) return { kind: 'not', part: this.#not(depth + 1) };
    return this.#primary(depth);
  }

  #primary(depth: number): Expression {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new Fault(this.#end, 'the condition ends too early');
    if (this.#take('(')) {
      const inner = this.#or(depth + 1);
      if (!this.#take(')')) throw new Fault(this.#offset(), 'a `)` is missing');
      return inner;
    }
    if (this.#tokens[this.#at + 1]?.text.toLowerCase() === 'of') return this.#of(token);
    this.#at += 1;
    const found = this.#selections.get(token.text);
    if (found === undefined) {
      const known = [...this.#selections.keys()].join(', ');
      throw new Fault(token.offset, `there is no selection \`${token.text}\`; there is: ${known}`);
    }
    this.#used.add(token.text);
    return found;
  }

  /** `1 of them`, `all of selection_*`. Names with a leading `_` are never part of `them`. */
  #of(quantifier: Token): Expression {
    const word = quantifier.text.toLowerCase();
    if (word !== '1' && word !== 'all') {
      throw new Fault(quantifier.offset, '`1 of` and `all of` are the only counts of selections');
    }
    const target = this.#tokens[this.#at + 2];
    if (target === undefined) throw new Fault(this.#end, 'a selection or `them` is missing');
    this.#at += 3;
    const names = [...this.#selections.keys()].filter((name) => named(name, target.text));
    if (names.length === 0) {
      throw new Fault(target.offset, `no selection is named \`${target.text}\``);
    }
    const parts = names.map((name) => this.#selections.get(name)!);
    for (const name of names) this.#used.add(name);
    return { kind: word === '1' ? 'or' : 'and', parts };
  }

  #take(word: string): boolean {
    if (this.#tokens[this.#at]?.text.toLowerCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  #offset(): number {
    return this.#tokens[this.#at]?.offset ?? this.#end;
  }
}

function named(name: string, pattern: string): boolean {
  if (pattern.toLowerCase() === 'them') return !name.startsWith('_');
  if (!pattern.startsWith('_') && name.startsWith('_')) return false;
  return patternTest(readPattern(pattern), true)(name);
}
