import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluateCondition, parseCondition } from './condition.ts';
import { fitsType } from './variables.ts';

const variables: Readonly<Record<string, { type: string; value: string | null }>> = {
  __isolated__: { type: 'bool', value: 'true' },
  __count__: { type: 'integer', value: '7' },
  __big__: { type: 'long', value: '9007199254740993' },
  __ratio__: { type: 'float', value: '0.5' },
  __ip__: { type: 'ipv4-addr', value: '10.20.30.21' },
  __mac__: { type: 'mac-addr', value: 'AA:bb:cc:00:11:22' },
  __name__: { type: 'string', value: "plc-dosing's panel" },
  __empty__: { type: 'string', value: '' },
  __unset__: { type: 'string', value: null },
  __wrong__: { type: 'integer', value: 'seven' },
  __map__: { type: 'dictionary', value: '{}' },
};

function judge(text: string): boolean | string {
  const parsed = parseCondition(text);
  if ('problem' in parsed) return `${parsed.offset}: ${parsed.problem}`;
  const result = evaluateCondition(parsed.condition, (name) => variables[name]);
  return 'problem' in result ? `${result.offset}: ${result.problem}` : result.value;
}

test.each<[string, boolean | string]>([
  ["__isolated__:value = 'true'", true],
  ['__isolated__:value == false', false],
  ['__isolated__:value NOT = true', false],
  ['__count__:value >= 7', true],
  ["__count__:value < '10'", true],
  ['__count__:value IN (1, 3, 7)', true],
  ['__big__:value = 9007199254740992', false],
  ['__ratio__:value <> 0.25', true],
  ["__ip__:value IN ('10.20.0.0/16', '192.168.0.0/16')", true],
  ["__ip__:value IN ('10.21.0.0/16')", false],
  ["__ip__:value = '10.20.30.0/24'", false],
  ["__mac__:value = 'aa-BB-cc-00-11-22'", true],
  ["__name__:value LIKE 'plc-%panel'", true],
  ["__name__:value LIKE 'plc_dosing%'", true],
  ["__name__:value LIKE 'dosing%'", false],
  [String.raw`__name__:value = 'plc-dosing\'s panel'`, true],
  ["__empty__:value = ''", true],
  // AND binds tighter than OR, NOT tightest.
  ['__count__:value = 7 OR __count__:value = 8 AND __count__:value = 9', true],
  ['(__count__:value = 7 OR __count__:value = 8) AND __count__:value = 9', false],
  ['NOT __count__:value = 8 AND NOT (__count__:value = 9)', true],
  // What does not make sense is an error with its place, and never just false.
  ["__other__:value = 'x'", '0: __other__ is not declared.'],
  ["__count__:value = 7 OR __other__:value = 'x'", '23: __other__ is not declared.'],
  ["__unset__:value = ''", '0: __unset__ has no value.'],
  ['__wrong__:value = 7', '0: __wrong__: its value is not of type integer'],
  ["__count__:value = 'abc'", "0: __count__: 'abc' is not of type integer"],
  ["__isolated__:value > 'true'", '0: __isolated__: > does not go with type bool'],
  ["__map__:value = '{}'", '0: __map__: a variable of type dictionary cannot be compared'],
  ['__name__:value = 7', "0: __name__: '7' is not of type string"],
  ['', '0: A variable such as __name__:value belongs here.'],
  ['true', '0: A variable such as __name__:value belongs here.'],
  ["__name__ = 'x'", '0: This is not understood.'],
  ["__name__:value = 'x", '17: This is not understood.'],
  ["__name__:value MATCHES '.*'", '15: One of = != < > <= >= IN LIKE belongs here.'],
  ['__count__:value = 7 FOLLOWEDBY __count__:value = 8', '20: AND, OR or the end belongs here.'],
  ['(__count__:value = 7', '20: A ) belongs here.'],
  ['__count__:value IN ()', "20: A value such as 'text', 12 or true belongs here."],
])('%s is %s', (text, want) => {
  expect(judge(text)).toBe(want);
});

describe('laws', () => {
  const piece = fc.constantFrom(
    ..."__isolated__:value|__count__:value|=|<|IN|LIKE|NOT|AND|OR|(|)|,|'true'|7|'|__x__| ".split(
      '|',
    ),
  );

  test('any text is judged or is a problem with a place in it, and nothing is thrown', () => {
    const texts = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(' ')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseCondition(text);
        if ('problem' in parsed) {
          expect(parsed.offset).toBeLessThanOrEqual(text.length);
        } else {
          evaluateCondition(parsed.condition, (name) => variables[name]);
        }
      }),
    );
  });

  test('not not x is x, and de Morgan holds', () => {
    const test = fc.integer({ min: 5, max: 9 }).map((n) => `__count__:value = ${n}`);
    fc.assert(
      fc.property(test, test, (a, b) => {
        expect(judge(`NOT NOT ${a}`)).toBe(judge(a));
        expect(judge(`NOT (${a} OR ${b})`)).toBe(judge(`NOT ${a} AND NOT ${b}`));
      }),
    );
  });

  test('deep nesting is refused, not followed', () => {
    const deep = `${'('.repeat(500)}__count__:value = 7${')'.repeat(500)}`;
    expect(judge(deep)).toBe('33: A condition nests at most 32 deep.');
    expect(judge(`${'NOT '.repeat(400)}__count__:value = 7`)).toMatch(/nests at most 32/);
  });
});

test.each([
  ['bool', 'true', true],
  ['bool', 'TRUE', false],
  ['integer', '-12', true],
  ['integer', '1e3', false],
  ['ipv4-addr', '10.20.30.21', true],
  ['ipv4-addr', '10.20.30.21.', false],
  ['ipv4-addr', '10.20.30.256', false],
  ['ipv4-addr', '10.0.0.0/33', false],
  ['uuid', '61a6c41e-6efc-4516-a242-dfbc5c89d562', true],
  ['sha256-hash', 'ff', false],
  ['string', 'anything', true],
])('%s holds %s: %s', (type, value, want) => {
  expect(fitsType(type, value)).toBe(want);
});
