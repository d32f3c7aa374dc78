import type { EntryBody } from '@bulkhead/model';
import type { StageContext } from '../stage.ts';
import type { ControlState, State } from '../state.ts';
import { nextEscalation } from '../views/approvals.ts';

/** Escalations of one look. The others follow with the next, a second later. */
const ESCALATIONS_AT_ONCE_MAX = 100;

/** Who is to be told at `at`: that a decision waits, or that a control is past its expiry. */
export function escalationsDue(
  state: State,
  context: StageContext,
  at: string,
): readonly EntryBody[] {
  const due: EntryBody[] = [];
  for (const ask of state.waiting) {
    if (due.length === ESCALATIONS_AT_ONCE_MAX) return due;
    const next = nextEscalation(ask, context);
    if (next === null || next.at > at) continue;
    const { key } = ask.command;
    due.push({ kind: 'escalated', key, role: next.role, step: ask.escalations + 1 });
  }
  for (const control of state.controls.values()) {
    if (due.length === ESCALATIONS_AT_ONCE_MAX) return due;
    const next = nextOfExpired(state, control, context);
    if (next === null || next.at > at) continue;
    const step = control.escalations + 1;
    due.push({ kind: 'escalated', key: control.placed.key, role: next.role, step });
  }
  return due;
}

/**
 * A control does not lift itself when it expires: its owner is told at once, and then the roles of
 * the escalation of the gate that let it in, by their minutes, until a person lifts it.
 */
function nextOfExpired(
  state: State,
  { placed, liftedAt, escalations }: ControlState,
  { plan }: StageContext,
): { readonly role: string; readonly at: string } | null {
  if (liftedAt !== null || placed.expiresAt === null) return null;
  if (escalations === 0) return { role: placed.owner, at: placed.expiresAt };
  const asked = state.asks.get(`${placed.key}/ask`)?.command.gate;
  const gate = plan.gates.find(({ id }) => id === asked);
  const ladder = plan.escalations.find(({ id }) => id === gate?.escalation);
  const step = ladder?.steps[escalations - 1];
  if (step === undefined) return null;
  const atMs = Date.parse(placed.expiresAt) + step.afterMinutes * 60_000;
  return { role: step.role, at: new Date(atMs).toISOString() };
}
