import { ActionFailed, type Action } from '@bulkhead/playbook';
import { z } from 'zod';
import { expect, test } from 'vitest';
import type { EntryBody } from '@bulkhead/model';
import { Outbox } from './outbox.ts';
import type { PerformState } from './state.ts';

function perform(nth: number): PerformState {
  const key = `run/step#${nth}`;
  const command = {
    type: 'perform',
    key,
    runId: 'run',
    stepId: 'step',
    action: 'notice',
    title: 'Tell',
    impact: 'notify',
    input: {},
    preview: null,
  } as const;
  return { command, incidentId: 'inc', issuedAt: '', handedOver: null, settled: null, cites: [] };
}

interface Story {
  readonly run: Action['run'];
  readonly settle?: (body: EntryBody) => Promise<void>;
}

/** An outbox over a number of commands, with timers that fire by hand. */
function started(count: number, { run, settle }: Story) {
  const toDo = new Set(Array.from({ length: count }, (_, i) => perform(i)));
  const settled: EntryBody[] = [];
  const timers: (() => void)[] = [];
  const logged: string[] = [];
  const take = async (body: EntryBody): Promise<void> => {
    settled.push(body);
    for (const one of toDo) if ('key' in body && one.command.key === body.key) toDo.delete(one);
  };
  const action: Action = {
    name: 'notice',
    summary: '',
    impact: 'notify',
    timeoutMs: 1_000,
    settledBy: 'result',
    input: z.unknown(),
    preview: () => '',
    run,
  };
  const outbox = new Outbox(
    new Map([['notice', action]]),
    settle ?? take,
    { after: (_, call) => (timers.push(call), () => {}) },
    { write: (_, message) => logged.push(message) },
  );
  outbox.pump(toDo);
  return { outbox, settled, timers, logged };
}

/** Lets all promises that can go on do so. */
async function rest(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test('more commands than go at once are all carried out, without another commit', async () => {
  const { settled } = started(40, { run: async () => ({ detail: 'done', out: {} }) });
  await rest();
  expect(settled).toHaveLength(40);
});

test('an action that breaks is settled as failed, and says to look', async () => {
  const { settled } = started(1, {
    run: async () => {
      throw new TypeError('x is undefined');
    },
  });
  await rest();
  expect(settled).toMatchObject([{ succeeded: false }]);
  expect(JSON.stringify(settled)).toContain('Look whether it took effect');
});

test('an action that never answers is tried again under the same key, then fails', async () => {
  const keys = new Set<string>();
  const { settled, timers } = started(1, {
    run: (_, { idempotencyKey }) => {
      keys.add(idempotencyKey);
      return new Promise(() => {});
    },
  });
  for (let i = 0; i < 40 && settled.length === 0; i++) {
    for (const fire of timers.splice(0)) fire();
    await rest();
  }
  expect(settled).toMatchObject([{ succeeded: false, detail: 'timed_out (after 8 attempts)' }]);
  expect(keys).toEqual(new Set(['run/step#0']));
});

test('an answer that cannot be written is logged, never an unhandled rejection', async () => {
  const { logged, outbox } = started(1, {
    run: async () => ({ detail: 'done', out: {} }),
    settle: async () => {
      throw new Error('disk full');
    },
  });
  await rest();
  expect(logged).toEqual(['answer not written']);
  await outbox.close();
});

test('closing ends what is under way, and settles nothing', async () => {
  const { outbox, settled } = started(2, { run: () => new Promise(() => {}) });
  await outbox.close();
  expect(settled).toEqual([]);
  const waits = started(1, {
    run: async () => {
      throw new ActionFailed('busy', { retryable: true });
    },
  });
  await rest();
  await waits.outbox.close();
  expect(waits.settled).toEqual([]);
});
