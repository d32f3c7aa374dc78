import { describe, expect, test } from 'vitest';
import { Ends } from './cases.ts';
import { compileRules } from './compile.ts';
import { NO_CONTEXT, type OperationContext } from './context.ts';
import { createMatcher } from './matcher.ts';
import { sampleContext, sampleOperation } from './sample-operation.ts';

const OPERATION = sampleOperation(
  {
    protocol: 's7comm',
    verb: 'write',
    cause: 'activation',
    service: { code: 5, name: 'Write_Var*' },
    object: 'DB10.DBW0',
    items: [
      { object: 'DB10.DBW0', count: 2, values: [11_100, 7] },
      { object: 'Q0.1', count: 1, values: [true], refusal: { code: 10, name: 'not_there' } },
    ],
    address: null,
    count: 2,
    unit: null,
    values: ['Ärger\\x'],
    outcome: 'refused',
    refusal: { code: 3, name: 'illegal_data_value' },
    client: { ip: '10.20.30.21', port: 49_152, mac: '00:1c:06:27:1b:4a' },
    server: { ip: 'fd00::11:10', port: 102, mac: '' },
  },
  0,
);

const CONTEXT = sampleContext({ client: { kind: 'hmi', level: 3.5 }, permitted: false });

function matches(detection: string, context: OperationContext = CONTEXT): boolean {
  const head = 'title: t\nid: t\nlogsource: {product: ot, category: operation}\ndetection:\n';
  const text = head + detection;
  const { rules, findings } = compileRules([{ file: 'rule.yml', text }]);
  expect(findings.filter((one) => one.severity === 'error')).toEqual([]);
  let count = 0;
  createMatcher(rules).match(OPERATION, new Ends(context), () => count++);
  return count === 1;
}

/** One selection line and whether it holds for the operation above. */
const SELECTIONS: readonly (readonly [line: string, holds: boolean])[] = [
  ['verb: write', true],
  ['verb: WRITE', true],
  ['verb|cased: write', true],
  ['verb: [read, write]', true],
  ['verb: read', false],
  ['verb|neq: read', true],
  ['verb|neq: [read, write]', false],
  ['unit|neq: 4', false],
  ['service: write_var\\*', true],
  ['service: write_var\\?', false],
  ['service: write_var?', true],
  ['service: write_var??', false],
  ['service: w*v*', true],
  ['service: w*v*x', false],
  ["service: '*'", true],
  ['service|cased: write_var*', false],
  ['service|contains: E_V', true],
  ['service|startswith: write', true],
  ['service|endswith: \\*', true],
  ['service|contains|all: [write, var]', true],
  ['service|contains|all: [write, bar]', false],
  ['service|contains|cased: Var', true],
  ['service|contains|cased: var', false],
  ['service|re: ^Write_V.r', true],
  ['service|re: ^write', false],
  ['service|re|i: ^write', true],
  ['service_code: 5', true],
  ['service_code: 0x05', true],
  ["service_code: '0x05'", true],
  ['service_code|gte: 5', true],
  ['service_code|gt: 5', false],
  ['service_code|lt: 5.5', true],
  ['service_code|lte: 4', false],
  ['object: q0.1', true],
  ['object|startswith: [M, Q]', true],
  ['object|startswith: [M, I]', false],
  ['values: 11100', true],
  ['values|gt: 11000', true],
  ['values|gt: 12000', false],
  ['values: true', true],
  ['values: false', false],
  ['values: ärger\\x', true],
  ['unit: null', true],
  ['verb: null', false],
  ['unit|exists: false', true],
  ['address|exists: true', false],
  ['outcome: refused', true],
  ['refusal|contains: value', true],
  ['refusal: not_there', true],
  ['refusal_code: 3', true],
  ['refusal_code: 10', true],
  ['cause: activation', true],
  ['server_mac|exists: false', true],
  ["server_mac: ''", false],
  ['client_ip|cidr: 10.20.0.0/16', true],
  ['client_ip|cidr: 10.20.30.20/31', true],
  ['client_ip|cidr: 10.21.0.0/16', false],
  ['client_ip|cidr: fd00::/8', false],
  ['server_ip|cidr: [192.168.0.0/16, fd00::/8]', true],
  ['server_ip|cidr: fd00:0:1::/48', false],
  ['server_ip|cidr: ::/0', true],
  ['client_kind: hmi', true],
  ['client_level|gte: 3.5', true],
  ["permitted: 'no'", true],
  ['server_asset|exists: true', false],
  ['server_safety: null', true],
  ['client_ip|fieldref: client_ip', true],
  ['client_ip|fieldref: server_ip', false],
  ['client_ip|fieldref|neq: server_ip', true],
  ['anomaly|exists: false', true],
];

describe('a selection of one line', () => {
  test.each(SELECTIONS)('%s -> %s', (line, holds) => {
    expect(matches(`  a:\n    ${line}\n  condition: a\n`)).toBe(holds);
  });

  test('without a plan, context fields are absent', () => {
    expect(matches("  a: {permitted: 'no'}\n  condition: a\n", NO_CONTEXT)).toBe(false);
    expect(matches('  a: {permitted: null}\n  condition: a\n', NO_CONTEXT)).toBe(true);
  });
});

/** `yes` and `_yes` hold, `no` and `no_more` do not. */
const CONDITIONS: readonly (readonly [condition: string, holds: boolean])[] = [
  ['yes', true],
  ['not yes', false],
  ['not not yes', true],
  ['no or yes and yes', true],
  ['(no or yes) and no', false],
  ['no and no or yes', true],
  ['not no and no', false],
  ['not (no and yes)', true],
  ['YES_UPPER OR no', true],
  ['1 of them', true],
  ['all of them', false],
  ['all of yes*', true],
  ['1 of no*', false],
  ['all of no*', false],
  ['not 1 of no* and all of yes*', true],
  ['1 of _*', true],
  ['all of *', false],
  ['_yes', true],
];

describe('a condition', () => {
  test.each(CONDITIONS)('%s -> %s', (condition, holds) => {
    const selections =
      '  yes: {verb: write}\n  yes_list: [{verb: read}, {verb: write}]\n' +
      '  YES_UPPER: {verb: write, service_code: 5}\n' +
      '  no: {verb: read}\n  no_more: {verb: write, service_code: 6}\n  _yes: {verb: write}\n';
    expect(matches(`${selections}  condition: ${condition}\n`)).toBe(holds);
  });

  test('a list of conditions holds when one of them does', () => {
    const selections = '  yes: {verb: write}\n  no: {verb: read}\n';
    expect(matches(`${selections}  condition: [no, yes]\n`)).toBe(true);
    expect(matches(`${selections}  condition: [no, not yes]\n`)).toBe(false);
  });

  test('aliases stand for what they name', () => {
    const detection = '  a: &a {verb: write}\n  b: *a\n  condition: a and b\n';
    expect(matches(detection)).toBe(true);
  });
});
