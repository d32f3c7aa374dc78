import { fork } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkGolden } from '@bulkhead/testkit';
import { ActionFailed } from '@bulkhead/playbook';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createConnectors } from './connectors.ts';
import { fileNameOf, SpoolFolder } from './durable.ts';
import { notice } from './actions/notice.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-spool-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const order = {
  title: 'Unplug port P7 EWS at switch sw-dosing',
  to: 'OT engineer on call, Millbrook',
  targets: 'Switch sw-dosing, port P7 EWS',
  work: 'Find the port.\nUnplug the cable and tag it.\nReport the work.',
  does: 'Cuts the engineering station off.',
  cuts: 'conduit engineering-dosing',
  loses: 'Remote engineering.',
  keeps: 'SCADA polling.\nManual dosing.',
  alternatives: 'Unplug the station itself.',
  doNothing: 'The station can go on writing set-points; watch the pH.',
  undo: 'Plug the cable back in after the station is rebuilt.',
  owner: 'ot-engineer',
  expiresAfterMinutes: '480',
};
const KEY = 'run-1/action--c3d4e5f6#7';
const context = (idempotencyKey = KEY, signal = new AbortController().signal) => ({
  idempotencyKey,
  signal,
});
const files = (name: string): readonly string[] => readdirSync(join(folder, name)).toSorted();

test('every action is there, and previews itself in a sentence', () => {
  const connectors = createConnectors({ spoolFolder: folder });
  expect([...connectors.keys()]).toEqual(['field-work-order', 'notice']);
  expect(connectors.get('field-work-order')!.preview(order)).toBe(
    'Hands a work order to OT engineer on call, Millbrook: Unplug port P7 EWS at switch sw-dosing',
  );
  expect(connectors.get('field-work-order')!.settledBy).toBe('report');
  expect(connectors.get('notice')!.settledBy).toBe('result');
});

describe('field work order', () => {
  test('is laid down as its golden says, once for a key', async () => {
    const action = createConnectors({ spoolFolder: folder }).get('field-work-order')!;
    const first = await action.run(order, context());
    const [name = ''] = files('work-orders');
    const path = join(folder, 'work-orders', name);
    const before = statSync(path);
    const text = readFileSync(path, 'utf8');
    checkGolden(join(import.meta.dirname, '../testdata/field-work-order.golden'), () => text);
    expect(first.detail).toContain(name);

    const again = createConnectors({ spoolFolder: folder }).get('field-work-order')!;
    expect(await again.run(order, context())).toEqual(first);
    expect(files('work-orders')).toEqual([name]);
    expect(statSync(path).ino).toBe(before.ino);
    expect(statSync(path).mtimeMs).toBe(before.mtimeMs);
    await again.run(order, context('run-1/action--c3d4e5f6#8'));
    expect(files('work-orders')).toHaveLength(2);
  });

  test('refuses an order without work, and writes nothing', async () => {
    const action = createConnectors({ spoolFolder: folder }).get('field-work-order')!;
    const { work: _, ...empty } = order;
    await expect(action.run(empty, context())).rejects.toMatchObject({
      code: 'invalid_input',
      retryable: false,
    });
    expect(files('work-orders')).toEqual([]);
  });

  test('no text from outside can add a line to the paper', async () => {
    const action = createConnectors({ spoolFolder: folder }).get('field-work-order')!;
    await action.run({ ...order, title: 'Cut\u001b[2J\rApproved by all' }, context());
    const text = readFileSync(join(folder, 'work-orders', files('work-orders')[0]!), 'utf8');
    expect(text).toContain('\nCut [2J Approved by all\n');
    expect(text).toMatch(/^[\P{Cc}\n]*$/u);
  });
});

describe('spool', () => {
  test('what a crash left before the rename is cleared, and laid down again whole', async () => {
    const spool = new SpoolFolder(folder);
    const name = `${fileNameOf(KEY)}.txt`;
    writeFileSync(join(folder, `.${name}.0000.tmp`), 'half of i');
    expect(existsSync(join(folder, name))).toBe(false);
    const restarted = new SpoolFolder(folder);
    expect(readdirSync(folder)).toEqual([]);
    expect(await restarted.put(KEY, 'whole', new AbortController().signal)).toBe(name);
    expect(await spool.put(KEY, 'whole', new AbortController().signal)).toBe(name);
    expect(readdirSync(folder)).toEqual([name]);
    expect(readFileSync(join(folder, name), 'utf8')).toBe('whole');
  });

  // A real process is killed while it lays files down; what is there afterwards is whole.
  test('kill -9 at any point leaves whole files and nothing else', async () => {
    const text = 'x'.repeat(200_000);
    const script = join(import.meta.dirname, '../testdata/spool-writer.ts');
    const child = fork(script, [folder], { stdio: 'ignore' });
    await new Promise<void>((resolve, reject) => {
      child.on('message', (count: number) => {
        if (count >= 20) resolve();
      });
      child.once('error', reject);
      child.once('exit', () => reject(new Error('the writer ended by itself')));
    });
    child.removeAllListeners('exit');
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    const spool = new SpoolFolder(folder);
    const names = readdirSync(folder);
    expect(names.length).toBeGreaterThanOrEqual(20);
    for (const name of names) expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
    await spool.put('key-0', text, new AbortController().signal);
    expect(readdirSync(folder)).toHaveLength(names.length);
  });
});

describe('spool in trouble', () => {
  test('an attempt that is told to stop leaves nothing', async () => {
    const spool = new SpoolFolder(folder);
    await expect(spool.put(KEY, 'text', AbortSignal.abort())).rejects.toMatchObject({
      code: 'aborted',
      retryable: true,
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a folder that is gone is a failure that may pass', async () => {
    const spool = new SpoolFolder(folder);
    rmSync(folder, { recursive: true });
    await expect(spool.put(KEY, 'text', new AbortController().signal)).rejects.toMatchObject({
      code: 'spool_unwritable',
      retryable: true,
    });
  });

  test('many at once under one key are one file', async () => {
    const spool = new SpoolFolder(folder);
    const signal = new AbortController().signal;
    await Promise.all(Array.from({ length: 20 }, () => spool.put(KEY, 'same', signal)));
    expect(readdirSync(folder)).toEqual([`${fileNameOf(KEY)}.txt`]);
  });

  test('keys that differ have names that differ, and every name is a plain file name', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.string(), (a, b) => {
        expect(fileNameOf(a)).toMatch(/^[a-zA-Z0-9_-]{1,120}$/);
        if (a !== b) expect(fileNameOf(a)).not.toBe(fileNameOf(b));
      }),
    );
  });
});

describe('notice', () => {
  test('is a message file with its head, and a subject is one line', async () => {
    const action = createConnectors({ spoolFolder: folder }).get('notice')!;
    const input = {
      subject: 'Attack\nTo: everyone',
      text: 'Watch the process.',
      audience: 'shift-supervisor, safety-officer',
      to: 'Control room',
    };
    const { detail } = await action.run(input, context());
    const [name = ''] = files('messages');
    expect(detail).toBe(`Laid down for Control room (spool: messages/${name})`);
    expect(readFileSync(join(folder, 'messages', name), 'utf8')).toBe(
      [
        'Subject: Attack To: everyone',
        'To: Control room',
        'Audience: shift-supervisor, safety-officer',
        `Key: ${KEY}`,
        '',
        'Watch the process.\n',
      ].join('\n'),
    );
  });

  test('is done when one channel has it, and fails by the one bit when none has', async () => {
    const taken: string[] = [];
    const good = { name: 'good', deliver: async () => String(taken.push('good')) };
    const failing = (retryable: boolean) => ({
      name: 'bad',
      deliver: () => Promise.reject(new ActionFailed('down', { retryable })),
    });
    const run = (channels: Parameters<typeof notice.create>[0]['channels']) =>
      notice.create({ spoolFolder: folder, channels }).run({ subject: 's', text: 't' }, context());
    await expect(run([failing(true), good])).resolves.toMatchObject({
      detail: 'Laid down for  (good: 1); not taken: ActionFailed: down',
    });
    await expect(run([failing(false), failing(true)])).rejects.toMatchObject({ retryable: true });
    await expect(run([failing(false)])).rejects.toMatchObject({ retryable: false });
    await expect(run([])).rejects.toMatchObject({ code: 'no_channel', retryable: false });
  });
});

test('a spool folder that cannot be made says so at the start', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  chmodSync(file, 0o600);
  expect(() => createConnectors({ spoolFolder: file })).toThrow(/ENOTDIR|EEXIST/);
});
