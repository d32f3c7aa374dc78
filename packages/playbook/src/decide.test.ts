import { canonicalJson } from '@bulkhead/kernel';
import type { PlanGate } from '@bulkhead/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  advance,
  evaluateGate,
  OT_EXTENSION,
  parsePlaybook,
  startRun,
  type Decision,
  type Playbook,
  type RunInput,
} from './mod.ts';

const IDENTITY = 'identity--4c1f1f5e-2f2b-4b9e-8a55-0d8f6f0a9b21';
const AGENT = 'group--31c2d3e4-f506-4718-8a2b-3c4d5e6f7014';
const TARGET = 'security-category--64f50617-2839-4a4b-9d5e-6f708192a317';

/** `action:a` is the id of the step that the tables call `a`. */
function id(step: string): string {
  const [type = '', name = ''] = step.split(':');
  const hex = name.replaceAll(/./g, (letter) => letter.charCodeAt(0).toString(16));
  return `${type}--00000000-0000-4000-8000-${hex.padStart(12, '0')}`;
}

const shown = new Map<string, string>();
type Steps = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A playbook of few words: steps by short name, references by short name too. */
function playbookOf(steps: Steps, more: Readonly<Record<string, unknown>> = {}): Playbook {
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    return typeof value === 'string' && /^[a-z-]+:[a-z0-9]+$/.test(value) ? id(value) : value;
  };
  const workflow = Object.fromEntries(
    Object.entries(steps).map(([name, step]) => {
      shown.set(id(name), name.replace(/^.*:/, ''));
      const { notify, contain, ...rest } = step;
      const members = Object.entries(rest).map(([key, value]) => [key, resolve(value)]);
      return [
        id(name),
        {
          type: name.replace(/:.*$/, ''),
          ...Object.fromEntries(members),
          ...(notify === undefined ? {} : acting(notify as string, 'notify')),
          ...(contain === undefined ? {} : acting(contain as string, 'contain')),
        },
      ];
    }),
  );
  const time = '2026-03-14T03:00:00.000Z';
  const extension = { type: 'extension-definition', name: 'OT', created_by: IDENTITY };
  const text = JSON.stringify({
    type: 'playbook',
    spec_version: 'cacao-2.0',
    id: 'playbook--7d1b9a2e-54c8-4f63-a0e7-2f8c6b1d9e40',
    name: 'Test',
    created_by: IDENTITY,
    created: time,
    modified: time,
    playbook_variables: {
      __result__: { type: 'bool' },
      __who__: { type: 'string', external: true },
      __fixed__: { type: 'string', value: 'as it was', constant: true },
    },
    workflow_start: id('start:s'),
    workflow,
    agent_definitions: { [AGENT]: { type: 'group', name: 'Crew' } },
    target_definitions: {
      [TARGET]: {
        type: 'security-category',
        name: 'Switch',
        agent_target_extensions: { [OT_EXTENSION]: { purdue_level: 1 } },
      },
    },
    extension_definitions: { [OT_EXTENSION]: { ...extension, schema: 'urn:x', version: '1.0.0' } },
    ...more,
  });
  const { playbook, findings } = parsePlaybook('test.json', text);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return playbook!;
}

function acting(text: string, impact: 'notify' | 'contain'): Record<string, unknown> {
  const preview = { does: 'Cuts.', do_nothing: 'Worse.', undo: 'Plug in.', owner: 'ot-engineer' };
  const contain = { ...preview, gate: 'gate-1', expires_after_minutes: 60, reports: undefined };
  const action = impact === 'notify' ? 'notice' : 'field-work-order';
  return {
    agent: AGENT,
    ...(impact === 'contain' ? { targets: [TARGET] } : {}),
    commands: [{ type: 'manual', command: text }],
    step_extensions: {
      [OT_EXTENSION]: { impact, action, title: text, ...(impact === 'contain' ? contain : {}) },
    },
  };
}

/** Answers to named steps: `a+` done, `a-` failed, `g!` gate opened, `g?` gate refused. */
function play(playbook: Playbook, answers: string): string {
  let decision = startRun(playbook, { runId: 'r', variables: { __who__: 'ews' } });
  const out = [words(decision)];
  for (const answer of answers.split(' ').filter(Boolean)) {
    const pending = decision.run.pending.find(({ stepId }) => shown.get(stepId) === answer[0]);
    decision = advance(playbook, decision.run, inputFor(answer.at(-1)!, pending?.key ?? 'none'));
    out.push(words(decision));
  }
  return out.join(' | ');
}

function inputFor(mark: string, key: string): RunInput {
  if (mark === '!') return { type: 'gate-opened', key };
  if (mark === '?') return { type: 'gate-refused', key, reason: 'No.' };
  return { type: 'settled', settlement: { key, succeeded: mark === '+', detail: mark, out: {} } };
}

function words({ commands }: Decision): string {
  const said = commands.map((command) => {
    if (command.type === 'close') return command.outcome;
    return `${command.type === 'ask' ? 'ask ' : ''}${shown.get(command.stepId)}`;
  });
  return said.join(' ') || '-';
}

const START = { 'start:s': { on_completion: 'action:a' } };
const plain = playbookOf({
  ...START,
  'action:a': { notify: 'First', on_completion: 'action:b' },
  'action:b': { notify: 'Second', on_completion: 'end:e' },
  'end:e': {},
});
const handled = playbookOf({
  ...START,
  'action:a': { contain: 'Cut', on_success: 'end:e', on_failure: 'action:b' },
  'action:b': { notify: 'Fallback', on_completion: 'end:f' },
  'end:e': {},
  'end:f': {},
});
const gated = playbookOf({
  ...START,
  'action:a': { contain: 'Cut __who__:value', on_completion: 'end:e' },
  'end:e': {},
});
const rescued = playbookOf(
  {
    ...START,
    'action:a': { contain: 'Cut', on_completion: 'end:e' },
    'end:e': {},
    'action:x': { notify: 'Stopped', on_completion: 'end:y' },
    'end:y': {},
  },
  { workflow_exception: id('action:x') },
);
const forked = playbookOf({
  'start:s': { on_completion: 'parallel:p' },
  'parallel:p': { next_steps: ['action:a', 'action:b'], on_completion: 'action:c' },
  'action:a': { notify: 'Left', on_completion: 'end:l' },
  'action:b': { contain: 'Right', on_completion: 'end:r' },
  'action:c': { notify: 'After', on_completion: 'end:e' },
  'end:l': {},
  'end:r': {},
  'end:e': {},
});
const forkHandled = playbookOf({
  'start:s': { on_completion: 'parallel:p' },
  'parallel:p': {
    next_steps: ['action:a', 'action:b'],
    on_success: 'end:e',
    on_failure: 'action:c',
  },
  'action:a': { notify: 'Left', on_completion: 'end:l' },
  'action:b': { notify: 'Right', on_completion: 'end:r' },
  'action:c': { notify: 'Repair', on_completion: 'end:f' },
  'end:l': {},
  'end:r': {},
  'end:e': {},
  'end:f': {},
});

// Given the answers on the left, the run issues the commands on the right, one part each answer.
test.each([
  ['plain', plain, '', 'a'],
  ['plain', plain, 'a+ b+', 'a | b | completed'],
  ['plain', plain, 'a-', 'a | failed'],
  ['plain', plain, 'a+ a+ b-', 'a | b | - | failed'],
  ['gated', gated, 'a! a+', 'ask a | a | completed'],
  ['gated', gated, 'a+', 'ask a | -'],
  ['gated', gated, 'a?', 'ask a | stopped'],
  ['gated', gated, 'a? a! a+', 'ask a | stopped | - | -'],
  ['gated', gated, 'a! a? a+', 'ask a | a | - | completed'],
  ['handled', handled, 'a? b+', 'ask a | b | completed'],
  ['handled', handled, 'a! a- b+', 'ask a | a | b | completed'],
  ['handled', handled, 'a! a+', 'ask a | a | completed'],
  ['rescued', rescued, 'a? x+', 'ask a | x | stopped'],
  ['rescued', rescued, 'a! a- x+', 'ask a | a | x | failed'],
  ['rescued', rescued, 'a! a- x-', 'ask a | a | x | failed'],
  ['forked', forked, 'a+ b! b+ c+', 'a ask b | - | b | c | completed'],
  ['forked', forked, 'b! b+ a+ c+', 'a ask b | b | - | c | completed'],
  ['forked', forked, 'b? a+', 'a ask b | - | stopped'],
  ['forked', forked, 'b? a-', 'a ask b | - | failed'],
  ['forkHandled', forkHandled, 'a- b+ c+', 'a b | - | c | completed'],
  ['forkHandled', forkHandled, 'a+ b+', 'a b | - | completed'],
])('%s: %3$s', (_, playbook, answers, want) => {
  expect(play(playbook, answers)).toBe(want);
});

describe('variables', () => {
  const asking = playbookOf({
    ...START,
    'action:a': { notify: 'Ask', on_completion: 'if-condition:i', out_args: ['__result__'] },
    'if-condition:i': {
      condition: "__result__:value = 'true'",
      on_true: 'action:t',
      on_completion: 'end:e',
    },
    'action:t': { notify: 'It is so', on_completion: 'end:t' },
    'end:t': {},
    'end:e': {},
  });
  const settle = (out: Readonly<Record<string, string>>): Decision => {
    const { run } = startRun(asking, { runId: 'r', variables: {} });
    const { key } = run.pending[0]!;
    const settlement = { key, succeeded: true, detail: '', out };
    return advance(asking, run, { type: 'settled', settlement });
  };

  test.each([
    ['true', 't'],
    ['false', 'completed'],
    ['maybe', 'failed'],
  ])('an out value of %s leads to %s', (value, want) => {
    expect(words(settle({ __result__: value }))).toBe(want);
  });

  test('a condition on a variable without a value fails the run, and is not just false', () => {
    const { run, commands } = settle({});
    expect(commands).toMatchObject([{ type: 'close', outcome: 'failed' }]);
    expect(run.steps.at(-1)).toMatchObject({ state: 'failed', detail: '__result__ has no value.' });
  });

  test('only out_args are taken, constants stay, and only external variables are given', () => {
    const given = { __fixed__: 'changed', __who__: 'ews', __new__: 'x' };
    expect(startRun(asking, { runId: 'r', variables: given }).run.variables).toEqual({
      __result__: null,
      __who__: 'ews',
      __fixed__: 'as it was',
    });
    const after = settle({ __result__: 'true', __fixed__: 'changed', __who__: 'me' }).run;
    expect(after.variables).toEqual({ __result__: 'true', __who__: null, __fixed__: 'as it was' });
  });

  test('values are put into texts once, on one line, and are never evaluated', () => {
    const who = '__fixed__:value\n\u001b[2JWORK ORDER';
    const { commands } = startRun(gated, { runId: 'r', variables: { __who__: who } });
    expect(commands).toMatchObject([{ title: 'Cut __fixed__:value [2JWORK ORDER' }]);
    const long = startRun(gated, { runId: 'r', variables: { __who__: 'x'.repeat(100_000) } });
    expect((long.commands[0] as { title: string }).title.length).toBeLessThanOrEqual(504);
  });

  test('a step that can touch the plant never runs with a hole in its order', () => {
    const { commands, run } = startRun(gated, { runId: 'r', variables: {} });
    expect(commands).toMatchObject([{ type: 'close', outcome: 'failed' }]);
    expect(run.steps.at(-1)?.detail).toBe('No value is known for __who__.');
  });
});

test('a playbook that the checker refuses is not started, nor one that was changed after', () => {
  const refused = { ...gated, runnable: false };
  expect(() => startRun(refused, { runId: 'r', variables: {} })).toThrow('cannot run');
  // Checked again at decision: the same playbook with its undo taken out after the check.
  const cacao = structuredClone(gated.cacao);
  Reflect.deleteProperty(cacao.workflow[id('action:a')]!.step_extensions![OT_EXTENSION]!, 'undo');
  const { run, commands } = startRun(
    { ...gated, cacao },
    { runId: 'r', variables: { __who__: 'x' } },
  );
  expect(commands).toMatchObject([{ type: 'close', outcome: 'failed' }]);
  expect(run.steps.at(-1)?.detail).toBe('A step with impact contain needs undo.');
});

describe('laws', () => {
  const books = [plain, gated, handled, rescued, forked, forkHandled];
  const answers = fc.array(
    fc.record({ pick: fc.nat(5), mark: fc.constantFrom('+', '-', '!', '?'), twice: fc.boolean() }),
    { maxLength: 20 },
  );

  test('keys differ, repeats change nothing, state survives as text, the close is the last', () => {
    fc.assert(
      fc.property(fc.constantFrom(...books), answers, (playbook, list) => {
        let decision = startRun(playbook, { runId: 'r', variables: { __who__: 'ews' } });
        const keys = decision.commands.map(({ key }) => key);
        for (const { pick, mark, twice } of list) {
          const { pending } = decision.run;
          const key = pending[pick % Math.max(1, pending.length)]?.key ?? 'none';
          const stored = JSON.parse(canonicalJson(decision.run)) as Decision['run'];
          const fresh = advance(playbook, decision.run, inputFor(mark, key));
          const restored = advance(playbook, stored, inputFor(mark, key));
          expect(canonicalJson(restored)).toBe(canonicalJson(fresh));
          if (decision.run.state !== 'running') expect(fresh.commands).toEqual([]);
          decision = fresh;
          keys.push(...decision.commands.map((command) => command.key));
          if (!twice) continue;
          const again = advance(playbook, decision.run, inputFor(mark, key));
          const answered = fresh.run !== stored && !decision.run.pending.some((p) => p.key === key);
          if (answered) expect(again).toEqual({ run: decision.run, commands: [] });
        }
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys.filter((key) => key.endsWith('/close')).length).toBeLessThanOrEqual(1);
        const over = decision.run.pending.length === 0;
        expect(over).toBe(decision.run.state !== 'running');
      }),
      { numRuns: 500 },
    );
  });
});

describe('a gate and a run together', () => {
  // The whole of it as an engine would run it: people approve, state facts and refuse in any order.
  test('no interleaving acts without distinct people, fresh facts and no refusal', () => {
    const gate: PlanGate = {
      id: 'gate-1',
      name: 'Gate',
      quorum: [
        { role: 'it', count: 1 },
        { role: 'ot', count: 1 },
      ],
      facts: [{ id: 'manual', question: '?', must: true, maxAgeMinutes: 5, role: 'ot' }],
    };
    const person = fc.constantFrom('a', 'b', 'c');
    const event = fc.oneof(
      fc.record({
        type: fc.constant('approve' as const),
        person,
        role: fc.constantFrom('it', 'ot'),
      }),
      fc.record({ type: fc.constant('fact' as const), value: fc.boolean() }),
      fc.record({ type: fc.constant('refuse' as const) }),
    );
    let acted = 0;
    fc.assert(
      fc.property(fc.array(event, { maxLength: 14 }), fc.option(person), (events, requestedBy) => {
        let decision = startRun(gated, { runId: 'r', variables: { __who__: 'ews' } });
        const { key } = decision.run.pending[0]!;
        const approvals: { person: string; role: string; at: string }[] = [];
        const facts: Parameters<typeof evaluateGate>[1]['facts'][number][] = [];
        let [refused, lastFact, lastValue] = [false, -99, false];
        events.forEach((one, minute) => {
          const at = new Date(minute * 60_000).toISOString();
          if (one.type === 'approve') approvals.push({ person: one.person, role: one.role, at });
          if (one.type === 'fact') {
            [lastFact, lastValue] = [minute, one.value];
            const common = { incidentId: 'i', statedBy: 'c', trueSince: at, statedAt: at };
            facts.push({ ...common, fact: 'manual', value: one.value });
          }
          if (one.type === 'refuse' && decision.run.pending[0]?.waitsFor === 'gate') {
            refused = true;
            decision = advance(gated, decision.run, inputFor('?', key));
          }
          if (!evaluateGate(gate, { facts, approvals, requestedBy, atIso: at }).open) return;
          decision = advance(gated, decision.run, inputFor('!', key));
          if (!decision.commands.some(({ type }) => type === 'perform')) return;
          acted++;
          const others = approvals.filter((given) => given.person !== requestedBy);
          const it = others.filter(({ role }) => role === 'it').map((given) => given.person);
          const ot = others.filter(({ role }) => role === 'ot').map((given) => given.person);
          expect(it.some((first) => ot.some((second) => first !== second))).toBe(true);
          expect(refused).toBe(false);
          expect(lastValue && minute - lastFact <= 5).toBe(true);
        });
      }),
      { numRuns: 3_000 },
    );
    expect(acted).toBeGreaterThan(20);
  });
});
