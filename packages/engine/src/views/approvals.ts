import type { ApprovalView } from '@bulkhead/model';
import { evaluateGate } from '@bulkhead/playbook';
import { rolesHeld, type StageContext } from '../stage.ts';
import type { AskState, State } from '../state.ts';

/** Decisions that are or were asked of people, waiting ones first, else in the order given. */
export function approvalViews(
  state: State,
  context: StageContext,
  at: string,
  asks: readonly AskState[],
): readonly ApprovalView[] {
  const views = asks.map((ask) => approvalView(state, ask, context, at));
  return views.toSorted((a, b) => Number(b.state === 'waiting') - Number(a.state === 'waiting'));
}

function approvalView(
  state: State,
  ask: AskState,
  context: StageContext,
  at: string,
): ApprovalView {
  const { command } = ask;
  const gate = context.plan.gates.find(({ id }) => id === command.gate);
  return {
    key: command.key,
    incidentId: ask.incidentId,
    runId: command.runId,
    stepId: command.stepId,
    title: command.title,
    impact: command.impact,
    preview: command.preview,
    gate: { id: command.gate, name: gate?.name ?? command.gate },
    needs: (gate?.quorum ?? []).map(({ role, count }) => ({
      role,
      roleName: roleName(context, role),
      count,
      given: ask.approvals
        .filter((approval) => approval.role === role)
        .map((given) => ({
          person: given.person,
          name: given.name,
          at: given.at,
          cites: [given.sequence],
        })),
    })),
    facts: factNeeds(state, ask, context, at),
    state: ask.refusal !== null ? 'refused' : ask.openedAt !== null ? 'opened' : 'waiting',
    requestedBy:
      ask.requestedBy === null ? 'the plan (rule)' : personName(context, ask.requestedBy),
    requestedAt: ask.requestedAt,
    refusal:
      ask.refusal === null
        ? null
        : {
            person: ask.refusal.person,
            name: ask.refusal.name,
            role: ask.refusal.role,
            reason: ask.refusal.reason,
            at: ask.refusal.at,
          },
    escalation: nextEscalation(ask, context),
    cites: ask.cites,
  };
}

function factNeeds(
  state: State,
  ask: AskState,
  context: StageContext,
  at: string,
): ApprovalView['facts'] {
  const gate = context.plan.gates.find(({ id }) => id === ask.command.gate);
  if (gate === undefined) return [];
  const stated = state.facts.get(ask.incidentId) ?? [];
  const verdict = evaluateGate(gate, {
    facts: stated.map(({ fact }) => fact),
    approvals: ask.approvals,
    requestedBy: ask.requestedBy,
    atIso: ask.openedAt ?? at,
    rolesHeld: rolesHeld(context.plan),
  });
  return gate.facts.map((need) => {
    const last = stated.findLast(({ fact }) => fact.fact === need.id);
    return {
      fact: need.id,
      question: need.question,
      must: need.must,
      role: need.role,
      maxAgeMinutes: need.maxAgeMinutes,
      state: verdict.facts.find(({ fact }) => fact === need.id)?.state ?? 'missing',
      value: last?.fact.value ?? null,
      statedBy: last === undefined ? null : personName(context, last.fact.statedBy),
      statedAt: last?.fact.statedAt ?? null,
      cites: last === undefined ? [] : [last.sequence],
    };
  });
}

/** Who is told next, and when, while nobody decides. */
export function nextEscalation(ask: AskState, context: StageContext): ApprovalView['escalation'] {
  if (ask.openedAt !== null || ask.refusal !== null) return null;
  const gate = context.plan.gates.find(({ id }) => id === ask.command.gate);
  const ladder = context.plan.escalations.find(({ id }) => id === gate?.escalation);
  const step = ladder?.steps[ask.escalations];
  if (step === undefined) return null;
  const atMs = Date.parse(ask.requestedAt) + step.afterMinutes * 60_000;
  return {
    role: step.role,
    roleName: roleName(context, step.role),
    at: new Date(atMs).toISOString(),
  };
}

/** A person as people call them; the id where the plan does not know it. */
export function personName(context: StageContext, person: string): string {
  return context.plan.people.find(({ id }) => id === person)?.name ?? person;
}

export function roleName(context: StageContext, role: string): string {
  return context.plan.roles.find(({ id }) => id === role)?.name ?? role;
}
