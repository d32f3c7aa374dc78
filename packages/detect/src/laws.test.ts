import { VERBS, type Operation } from '@bulkhead/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ends } from './cases.ts';
import { compileRules } from './compile.ts';
import type { OperationContext } from './context.ts';
import { createMatcher } from './matcher.ts';
import { sampleContext, sampleOperation } from './sample-operation.ts';
import { Silence } from './silence.ts';

/** Selections over fields that rules are indexed by, and some that they are not. */
const SELECTIONS = [
  '{verb: write}',
  '{protocol: [Modbus, s7comm], verb: read}',
  '{verb: [read, command]}',
  '{service_code: 6}',
  '{service_code: [5, 6], verb: write}',
  '{service: READ_it}',
  '{service: [read_it, "stop*"]}',
  '[{verb: write}, {service_code: 3}]',
  '[{service: stop_it}, {count|gte: 3}]',
  '{object|contains: register}',
  '{values|gt: 100}',
  "{permitted: 'no'}",
  '{client_level|gte: 3}',
  '{client_ip|cidr: 10.0.0.0/31}',
  '{client_kind|fieldref: service}',
  '{unanswered|gte: 2}',
  '{unanswered: 0}',
  '{unanswered|exists: false}',
  '{anomaly|exists: true}',
  '{anomaly|contains: read}',
  '{technique: T0801}',
  '{technique: [T0801, T0855], verb: write}',
  '{service|contains: it, refusal: null}',
  '{unit: null}',
  '{outcome: [refused, no-response], verb: read}',
];
const NAMES = SELECTIONS.map((_, i) => `s${i}`);

type Tree = string | { readonly op: 'and' | 'or' | 'not'; readonly parts: readonly Tree[] };

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(...NAMES),
    fc.record({
      op: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ op: fc.constant('not' as const), parts: fc.tuple(tie('tree')) }),
  ),
}));

function words(of: Tree): string {
  if (typeof of === 'string') return of;
  if (of.op === 'not') return `not (${words(of.parts[0]!)})`;
  return `(${of.parts.map(words).join(` ${of.op} `)})`;
}

function negate(of: Tree): Tree {
  return { op: 'not', parts: [of] };
}

const text = fc.oneof(
  fc.constantFrom('read_it', 'stop_it', 'holding_register/1', ''),
  fc.string({ maxLength: 20 }),
);
const value = fc.oneof(fc.integer(), fc.double(), fc.boolean(), text);

const operations: fc.Arbitrary<Operation> = fc
  .record({
    protocol: fc.constantFrom('modbus', 's7comm', 'unheard-of'),
    verb: fc.constantFrom(...VERBS),
    service: fc.record({ code: fc.constantFrom(3, 5, 6, -1), name: text }),
    object: text,
    unit: fc.option(fc.nat(255)),
    address: fc.option(fc.nat(65_535)),
    count: fc.nat(10),
    values: fc.array(value, { maxLength: 3 }),
    outcome: fc.constantFrom('ok' as const, 'refused' as const, 'no-response' as const),
    client: fc.record({ ip: text, port: fc.nat(65_535), mac: text }),
    techniques: fc.subarray(['T0801', 'T0855', 'T0858']),
    anomalies: fc.array(fc.record({ code: text, offset: fc.nat() }), { maxLength: 2 }),
  })
  .map((given) => sampleOperation(given, 0));

const contexts: fc.Arbitrary<OperationContext> = fc
  .record({
    permitted: fc.option(fc.boolean()),
    client: fc.record({ level: fc.nat(5), kind: fc.constantFrom('hmi', 'read_it') }),
  })
  .map((given) => sampleContext(given));

function end(ip: string): Operation['client'] {
  return { ip, port: 1, mac: '' };
}

function rule(condition: string, category = 'operation', id = 'rule'): string {
  // Those that the condition uses: reading the others would take most of the time.
  const used = new Set(condition.split(/[^a-z0-9]+/));
  const selections = SELECTIONS.map((selection, i) =>
    used.has(NAMES[i]!) ? `  ${NAMES[i]}: ${selection}\n` : '',
  ).join('');
  return (
    `title: ${id}\nid: ${id}\nlogsource: {product: ot, category: ${category}}\n` +
    `detection:\n${selections}  condition: ${condition}\n`
  );
}

function holds(condition: string, operation: Operation, context: OperationContext): boolean {
  const { rules } = compileRules([{ file: 'rule.yml', text: rule(condition) }]);
  return rules.matches(operation, context).length === 1;
}

describe('laws of conditions', () => {
  test('not not x is x', () => {
    fc.assert(
      fc.property(tree, operations, contexts, (x, operation, context) => {
        const plain = holds(words(x), operation, context);
        expect(holds(words(negate(negate(x))), operation, context)).toBe(plain);
        expect(holds(words(negate(x)), operation, context)).toBe(!plain);
      }),
      { numRuns: 300 },
    );
  });

  test('de Morgan', () => {
    fc.assert(
      fc.property(tree, tree, operations, contexts, (x, y, operation, context) => {
        const left = negate({ op: 'and', parts: [x, y] });
        const right: Tree = { op: 'or', parts: [negate(x), negate(y)] };
        expect(holds(words(left), operation, context)).toBe(
          holds(words(right), operation, context),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('laws of rule sets', () => {
  test('a matcher finds what trying every rule on every operation finds', () => {
    // Few kinds of operations between few ends, so that most of them share what is settled once.
    const kinds = fc.array(operations, { minLength: 2, maxLength: 2 });
    const traffic = fc.array(fc.tuple(operations, fc.nat(1), fc.nat(1)), { maxLength: 12 });
    const sides = fc.array(contexts, { minLength: 2, maxLength: 2 });
    const files = fc.array(tree, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(files, kinds, traffic, sides, (trees, alike, sent, known) => {
        const { rules } = compileRules(
          trees.map((one, i) => ({
            file: `${i}.yml`,
            text: rule(words(one), 'operation', `${i}`),
          })),
        );
        const matcher = createMatcher(rules);
        const pairs = known.map((context) => new Ends(context));
        const silence = new Silence();
        for (const [own, kind, pair] of sent) {
          const { protocol, verb, outcome, service } = alike[kind]!;
          const client = end(`10.0.0.${pair}`);
          const shared = { protocol, verb, outcome, service, client, server: end('10.0.1.1') };
          const operation = { ...own, ...shared };
          const unanswered = silence.after(operation, { server: undefined });
          const found: string[] = [];
          matcher.match(operation, pairs[pair]!, (matched) => found.push(matched.id));
          const plain = rules.matches(operation, { ...known[pair]!, unanswered });
          expect(found).toEqual(plain.map((one) => one.rule.id));
        }
      }),
      { numRuns: 200 },
    );
  });

  test('the same files compile to the same answers, alone or among others', () => {
    const files = fc.array(tree, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(files, fc.array(operations, { maxLength: 10 }), contexts, (trees, sent, ctx) => {
        const given = trees.map((one, i) => {
          const category = i % 2 === 0 ? 'operation' : 'modbus';
          return { file: `${i}.yml`, text: rule(words(one), category, `rule-${i}`) };
        });
        const together = answers(given, sent, ctx);
        expect(answers(given, sent, ctx)).toEqual(together);
        const alone = given.flatMap((file) => answers([file], sent, ctx));
        expect(alone.toSorted()).toEqual(together.toSorted());
      }),
      { numRuns: 100 },
    );
  });
});

type File = { readonly file: string; readonly text: string };

function answers(files: readonly File[], sent: readonly Operation[], context: OperationContext) {
  const { rules } = compileRules(files);
  const matcher = createMatcher(rules);
  const found: string[] = [];
  for (const [i, operation] of sent.entries()) {
    matcher.match(operation, new Ends(context), (matched) => found.push(`${i} ${matched.id}`));
  }
  return found;
}
