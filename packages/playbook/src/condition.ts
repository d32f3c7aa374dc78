import { unreachable } from '@bulkhead/kernel';
import { CONDITION_DEPTH_MAX, CONDITION_TEXT_MAX } from './limits.ts';
import { compareTyped, type Literal, type Operator } from './compare.ts';

/** A comparison, or a boolean of conditions, as parsed from text. Plain data. */
export type Condition =
  | {
      readonly type: 'compare';
      readonly name: string;
      readonly operator: Operator;
      readonly negated: boolean;
      readonly literals: readonly Literal[];
      readonly offset: number;
    }
  | { readonly type: 'not'; readonly of: Condition }
  | { readonly type: 'and' | 'or'; readonly left: Condition; readonly right: Condition };

/** What is wrong with a condition, and the offset in its text. */
export interface ConditionProblem {
  readonly problem: string;
  readonly offset: number;
}

/** The declared type and the present value of a variable; a value of null is "not known". */
export type VariableLookup = (
  name: string,
) => { readonly type: string; readonly value: string | null } | undefined;

interface Token {
  readonly kind: 'variable' | 'word' | 'literal' | 'operator' | 'mark' | 'end';
  readonly text: string;
  readonly offset: number;
  readonly literal?: Literal;
}

const TOKEN = new RegExp(
  [
    String.raw`(?<space>[ \t\n\r]+)`,
    String.raw`(?<variable>__[a-zA-Z_][a-zA-Z0-9_-]{0,199}?__:value(?![a-zA-Z0-9_]))`,
    String.raw`'(?<string>(?:[^'\\]|\\['\\])*)'`,
    String.raw`(?<number>-?\d+(?:\.\d+)?)(?![\w.])`,
    String.raw`(?<operator>==|!=|<>|<=|>=|=|<|>)`,
    String.raw`(?<mark>[(),])`,
    String.raw`(?<word>[A-Za-z]+)(?![\w:])`,
  ].join('|'),
  'y',
);
const OPERATORS: Readonly<Record<string, Operator>> = {
  '=': '=',
  '==': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '>': '>',
  '<=': '<=',
  '>=': '>=',
};

class NotCondition extends Error {
  readonly problem: ConditionProblem;

  constructor(problem: string, offset: number) {
    super(problem);
    this.problem = { problem, offset };
  }
}

/**
 * Parses a boolean expression over variables: CACAO 2.0 §4.6 by way of the STIX patterning grammar,
 * less its observation operators. `NOT` binds tightest, then `AND`, then `OR`. Never throws.
 */
export function parseCondition(text: string): { readonly condition: Condition } | ConditionProblem {
  if (text.length > CONDITION_TEXT_MAX) {
    return { problem: `A condition has at most ${CONDITION_TEXT_MAX} characters.`, offset: 0 };
  }
  try {
    return { condition: new Parser(tokens(text)).whole() };
  } catch (error) {
    if (!(error instanceof NotCondition)) throw error;
    return error.problem;
  }
}

function tokens(text: string): readonly Token[] {
  const out: Token[] = [];
  let offset = 0;
  while (offset < text.length) {
    TOKEN.lastIndex = offset;
    const match = TOKEN.exec(text);
    if (match === null) throw new NotCondition('This is not understood.', offset);
    const token = tokenOf(match, offset);
    if (token !== null) out.push(token);
    offset = TOKEN.lastIndex;
  }
  out.push({ kind: 'end', text: '', offset });
  return out;
}

function tokenOf(match: RegExpExecArray, offset: number): Token | null {
  const { space, variable, string, number, operator, mark } = match.groups ?? {};
  const text = match[0];
  if (space !== undefined) return null;
  if (variable !== undefined) {
    return { kind: 'variable', text: variable.slice(0, -':value'.length), offset };
  }
  if (string !== undefined) {
    const value = string.replaceAll(/\\(['\\])/g, '$1');
    return { kind: 'literal', text, offset, literal: { kind: 'string', text: value } };
  }
  if (number !== undefined) {
    return { kind: 'literal', text, offset, literal: { kind: 'number', text: number } };
  }
  if (operator !== undefined) return { kind: 'operator', text, offset };
  if (mark !== undefined) return { kind: 'mark', text, offset };
  if (text === 'true' || text === 'false') {
    return { kind: 'literal', text, offset, literal: { kind: 'boolean', text } };
  }
  return { kind: 'word', text, offset };
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Condition {
    const condition = this.#or(0);
    const rest = this.#next();
    if (rest.kind !== 'end')
      throw new NotCondition('AND, OR or the end belongs here.', rest.offset);
    return condition;
  }

  #or(depth: number): Condition {
    let left = this.#and(depth);
    while (this.#take('OR')) left = { type: 'or', left, right: this.#and(depth) };
    return left;
  }

  #and(depth: number): Condition {
    let left = this.#test(depth);
    while (this.#take('AND')) left = { type: 'and', left, right: this.#test(depth) };
    return left;
  }

  #test(depth: number): Condition {
    if (depth > CONDITION_DEPTH_MAX) {
      const problem = `A condition nests at most ${CONDITION_DEPTH_MAX} deep.`;
      throw new NotCondition(problem, this.#peek().offset);
    }
    if (this.#take('NOT')) return { type: 'not', of: this.#test(depth + 1) };
    if (this.#take('(')) {
      const inner = this.#or(depth + 1);
      this.#expect(')');
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Condition {
    const { kind, text: name, offset } = this.#next();
    if (kind !== 'variable') {
      throw new NotCondition('A variable such as __name__:value belongs here.', offset);
    }
    const negated = this.#take('NOT');
    const token = this.#next();
    const common = { type: 'compare', name, negated, offset } as const;
    if (token.text === 'IN') return { ...common, operator: 'IN', literals: this.#set() };
    if (token.text === 'LIKE') return { ...common, operator: 'LIKE', literals: [this.#literal()] };
    const operator = OPERATORS[token.text];
    if (token.kind !== 'operator' || operator === undefined) {
      const problem = 'One of = != < > <= >= IN LIKE belongs here.';
      throw new NotCondition(problem, token.offset);
    }
    return { ...common, operator, literals: [this.#literal()] };
  }

  #set(): readonly Literal[] {
    this.#expect('(');
    const literals = [this.#literal()];
    while (this.#take(',')) literals.push(this.#literal());
    this.#expect(')');
    return literals;
  }

  #literal(): Literal {
    const { literal, offset } = this.#next();
    if (literal === undefined) {
      throw new NotCondition("A value such as 'text', 12 or true belongs here.", offset);
    }
    return literal;
  }

  #expect(text: string): void {
    const { offset } = this.#peek();
    if (!this.#take(text)) throw new NotCondition(`A ${text} belongs here.`, offset);
  }

  #take(text: string): boolean {
    const token = this.#peek();
    if (token.text !== text || (token.kind !== 'word' && token.kind !== 'mark')) return false;
    this.#at++;
    return true;
  }

  #peek(): Token {
    return this.#tokens[this.#at]!;
  }

  #next(): Token {
    const token = this.#peek();
    // The last token is the end, and it stays.
    if (token.kind !== 'end') this.#at++;
    return token;
  }
}

/**
 * The truth of a condition. Every comparison is judged, so that an unknown variable, one without a
 * value or a value that does not fit its type is a problem wherever it stands, never just false.
 */
export function evaluateCondition(
  condition: Condition,
  lookup: VariableLookup,
): { readonly value: boolean } | ConditionProblem {
  switch (condition.type) {
    case 'compare': {
      const { name, offset } = condition;
      const variable = lookup(name);
      if (variable === undefined) return { problem: `${name} is not declared.`, offset };
      if (variable.value === null) return { problem: `${name} has no value.`, offset };
      const { operator, literals, negated } = condition;
      const result = compareTyped(variable.type, variable.value, operator, literals);
      if (typeof result === 'string') return { problem: `${name}: ${result}`, offset };
      return { value: result !== negated };
    }
    case 'not': {
      const inner = evaluateCondition(condition.of, lookup);
      return 'problem' in inner ? inner : { value: !inner.value };
    }
    case 'and':
    case 'or': {
      const left = evaluateCondition(condition.left, lookup);
      const right = evaluateCondition(condition.right, lookup);
      if ('problem' in left) return left;
      if ('problem' in right) return right;
      const both = left.value && right.value;
      return { value: condition.type === 'and' ? both : left.value || right.value };
    }
    default:
      return unreachable(condition);
  }
}

/** All comparisons in a condition, from left to right. */
export function comparisonsIn(
  condition: Condition,
): readonly Extract<Condition, { type: 'compare' }>[] {
  if (condition.type === 'compare') return [condition];
  if (condition.type === 'not') return comparisonsIn(condition.of);
  return [...comparisonsIn(condition.left), ...comparisonsIn(condition.right)];
}
