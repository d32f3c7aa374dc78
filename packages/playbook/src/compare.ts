import { fitsType } from './variables.ts';

export type Operator = '=' | '!=' | '<' | '>' | '<=' | '>=' | 'IN' | 'LIKE';

/** A value as it stands in a condition. */
export interface Literal {
  readonly kind: 'string' | 'number' | 'boolean';
  readonly text: string;
}

const EQUALITY: readonly Operator[] = ['=', '!='];
const MEMBERSHIP: readonly Operator[] = ['=', '!=', 'IN'];
const ORDER: readonly Operator[] = ['=', '!=', '<', '>', '<=', '>=', 'IN'];
const TEXT: readonly Operator[] = ['=', '!=', 'IN', 'LIKE'];

/** The operators that each variable type of CACAO 2.0 §10.18 can be asked; others cannot. */
const OPERATORS_OF: Readonly<Record<string, readonly Operator[] | undefined>> = {
  bool: EQUALITY,
  integer: ORDER,
  long: ORDER,
  float: ORDER,
  'ipv4-addr': MEMBERSHIP,
  'mac-addr': MEMBERSHIP,
  hash: MEMBERSHIP,
  'md5-hash': MEMBERSHIP,
  'sha256-hash': MEMBERSHIP,
  hexstring: MEMBERSHIP,
  uuid: MEMBERSHIP,
  string: TEXT,
  uri: TEXT,
};

/**
 * Compares the value of a typed variable with literals; a text says why that makes no sense. The
 * value must fit its type, and each literal too: `'abc'` is never just unequal to a number.
 */
export function compareTyped(
  type: string,
  value: string,
  operator: Operator,
  literals: readonly Literal[],
): boolean | string {
  const problem = comparisonProblem(type, operator, literals);
  if (problem !== null) return problem;
  if (!fitsType(type, value)) return `its value is not of type ${type}`;
  const texts = literals.map((literal) => literal.text);
  if (operator === 'LIKE') return like(value, texts[0] ?? '');
  if (operator === 'IN') {
    // Of an address, `IN` also asks whether it lies in a network, as SOARCA has it.
    if (type === 'ipv4-addr') return texts.some((text) => within(value, text));
    return texts.some((text) => equal(type, value, text));
  }
  const text = texts[0] ?? '';
  if (operator === '=') return equal(type, value, text);
  if (operator === '!=') return !equal(type, value, text);
  const order = compareNumbers(type, value, text);
  if (operator === '<') return order < 0;
  if (operator === '>') return order > 0;
  return operator === '<=' ? order <= 0 : order >= 0;
}

/** Why a variable of this type cannot be compared so, whatever its value, or null. */
export function comparisonProblem(
  type: string,
  operator: Operator,
  literals: readonly Literal[],
): string | null {
  const allowed = Object.hasOwn(OPERATORS_OF, type) ? OPERATORS_OF[type] : undefined;
  if (allowed === undefined) return `a variable of type ${type} cannot be compared`;
  if (!allowed.includes(operator)) return `${operator} does not go with type ${type}`;
  const wrong = literals.find(({ kind, text }) => {
    if (type === 'string' || type === 'uri') return kind !== 'string';
    return !fitsType(type, text);
  });
  return wrong === undefined ? null : `'${wrong.text}' is not of type ${type}`;
}

function equal(type: string, value: string, text: string): boolean {
  switch (type) {
    case 'integer':
    case 'long':
    case 'float':
      return compareNumbers(type, value, text) === 0;
    case 'ipv4-addr':
      return network(value).join('/') === network(text).join('/');
    case 'string':
    case 'uri':
    case 'bool':
      return value === text;
    case 'mac-addr':
      return value.toLowerCase().replaceAll('-', ':') === text.toLowerCase().replaceAll('-', ':');
    default:
      return value.toLowerCase() === text.toLowerCase();
  }
}

function compareNumbers(type: string, value: string, text: string): number {
  if (type === 'float') return Number(value) - Number(text);
  // `long` has 64 bits, which a number cannot hold exactly.
  const [a, b] = [BigInt(value), BigInt(text)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Is an address, or a whole network, inside the network that `text` names? */
function within(value: string, text: string): boolean {
  const [inner, innerBits] = network(value);
  const [outer, outerBits] = network(text);
  if (innerBits < outerBits) return false;
  const size = 2 ** (32 - outerBits);
  return Math.floor(inner / size) === Math.floor(outer / size);
}

function network(text: string): readonly [address: number, bits: number] {
  const [address = '', bits = '32'] = text.split('/');
  return [address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0), Number(bits)];
}

/**
 * STIX `LIKE`: `%` stands for any text, `_` for one character, letter case counts. Goes back to the
 * last `%` only, so the time is at most the product of the lengths.
 */
function like(value: string, pattern: string): boolean {
  let [at, place, star, mark] = [0, 0, -1, 0];
  while (at < value.length) {
    if (pattern[place] === '%') {
      star = place++;
      mark = at;
    } else if (pattern[place] === '_' || pattern[place] === value[at]) {
      place++;
      at++;
    } else if (star >= 0) {
      place = star + 1;
      at = ++mark;
    } else {
      return false;
    }
  }
  while (pattern[place] === '%') place++;
  return place === pattern.length;
}
