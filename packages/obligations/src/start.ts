import { isoTime } from '@bulkhead/kernel';
import type { Fact, ObligationStarted, PlanRegime } from '@bulkhead/model';
import { dueAt } from './due.ts';
import { questionOf } from './facts.ts';
import { type PlantStage, stagesFor, stageTitle } from './stages.ts';
import { countable, EARLIEST, isSo, type Statement } from './statements.ts';

export interface Submission {
  /** `nis2.early-warning`. */
  readonly stage: string;
  readonly submittedAt: string;
}

export interface StartInput {
  readonly incidentId: string;
  /** Of the plant, an IANA name. */
  readonly timeZone: string;
  readonly planRegimes: readonly PlanRegime[];
  /** In the order of the journal. Those of other incidents are passed over. */
  readonly facts: readonly Fact[];
  readonly submitted: readonly Submission[];
  /**
   * Obligations that were started: their ids, or better a map from id to `countedFrom`, with which
   * a corrected fact is seen.
   */
  readonly started: ReadonlySet<string> | ReadonlyMap<string, string>;
  /** Ids of obligations that ended, submitted or waived: they never start again. */
  readonly settled?: ReadonlySet<string>;
}

/**
 * The obligations that the facts start and that were not started yet. Pure: the same input gives
 * the same list. The earliest of several moments of a fact counts. When `started` is a map and a
 * correction moves the moment, the obligation is given again under its id with its new times; the
 * newest one of an id is the one in force. Nothing ends here: that is submitting or waiving.
 */
export function startObligations(input: StartInput): readonly ObligationStarted[] {
  const facts = input.facts.filter(({ incidentId }) => incidentId === input.incidentId);
  return stagesFor(input.planRegimes).flatMap((stage) =>
    startsOf(stage, facts, input).flatMap((start, i) => {
      const id = obligationId(input.incidentId, stage.id, i + 1);
      const countedFrom = isoTime(start.fromMs);
      if (!isNew(input, stage, id, countedFrom)) return [];
      return [
        {
          id,
          incidentId: input.incidentId,
          regime: stage.regime,
          stage: stage.id,
          title: stage.title,
          recipient: stage.recipient,
          source: stage.source,
          countsFrom: stage.countsFrom,
          countedFrom,
          dueAt: dueAt(stage, countedFrom, input.timeZone, start.asked),
          fields: stage.fields,
          drafter: stage.drafter,
        },
      ];
    }),
  );
}

/** `obl-<incident>-<stage>`, and `-2`, `-3` for the later ones of a stage that repeats. */
export function obligationId(incidentId: string, stageId: string, number: number): string {
  const name = `obl-${incidentId}-${stageId.replaceAll('.', '-')}`;
  return number === 1 ? name : `${name}-${number}`;
}

function isNew(input: StartInput, stage: PlantStage, id: string, countedFrom: string): boolean {
  if (input.settled?.has(id)) return false;
  if (!input.started.has(id)) return true;
  if (!('get' in input.started) || stage.repeats) return false;
  if (input.submitted.some((each) => each.stage === stage.id)) return false;
  return input.started.get(id) !== countedFrom;
}

function startsOf(stage: PlantStage, facts: readonly Fact[], input: StartInput): Statement[] {
  const { countsFrom, onlyWhile, onlyAfter } = stage;
  if (onlyWhile !== undefined && !isSo(facts, onlyWhile)) return [];
  if (onlyAfter !== undefined && !input.submitted.some((each) => each.stage === onlyAfter)) {
    return [];
  }
  if (countsFrom.startsWith('submitted:')) {
    const before = countsFrom.slice('submitted:'.length);
    const times = input.submitted
      .filter((each) => each.stage === before)
      .map(({ submittedAt }) => Date.parse(submittedAt))
      .filter((ms) => ms >= Date.parse(EARLIEST));
    return times.length === 0 ? [] : [{ fromMs: Math.min(...times) }];
  }
  const statements = countable(facts, countsFrom, input.timeZone);
  if (stage.repeats || statements.length === 0) return statements;
  return [statements.reduce((first, next) => (next.fromMs < first.fromMs ? next : first))];
}

/** A stage that waits for its fact, and what to ask so that it can start. */
export interface WaitingStage {
  readonly stage: string;
  readonly regime: string;
  readonly title: string;
  readonly recipient: string;
  readonly source: string;
  /** What is still to be stated: a fact's name, or `submitted:` and a stage. */
  readonly countsFrom: string;
  readonly question: string;
  readonly fields: readonly string[];
  readonly drafter: string;
}

/**
 * The stages of a plan's regimes that have not started, in order; `started` holds ids of stages.
 * One that repeats waits always: there can be another request.
 */
export function notStarted(input: {
  readonly planRegimes: readonly PlanRegime[];
  readonly started: Iterable<string>;
}): readonly WaitingStage[] {
  const started = new Set(input.started);
  return stagesFor(input.planRegimes)
    .filter((stage) => stage.repeats || !started.has(stage.id))
    .map((stage) => ({
      stage: stage.id,
      regime: stage.regime,
      title: stage.title,
      recipient: stage.recipient,
      source: stage.source,
      countsFrom: stage.onlyWhile ?? stage.countsFrom,
      question: questionOf(stage.onlyWhile ?? stage.countsFrom, stageTitle),
      fields: stage.fields,
      drafter: stage.drafter,
    }));
}
