import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { checkJournal } from '@bulkhead/store';
import { afterAll, expect, test } from 'vitest';
import { ATTACK, runBulkhead, SAMPLE } from './testing/server-process.ts';

// What others build on: the names below may be added to, never renamed or dropped.
const ENDPOINT = ['ip', 'port', 'mac'];
const OPERATION = [
  'time',
  'protocol',
  'client',
  'server',
  'unit',
  'service',
  'verb',
  'object',
  'count',
  'values',
  'outcome',
  'refusal',
  'frames',
  'anomalies',
];
const CAPTURE = ['file', 'packets', 'bytes', 'firstAt', 'lastAt', 'skipped'];
const ALERT = [
  'rule',
  'severity',
  'techniques',
  'count',
  'firstAt',
  'lastAt',
  'entities',
  'frames',
];
const INCIDENT = ['id', 'title', 'severity', 'techniques', 'alerts', 'assets', 'firstAt', 'lastAt'];
const FINDING = ['code', 'severity', 'file', 'line', 'column', 'message', 'fix'];
/** Where the gzip copy is damaged, and a plain one is cut. */
const DAMAGE_AT_BYTES = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-contracts-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Thing = Record<string, unknown>;

async function json(args: readonly string[], code: number, input?: Uint8Array): Promise<Thing> {
  const ran = await runBulkhead([...args, '--json'], input);
  expect(ran.code, ran.err).toBe(code);
  return JSON.parse(ran.out) as Thing;
}

function expectKeys(value: unknown, keys: readonly string[]): void {
  expect(Object.keys(value as Thing)).toEqual(expect.arrayContaining([...keys]));
}

const listOf = (value: unknown): readonly Thing[] => value as readonly Thing[];

test('operations prints one object a line, with the names of the contract', async () => {
  const { code, out } = await runBulkhead(['operations', ATTACK]);
  expect(code).toBe(0);
  const lines = out.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(2_000);
  for (const line of lines) {
    const operation = JSON.parse(line) as Thing;
    expectKeys(operation, OPERATION);
    expectKeys(operation['client'], ENDPOINT);
    expectKeys(operation['server'], ENDPOINT);
    expectKeys(operation['service'], ['code', 'name']);
    expectKeys(operation['frames'], ['request', 'response']);
  }
});

test('the same capture from a pipe, packed or not, has the same counts', async () => {
  const bytes = readFileSync(ATTACK);
  const file = await json(['operations', ATTACK, '--summary'], 0);
  const pipe = await json(['operations', '-', '--summary'], 0, gzipSync(bytes));
  expect(pipe).toEqual({ ...file, file: '-' });
});

test.each([
  ['cut in the middle of a packet', (bytes: Uint8Array) => bytes.subarray(0, DAMAGE_AT_BYTES)],
  ['packed and cut', (bytes: Uint8Array) => gzipSync(bytes).subarray(0, DAMAGE_AT_BYTES)],
  [
    'packed and damaged',
    (bytes: Uint8Array) =>
      new Uint8Array(gzipSync(bytes)).fill(0, DAMAGE_AT_BYTES, DAMAGE_AT_BYTES + 50),
  ],
])('of a capture %s, what came before is kept and told', async (name, damaged) => {
  const file = at(name.replaceAll(' ', '-'));
  writeFileSync(file, damaged(readFileSync(ATTACK)));
  const { code, out, err } = await runBulkhead(['operations', file, '--summary', '--json']);
  expect(code).toBe(3);
  const { packets, operationTotal } = JSON.parse(out) as Thing;
  expect(packets).toBeGreaterThan(500);
  expect(operationTotal).toBeGreaterThan(100);
  expect(err.split('\n')).toHaveLength(2);
  expect(err).toContain(`${file}: `);
  expect(err).toContain(`The ${String(packets)} packets before it were read.`);
});

test('investigate reads what it can, names what it cannot, and prints the contract', async () => {
  writeFileSync(at('text'), 'no capture');
  const files = [ATTACK, at('text'), at('missing'), ATTACK];
  const result = await json(['investigate', ...files, '--plan', SAMPLE, '--out', at('out')], 3);
  const captures = listOf(result['captures']);
  for (const capture of captures) expectKeys(capture, CAPTURE);
  expect(captures.map(({ damage }) => damage === null)).toEqual([true, false, false]);
  for (const alert of listOf(result['alerts'])) {
    expectKeys(alert, ALERT);
    expectKeys(alert['rule'], ['id', 'title']);
  }
  for (const incident of listOf(result['incidents'])) expectKeys(incident, INCIDENT);
  expect(listOf(result['incidents']).length).toBeGreaterThan(0);
  for (const count of listOf(result['operations'])) {
    expectKeys(count, ['protocol', 'verb', 'outcome', 'count']);
  }
  expectKeys(result, ['assets', 'report']);
  expectKeys(result['journal'], ['path', 'entries', 'root']);
  expect(checkJournal(at('out'))).toMatchObject({ ok: true });

  const bundle = join(at('out'), 'report.bundle.zip');
  const verified = await json(['verify', bundle, '--key', join(at('out'), 'signing.pub')], 0);
  expect(verified).toMatchObject({ ok: true, keyGiven: true });
  expect((result['journal'] as Thing)['entries']).toBeGreaterThanOrEqual(
    Number(verified['entries']),
  );
  const bytes = new Uint8Array(readFileSync(bundle));
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(at('changed.zip'), bytes);
  expectKeys(await json(['verify', at('changed.zip')], 1), ['ok', 'entries', 'at', 'what']);

  const other = await runBulkhead(['investigate', ATTACK, '--out', at('out')]);
  expect([other.code, other.err]).toEqual([4, expect.stringContaining('of another plan')]);
});

test('check prints findings and score', async () => {
  const result = await json(['check', SAMPLE], 0);
  for (const finding of listOf(result['findings'])) expectKeys(finding, FINDING);
  expect(result['score']).toBeTypeOf('number');
});

test('at a terminal nothing but paths is wider than 80 columns', async () => {
  const runs = await Promise.all([
    runBulkhead(['investigate', ATTACK, '--plan', SAMPLE, '--out', at('wide')]),
    runBulkhead(['check', SAMPLE]),
  ]);
  const lines = runs.flatMap(({ out }) => out.split('\n'));
  expect(lines.filter((line) => line.length > 80 && !line.includes('/'))).toEqual([]);
});

test.skipIf(process.platform !== 'linux')('a full disk at the output is said', async () => {
  const { code, err } = await runBulkhead(['check', SAMPLE], undefined, '/dev/full');
  expect([code, err]).toEqual([4, expect.stringContaining('the disk is full')]);
});
