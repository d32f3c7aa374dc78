/** How the time of a stage is counted from its start. */
export type Within =
  /** Elapsed hours; nights, weekends and changes of the clocks count like any other hour. */
  | { readonly hours: number }
  /**
   * Regulation (EEC, Euratom) No 1182/71, Art. 3(2)(c) and 3(4): to the end of the same date of a
   * later month, or of its last day where it has no such date; a Saturday or Sunday moves to the
   * end of Monday. Public holidays are not counted, which can only make the time shorter.
   */
  | { readonly months: number }
  /** The same time of the day, by the clock on the wall, so many days later. */
  | { readonly calendarDays: number }
  /** 23:59:59 of the next day, by the clock on the wall. */
  | { readonly endOfNextDay: true }
  /** By the time that the request names (the fact's value); where it names none, within `hours`. */
  | { readonly asRequestedOrHours: number };

/** What a count begins with: the name of a fact, or `submitted:` and the id of an earlier stage. */
export type CountsFrom = string;

/** One duty of a regime: to tell someone something by a time. */
export interface Stage {
  /** `nis2.early-warning`: the regime's id, a dot, and a name of its own. */
  readonly id: string;
  readonly title: string;
  /** The clause that a lawyer would cite, so that the number in `within` can be checked. */
  readonly source: string;
  readonly countsFrom: CountsFrom;
  readonly within: Within;
  /** A different time for entities of whom `entity` is true in the plan. */
  readonly withinFor?: {
    readonly entity: readonly [key: string, value: string];
    readonly within: Within;
    readonly source: string;
  };
  /** Begins only while the newest statement of this fact is a yes. */
  readonly onlyWhile?: string;
  /** Begins only after this stage was submitted. */
  readonly onlyAfter?: string;
  /** Each new statement of the fact is a duty of its own, such as each request of an authority. */
  readonly repeats?: true;
  /** What must be said at least. */
  readonly fields: readonly string[];
}

/** A law or standard that obliges a plant to report. */
export interface Regime {
  /** As `obligations.yaml` of a plan names it. */
  readonly id: string;
  readonly name: string;
  readonly source: string;
  /** Whom it binds, in words. */
  readonly scope: string;
  /** What makes an incident reportable, in words. */
  readonly trigger: string;
  /** Facts about the entity that the regime asks for. */
  readonly entity: readonly { readonly key: string; readonly values: readonly string[] }[];
  readonly stages: readonly Stage[];
}

/** Describes one regime. National law that asks for more is a regime of its own, not a flag. */
export function defineRegime<const R extends Regime>(regime: R): R {
  return Object.freeze(regime);
}
