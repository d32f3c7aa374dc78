import { useQueries } from '@tanstack/react-query';
import type { IncidentView, SituationView } from '@bulkhead/model';
import { incidentQuery } from '../../queries.ts';

/** Work of people in the field that is under way and not reported yet. */
export interface FieldWork {
  readonly incidentId: string;
  readonly name: string;
}

/** Open incidents whose runs are looked at, the most urgent first. */
const LOOKED_AT_MAX = 3;

type Step = IncidentView['runs'][number]['steps'][number];

/** Whether people do this step and have yet to report it. */
export function isFieldWork(step: Step): boolean {
  return step.state === 'in-hand' && step.action === 'field-work-order' && step.key !== null;
}

/** The first field work of some incidents that waits for its report. */
function fieldWorkIn(views: readonly (IncidentView | undefined)[]): FieldWork | null {
  for (const view of views) {
    const step = view?.runs.flatMap((run) => run.steps).find(isFieldWork);
    if (view !== undefined && step !== undefined) {
      return { incidentId: view.summary.id, name: step.name };
    }
  }
  return null;
}

/** Field work that waits for its report; asked for only when no decision comes before it. */
export function useFieldWork(view: SituationView | undefined): FieldWork | null {
  const decided = view?.approvals.every((each) => each.state !== 'waiting') ?? false;
  const open = (view?.incidents ?? []).filter((each) => each.state !== 'closed');
  return useQueries({
    queries: (decided ? open.slice(0, LOOKED_AT_MAX) : []).map(({ id }) => incidentQuery(id)),
    combine: (answers) => fieldWorkIn(answers.map(({ data }) => data)),
  });
}
