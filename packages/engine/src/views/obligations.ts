import type { ObligationView } from '@bulkhead/model';
import { notStarted } from '@bulkhead/obligations';
import type { StageContext } from '../stage.ts';
import type { ObligationState, State } from '../state.ts';

/**
 * Duties of an incident: those that run by due time, then those that wait for a fact, then settled.
 */
export function obligationViews(
  state: State,
  context: StageContext,
  incidentId: string,
): readonly ObligationView[] {
  const mine = state.incidents.get(incidentId)?.obligations ?? [];
  const waiting = notStarted({
    planRegimes: context.plan.regimes,
    started: mine.map(({ obligation }) => obligation.stage),
  }).map((stage): ObligationView => ({
    id: null,
    incidentId,
    regime: stage.regime,
    stage: stage.stage,
    title: stage.title,
    recipient: stage.recipient,
    source: stage.source,
    countsFrom: stage.countsFrom,
    question: stage.question,
    countedFrom: null,
    dueAt: null,
    state: 'not-started',
    settledAt: null,
    settledBy: null,
    detail: '',
    fields: stage.fields,
    drafter: stage.drafter,
    cites: [],
  }));
  return [...mine.map(startedView), ...waiting].toSorted(
    (a, b) => rank(a) - rank(b) || byDue(a, b),
  );
}

function startedView(known: ObligationState): ObligationView {
  const { obligation } = known;
  return {
    id: obligation.id,
    incidentId: obligation.incidentId,
    regime: obligation.regime,
    stage: obligation.stage,
    title: obligation.title,
    recipient: obligation.recipient,
    source: obligation.source,
    countsFrom: obligation.countsFrom,
    question: '',
    countedFrom: obligation.countedFrom,
    dueAt: obligation.dueAt,
    state: known.state,
    settledAt: known.submittedAt ?? known.settledAt,
    settledBy: known.settledBy,
    detail: known.detail,
    fields: obligation.fields,
    drafter: obligation.drafter,
    cites: known.cites,
  };
}

const ORDER = ['running', 'not-started', 'submitted', 'waived'];

function rank(view: ObligationView): number {
  return ORDER.indexOf(view.state);
}

function byDue(a: ObligationView, b: ObligationView): number {
  return (a.dueAt ?? '9') < (b.dueAt ?? '9') ? -1 : 1;
}
