import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toHex } from '@bulkhead/kernel';
import type { Command, Entry, EntryOf, Plan } from '@bulkhead/model';
import { system, type RunningEngine } from './open.ts';
import { FIRST_PREVIOUS } from './state.ts';
import { alertBody, listJournal, openBench, person, type Bench } from './testing/bench.ts';
import { anyMove, play, type Move } from './testing/moves.ts';

/** An attack that the shipped playbook answers, so that most journals reach a gate. */
const ATTACK: Move = {
  move: 'alert',
  nth: 1,
  client: '10.20.30.21',
  server: '10.20.11.10',
  severity: 'high',
  verb: 'write',
  outcome: 'ok',
};
const NOTICES: readonly Move[] = Array.from({ length: 4 }, () => ({
  move: 'settle',
  succeeded: true,
}));
const deed = (role: string, does: 'fact' | 'approve' | 'report'): Move => ({
  move: 'person',
  role,
  does,
});
const OPENS: readonly Move[] = [
  deed('shift-supervisor', 'fact'),
  deed('incident-commander', 'approve'),
  deed('shift-supervisor', 'approve'),
];

/** Moves in any order, with the ones that open the gate strewn among them, or not. */
const anyStory = fc
  .tuple(fc.boolean(), fc.array(anyMove, { maxLength: 12 }), fc.array(anyMove, { maxLength: 12 }))
  .map(([opens, between, after]) => [
    ATTACK,
    ...NOTICES,
    ...(opens ? OPENS.flatMap((move, i) => [move, ...between.slice(i * 2, i * 2 + 1)]) : between),
    ...after,
  ]);

async function played(moves: readonly Move[]): Promise<Bench> {
  const bench = await openBench({ actions: null });
  for (const move of moves) await play(bench.engine, bench.clock, move);
  return bench;
}

function entriesOf(bench: Bench): readonly Entry[] {
  return bench.journal.entries.map(({ entry }) => entry);
}

test('laws of every journal', async () => {
  let performed = 0;
  await fc.assert(
    fc.asyncProperty(anyStory, async (moves) => {
      const bench = await played(moves);
      const entries = entriesOf(bench);
      const { plan } = bench.engine.context;
      holdsTogether(bench);
      performed += gatesHeld(entries, plan);
      refusalsAreFinal(entries);
      obligationsEnd(entries, bench.engine);
      nobodyExceedsTheirRoles(entries, plan);
    }),
    { numRuns: 150 },
  );
  // The laws say nothing where no gate ever opened.
  expect(performed).toBeGreaterThan(10);
});

/** Gapless, chained, and every cause an earlier entry. */
function holdsTogether({ journal }: Bench): void {
  let previous = FIRST_PREVIOUS;
  journal.entries.forEach(({ entry, leaf }, i) => {
    expect(entry.sequence).toBe(i);
    expect(entry.previous).toBe(previous);
    if (entry.cause !== null) {
      expect(entry.cause).toBeLessThan(i);
      expect(entry.actor.kind).toBe('system');
      expect(journal.entries[entry.cause]!.entry.at).toBe(entry.at);
    }
    previous = toHex(leaf);
  });
}

/** Commands that touch the plant, each behind a gate that was open in full. Returns how many. */
function gatesHeld(entries: readonly Entry[], plan: Plan): number {
  let count = 0;
  for (const { body, sequence } of entries) {
    if (body.kind !== 'command-issued' || body.command.type !== 'perform') continue;
    const { command } = body;
    if (command.impact !== 'contain' && command.impact !== 'process') continue;
    count++;
    const before = entries.slice(0, sequence);
    const key = `${command.key}/ask`;
    const opened = before.find((one) => one.body.kind === 'gate-opened' && one.body.key === key);
    expect(opened).toBeDefined();
    quorumAndFacts(before, opened!, key, plan, body.incidentId, command);
  }
  return count;
}

function quorumAndFacts(
  before: readonly Entry[],
  opened: Entry,
  key: string,
  plan: Plan,
  incidentId: string,
  command: Command,
): void {
  const gate = plan.gates.find(({ id }) => id === (opened.body as EntryOf<'gate-opened'>).gate)!;
  const past = before.slice(0, opened.sequence);
  const starter = past.find(
    ({ body }) => body.kind === 'run-started' && body.runId === command.runId,
  )!.actor;
  const given = past.flatMap(({ body, actor }) =>
    body.kind === 'approval-given' && body.key === key && actor.kind === 'person'
      ? [{ role: body.role, actor }]
      : [],
  );
  const people = new Set<string>();
  for (const { role, count } of gate.quorum) {
    const valid = given.filter(({ role: as, actor }) => {
      const held = plan.people.find(({ id }) => id === actor.person)?.roles ?? [];
      const isStarter = starter.kind === 'person' && starter.person === actor.person;
      return as === role && held.includes(role) && !isStarter && !people.has(actor.person);
    });
    expect(valid.length).toBeGreaterThanOrEqual(count);
    for (const { actor } of valid.slice(0, count)) people.add(actor.person);
  }
  for (const need of gate.facts) {
    const last = past.findLast(
      ({ body }) =>
        body.kind === 'fact-stated' &&
        body.fact.incidentId === incidentId &&
        body.fact.fact === need.id,
    )!;
    const { fact } = last.body as EntryOf<'fact-stated'>;
    expect(fact.value).toBe(need.must);
    const ageMs = Date.parse(opened.at) - Date.parse(fact.statedAt);
    expect(ageMs).toBeGreaterThanOrEqual(0);
    expect(ageMs).toBeLessThanOrEqual(need.maxAgeMinutes * 60_000);
  }
}

function refusalsAreFinal(entries: readonly Entry[]): void {
  for (const { body, sequence } of entries) {
    if (body.kind !== 'approval-refused') continue;
    const after = entries.slice(sequence + 1).map((entry) => entry.body);
    expect(
      after.some(
        (one) =>
          (one.kind === 'approval-given' ||
            one.kind === 'approval-refused' ||
            one.kind === 'gate-opened') &&
          one.key === body.key,
      ),
    ).toBe(false);
  }
}

/** By a submission or a waiver of a person, once; and what has not ended still runs. */
function obligationsEnd(entries: readonly Entry[], engine: RunningEngine): void {
  const ended = new Map<string, number>();
  for (const { body, actor } of entries) {
    if (body.kind !== 'obligation-submitted' && body.kind !== 'obligation-waived') continue;
    expect(actor.kind).toBe('person');
    ended.set(body.obligationId, (ended.get(body.obligationId) ?? 0) + 1);
  }
  for (const [id, { state }] of engine.state.obligations) {
    expect(ended.get(id) ?? 0).toBe(state === 'running' ? 0 : 1);
  }
}

const NEEDS: Readonly<Record<string, string>> = {
  'incident-closed': 'close',
  'work-reported': 'report-work',
  'control-lifted': 'report-work',
  'fact-stated': 'attest',
  'obligation-submitted': 'submit',
  'obligation-waived': 'submit',
  'run-started': 'start-run',
};

function nobodyExceedsTheirRoles(entries: readonly Entry[], plan: Plan): void {
  for (const { body, actor } of entries) {
    if (actor.kind !== 'person') continue;
    const held = plan.people.find(({ id }) => id === actor.person)!.roles;
    if ('role' in body) expect(held).toContain(body.role);
    const needs = NEEDS[body.kind];
    if (needs === undefined) continue;
    const may = plan.roles.flatMap(({ id, permissions }) => (held.includes(id) ? permissions : []));
    expect(may).toContain(needs);
  }
}

test('a journal that is cut after any commit goes on to the same commands', async () => {
  const keysOf = (bench: Bench): readonly string[] =>
    entriesOf(bench).flatMap(({ body }) =>
      body.kind === 'command-issued' ? [`${body.command.type} ${body.command.key}`] : [],
    );
  const moves = [ATTACK, ...NOTICES, ...OPENS, NOTICES[0]!, deed('ot-engineer', 'report')];
  const want = keysOf(await played(moves));
  expect(want.some((key) => key.startsWith('ask'))).toBe(true);
  expect(want.filter((key) => key.startsWith('perform')).length).toBeGreaterThan(2);
  for (let cut = 0; cut <= moves.length; cut++) {
    const first = await played(moves.slice(0, cut));
    const journal = listJournal();
    await journal.append(first.journal.entries);
    const second = await openBench({ actions: null }, journal);
    second.clock.advanceMs(first.clock.nowMs() - second.clock.nowMs());
    for (const move of moves.slice(cut)) await play(second.engine, second.clock, move);
    expect(keysOf(second)).toEqual(want);
  }
});

test('an engine whose append failed says nothing more, and acts on nothing', async () => {
  const journal = listJournal();
  let fails = false;
  const bench = await openBench({
    actions: null,
    journal: {
      ...journal,
      get length() {
        return journal.length;
      },
      append: async (entries) => {
        if (fails) throw new Error('disk full');
        return journal.append(entries);
      },
    },
  });
  const { engine } = bench;
  fails = true;
  await expect(engine.record(system('sensor'), [alertBody()])).rejects.toThrow('disk full');
  fails = false;
  expect(() => engine.situation()).toThrow('disk full');
  await expect(engine.tick()).rejects.toThrow('disk full');
});

test('text that no journal can hold is refused, and the engine goes on', async () => {
  const { engine } = await openBench({ actions: null });
  const bad = alertBody({ service: '\ud800' });
  await expect(engine.record(system('sensor'), [bad])).rejects.toThrow('surrogate');
  await engine.record(system('sensor'), [alertBody()]);
  expect(engine.situation().incidents).toHaveLength(1);
});

test('a listener that fails neither undoes an entry nor silences the next listener', async () => {
  const { engine } = await openBench({ actions: null });
  const heard: number[] = [];
  engine.subscribe(() => {
    throw new Error('mine');
  });
  engine.subscribe(({ sequence }) => heard.push(sequence));
  const { sequence } = await engine.record(system('sensor'), [alertBody()]);
  expect(heard).toEqual([sequence]);
});

test('what goes on after its incident was closed opens another one', async () => {
  const { engine } = await openBench({ actions: null });
  await engine.record(system('sensor'), [alertBody({ verb: 'read', severity: 'medium' })]);
  const [incident] = engine.situation().incidents;
  const close = { type: 'close-incident', incidentId: incident!.id, reason: 'over' } as const;
  await engine.perform(person(engine, 'incident-commander'), close);
  const again = { ...alertBody({ verb: 'read', count: 2 }), kind: 'alert-repeated' } as const;
  await engine.record(system('sensor'), [again as EntryOf<'alert-repeated'>]);
  expect(engine.situation().incidents.map(({ state }) => state)).toEqual(['open', 'closed']);
  expect(engine.state.waiting.size).toBe(0);
});
