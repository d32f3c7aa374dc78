import { startObligations } from '@bulkhead/obligations';
import type { Stage } from '../stage.ts';
import type { State } from '../state.ts';

/** Stated facts and submissions to duties with their deadlines. */
export const duties: Stage = {
  name: 'duties',
  next(state, entry, { plan }) {
    const incidentId = concerned(state, entry.body);
    if (incidentId === undefined) return [];
    const mine = state.incidents.get(incidentId)?.obligations ?? [];
    return startObligations({
      incidentId,
      timeZone: plan.timeZone,
      planRegimes: plan.regimes,
      facts: (state.facts.get(incidentId) ?? []).map(({ fact }) => fact),
      submitted: mine.flatMap(({ obligation, submittedAt }) =>
        submittedAt === null ? [] : [{ stage: obligation.stage, submittedAt }],
      ),
      // A fact that is stated again with an earlier time moves the deadline: same id, new entry.
      started: new Map(mine.map(({ obligation }) => [obligation.id, obligation.countedFrom])),
      settled: new Set(
        mine.filter(({ state: now }) => now !== 'running').map(({ obligation }) => obligation.id),
      ),
    }).map((obligation) => ({ kind: 'obligation-started', obligation }));
  },
};

function concerned(state: State, body: Parameters<Stage['next']>[1]['body']): string | undefined {
  if (body.kind === 'fact-stated') return body.fact.incidentId;
  if (body.kind === 'obligation-submitted') {
    return state.obligations.get(body.obligationId)?.obligation.incidentId;
  }
  return undefined;
}
