import { describe, expect, test } from 'vitest';
import type { Refused } from '@bulkhead/model';
import { system, type RunningEngine } from './open.ts';
import { openBench, person, raise, story } from './testing/bench.ts';

/** The key of the decision that waits. */
function waiting(engine: RunningEngine): string {
  return engine.situation().approvals[0]!.key;
}

function inForce(engine: RunningEngine): number {
  return engine.situation().controls.length;
}

async function refusalOf(attempt: Promise<unknown>): Promise<string> {
  return attempt.then(
    () => 'done',
    (error: Refused) => error.code,
  );
}

async function stateDosingInManual(engine: RunningEngine, value = true): Promise<void> {
  const incidentId = engine.situation().incidents[0]!.id;
  await engine.perform(person(engine, 'shift-supervisor'), {
    type: 'state-fact',
    incidentId,
    fact: 'dosing-in-manual',
    value,
    trueSince: '2026-03-14T03:00:00.000Z',
  });
}

async function approve(engine: RunningEngine, role: string): Promise<void> {
  await engine.perform(person(engine, role), { type: 'approve', key: waiting(engine), role });
}

describe('from an alert to a control in force', () => {
  test('every entry follows from the one that caused it', async () => {
    const { engine, journal } = await openBench({ actions: null });
    await raise(engine);
    expect(story(journal).slice(0, 6)).toEqual([
      '0 journal-opened',
      '1 plan-loaded',
      '2 alert-raised',
      '3 incident-opened <- 2',
      '4 run-started <- 3',
      '5 command-issued <- 4',
    ]);
    const [incident] = engine.situation().incidents;
    expect(incident!.severity).toBe('critical');
    expect(incident!.severityBecause).toContain(
      'plc-dosing accepted it, and its misuse can harm people (major)',
    );
  });

  test('two people and a fresh fact open the gate; a report places the control', async () => {
    const { engine } = await atTheGate();
    await approve(engine, 'incident-commander');
    await approve(engine, 'shift-supervisor');
    expect(engine.situation().approvals[0]!.facts[0]!.state).toBe('missing');
    await stateDosingInManual(engine);
    expect(engine.situation().approvals).toEqual([]);
    const order = [...engine.state.performs.values()].findLast(
      ({ command }) => command.action === 'field-work-order',
    )!;
    const { key } = order.command;
    await engine.record(system('connect'), [{ kind: 'work-handed-over', key, detail: 'spooled' }]);
    expect(inForce(engine)).toBe(0);
    await engine.perform(person(engine, 'ot-engineer'), {
      type: 'report-work',
      key,
      done: true,
      proof: 'Port P7 dark, seen by two.',
    });
    expect(inForce(engine)).toBe(1);
    const closing = { type: 'close-incident', reason: 'over' } as const;
    const incidentId = engine.situation().incidents[0]!.id;
    expect(
      await refusalOf(
        engine.perform(person(engine, 'incident-commander'), { ...closing, incidentId }),
      ),
    ).toBe('controls_in_force');
  });
});

// Who tries what at a gate, and what the engine says.
describe('the gate fails closed to', () => {
  test.each([
    ['incident-commander', 'incident-commander', 'done'],
    ['shift-supervisor', 'shift-supervisor', 'done'],
    ['shift-supervisor', 'incident-commander', 'role_not_held'],
    ['soc-analyst', 'soc-analyst', 'role_not_in_quorum'],
    ['ot-engineer', 'incident-commander', 'role_not_held'],
  ])('a %s approving as %s: %s', async (holds, as, want) => {
    const { engine } = await atTheGate();
    const attempt = engine.perform(person(engine, holds), {
      type: 'approve',
      key: waiting(engine),
      role: as,
    });
    expect(await refusalOf(attempt)).toBe(want);
  });

  test('nobody approves the run that they started', async () => {
    const { engine } = await openBench({ actions: null });
    await raise(engine, { severity: 'medium', client: '10.20.30.99', verb: 'read' });
    const [playbook] = engine.context.playbooks;
    const commander = person(engine, 'incident-commander');
    const incidentId = engine.situation().incidents[0]!.id;
    const playbookId = playbook!.playbook.id;
    await engine.perform(commander, { type: 'start-run', incidentId, playbookId });
    await settleNotices(engine);
    const attempt = engine.perform(commander, {
      type: 'approve',
      key: waiting(engine),
      role: 'incident-commander',
    });
    expect(await refusalOf(attempt)).toBe('own_request');
  });
});

describe('while people wait', () => {
  test('a fact grows stale while people wait, and the gate stays shut', async () => {
    const { engine, clock } = await atTheGate();
    await stateDosingInManual(engine);
    await approve(engine, 'incident-commander');
    clock.advanceMs(31 * 60_000);
    await approve(engine, 'shift-supervisor');
    expect(engine.situation().approvals[0]!.facts[0]!.state).toBe('stale');
    await stateDosingInManual(engine);
    expect(engine.situation().approvals).toEqual([]);
  });

  test('a refusal is final', async () => {
    const { engine } = await atTheGate();
    const key = waiting(engine);
    const supervisor = person(engine, 'shift-supervisor');
    const no = { type: 'refuse', key, role: 'shift-supervisor', reason: 'Filling.' } as const;
    await engine.perform(supervisor, no);
    const again = { type: 'approve', key, role: 'shift-supervisor' } as const;
    expect(await refusalOf(engine.perform(supervisor, again))).toBe('already_decided');
    expect(inForce(engine)).toBe(0);
  });

  test('it waits for days, escalates in steps, and never decides by itself', async () => {
    const { engine, clock, journal } = await atTheGate();
    for (let hour = 0; hour < 72; hour++) {
      clock.advanceMs(3_600_000);
      await engine.tick();
    }
    expect(engine.situation().approvals[0]!.state).toBe('waiting');
    const steps = engine.context.plan.escalations.find(
      ({ id }) => id === engine.context.plan.gates[0]!.escalation,
    )!.steps.length;
    expect(journal.entries.filter(({ entry }) => entry.body.kind === 'escalated')).toHaveLength(
      steps,
    );
  });
});

// Goal: a control that nobody lifts is not forgotten, and does not lift itself.
test('a control past its expiry is told to its owner, until it is lifted', async () => {
  const { engine, clock, journal } = await openBench({ actions: null });
  await raise(engine);
  const incidentId = engine.situation().incidents[0]!.id;
  const [key, owner] = ['run-1/cut#1', 'ot-engineer'];
  const placed = { kind: 'control-placed', key, incidentId, what: 'Cut', owner } as const;
  const expiresAt = new Date(clock.nowMs() + 60_000).toISOString();
  await engine.record(system('respond'), [{ ...placed, undo: 'Plug in', expiresAt }]);
  const told = (): readonly number[] =>
    journal.entries.flatMap(({ entry: { body } }) =>
      body.kind === 'escalated' && body.key === key ? [body.step] : [],
    );
  await engine.tick();
  expect(told()).toEqual([]);
  for (let minute = 0; minute < 60; minute++) {
    clock.advanceMs(60_000);
    await engine.tick();
  }
  expect(told()).toEqual([1]);
  expect(engine.situation().controls[0]!.liftedAt).toBeNull();
  const lift = { type: 'lift-control', key, proof: 'Plugged in.' } as const;
  await engine.perform(person(engine, 'ot-engineer'), lift);
  clock.advanceMs(86_400_000);
  await engine.tick();
  expect(told()).toEqual([1]);
});

test('an account of nobody in the plan fills no place at a gate', async () => {
  const { engine } = await atTheGate();
  const role = 'incident-commander';
  const guest = { kind: 'person', person: 'guest', name: 'Guest', roles: [role] } as const;
  const attempt = { type: 'approve', key: waiting(engine), role } as const;
  expect(await refusalOf(engine.perform(guest, attempt))).toBe('role_not_held');
  await approve(engine, role);
});

test('a run ends with its incident, and asks nobody any more', async () => {
  const { engine } = await atTheGate();
  const incidentId = engine.situation().incidents[0]!.id;
  const close = { type: 'close-incident', incidentId, reason: 'a drill' } as const;
  await engine.perform(person(engine, 'incident-commander'), close);
  const view = engine.incident(incidentId)!;
  expect(view.runs.map(({ state }) => state)).toEqual(['stopped']);
  expect(view.approvals).toEqual([]);
  expect(engine.situation().approvals).toEqual([]);
});

async function atTheGate(): ReturnType<typeof openBench> {
  const bench = await openBench({ actions: null });
  await raise(bench.engine);
  await settleNotices(bench.engine);
  return bench;
}

/** The notices that the playbook sends first, as if they had gone out. */
async function settleNotices(engine: RunningEngine): Promise<void> {
  for (const { command, settled } of Array.from(engine.state.performs.values())) {
    if (settled !== null || command.action !== 'notice') continue;
    const { key } = command;
    await engine.record(system('connect'), [
      { kind: 'command-settled', key, succeeded: true, detail: 'sent', out: {} },
    ]);
  }
}
