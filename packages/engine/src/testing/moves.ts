import fc from 'fast-check';
import { Refused, type Alert, type Outcome, type Severity, type Verb } from '@bulkhead/model';
import { system } from '../open.ts';
import type { Request } from '../request.ts';
import { alertBody, person, type Bench } from './bench.ts';

const HOSTS = ['10.20.30.21', '10.20.20.10', '10.20.11.10', '10.20.12.10', '203.0.113.9'];
const ROLES = ['incident-commander', 'shift-supervisor', 'ot-engineer', 'soc-analyst'];

const DEEDS = [
  'approve',
  'refuse',
  'fact',
  'aware',
  'report',
  'submit',
  'waive',
  'start',
  'lift',
  'close',
] as const;

/** Anything that can come from outside, in any order: most of it is refused. */
export const anyMove = fc.oneof(
  fc.record({
    move: fc.constant('alert' as const),
    nth: fc.integer({ min: 1, max: 9 }),
    client: fc.constantFrom(...HOSTS),
    server: fc.constantFrom(...HOSTS),
    severity: fc.constantFrom<Severity>('low', 'medium', 'high'),
    verb: fc.constantFrom<Verb>('read', 'write', 'command'),
    outcome: fc.constantFrom<Outcome>('ok', 'refused', 'no-response'),
  }),
  fc.record({
    move: fc.constant('person' as const),
    role: fc.constantFrom(...ROLES),
    does: fc.constantFrom(...DEEDS),
  }),
  fc.record({ move: fc.constant('settle' as const), succeeded: fc.boolean() }),
  fc.record({ move: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 500 }) }),
);

export type Move = typeof anyMove extends fc.Arbitrary<infer T> ? T : never;

/** Plays one move; what the engine refuses changes nothing. */
export async function play(
  engine: Bench['engine'],
  clock: Bench['clock'],
  move: Move,
): Promise<void> {
  clock.advanceMs(1_000);
  switch (move.move) {
    case 'wait':
      clock.advanceMs(move.minutes * 60_000);
      return engine.tick();
    case 'alert': {
      const { nth, client, server, severity, verb, outcome } = move;
      const id: Alert['id'] = `alert-000000000000000${nth}`;
      const kind = engine.state.alerts.has(id) ? 'alert-repeated' : 'alert-raised';
      const body = alertBody({ id, client, server, severity, verb, outcome });
      await engine.record(system('sensor'), [{ ...body, kind } as typeof body]);
      return;
    }
    case 'settle': {
      const open = [...engine.state.performs.values()].find(({ settled }) => settled === null);
      if (open === undefined) return;
      const { key } = open.command;
      const settled = { key, succeeded: move.succeeded, detail: 'x', out: {} };
      await engine.record(system('connect'), [{ kind: 'command-settled', ...settled }]);
      return;
    }
    default: {
      const request = requestFor(engine, move.does, move.role);
      if (request === undefined) return;
      try {
        await engine.perform(person(engine, move.role), request);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
    }
  }
}

function requestFor(engine: Bench['engine'], does: string, role: string): Request | undefined {
  const incidentId = engine.situation().incidents[0]?.id;
  if (incidentId === undefined) return undefined;
  const key = engine.situation().approvals[0]?.key ?? 'none';
  const order = [...engine.state.performs.values()].find(({ handedOver }) => handedOver !== null);
  const [obligationId = 'none'] = engine.state.obligations.keys();
  const at = engine.state.lastAt;
  switch (does) {
    case 'approve':
      return { type: 'approve', key, role };
    case 'refuse':
      return { type: 'refuse', key, role, reason: 'no' };
    case 'report':
      return { type: 'report-work', key: order?.command.key ?? 'none', done: true, proof: 'seen' };
    case 'submit':
      return { type: 'submit-obligation', obligationId, submittedAt: at, receipt: 'r-1' };
    case 'waive':
      return { type: 'waive-obligation', obligationId, reason: 'not ours' };
    case 'start': {
      const [runnable] = engine.context.playbooks;
      const playbookId = runnable?.playbook.id ?? 'none';
      return { type: 'start-run', incidentId, playbookId };
    }
    case 'lift': {
      const [controlKey = 'none'] = engine.state.controls.keys();
      return { type: 'lift-control', key: controlKey, proof: 'seen' };
    }
    case 'close':
      return { type: 'close-incident', incidentId, reason: 'over' };
    default: {
      const fact = does === 'aware' ? 'aware' : 'dosing-in-manual';
      return { type: 'state-fact', incidentId, fact, value: true, trueSince: at };
    }
  }
}
