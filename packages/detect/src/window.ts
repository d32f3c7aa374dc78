import type { CountLimits } from './rule.ts';

/** Things that one correlation remembers over all its groups. */
const CORRELATION_ENTRIES_MAX = 1_000_000;
/** Groups, such as pairs of addresses, of one correlation; the longest idle goes first. */
export const CORRELATION_GROUPS_MAX = 10_000;

/** Whether a count is within all limits. */
export function within(count: number, limits: CountLimits): boolean {
  const { gt, gte, lt, lte, eq } = limits;
  if (gt !== undefined && count <= gt) return false;
  if (gte !== undefined && count < gte) return false;
  if (lt !== undefined && count >= lt) return false;
  if (lte !== undefined && count > lte) return false;
  return eq === undefined || count === eq;
}

/** A count above which the limits answer alike, so that nothing more need be remembered. */
function countEnough(limits: CountLimits): number {
  const { gt = 0, gte = 0, lt = 0, lte = 0, eq = 0 } = limits;
  return Math.max(gt, gte, lt, lte, eq) + 1;
}

interface Entry {
  atMs: number;
  /** Number of the frame that shows it, or 0. */
  frame: number;
}

/** What happened in one group: each distinct thing once, at its latest time, oldest first. */
class Group {
  readonly entries = new Map<string | number, Entry>();
  lastMs = -Infinity;
  firedMs = -Infinity;
}

/**
 * Distinct things within a sliding window of event time, by group. A thing at time t is in the
 * window of every later time up to t + timespan, ends included. A thing that arrives late counts at
 * the newest time of its group, so that the same operations always give the same answer.
 */
export class Windows {
  readonly #timespanMs: number;
  readonly #limits: CountLimits;
  readonly #enough: number;
  readonly #groupsMax: number;
  readonly #groups = new Map<string, Group>();
  #shed = 0;

  constructor(timespanMs: number, limits: CountLimits) {
    this.#timespanMs = timespanMs;
    this.#limits = limits;
    this.#enough = countEnough(limits);
    const fit = Math.floor(CORRELATION_ENTRIES_MAX / this.#enough);
    this.#groupsMax = Math.min(CORRELATION_GROUPS_MAX, fit);
  }

  /** Groups that were forgotten for want of room. */
  get shed(): number {
    return this.#shed;
  }

  /**
   * Adds a thing and tells whether the count now meets the limits, once in a timespan for a group.
   * The answer is the frames that show it, oldest first, or `undefined`.
   */
  add(group: string, thing: string | number, atMs: number, frame: number): number[] | undefined {
    const found = this.#touch(group);
    const nowMs = Math.max(Number.isFinite(atMs) ? atMs : -Infinity, found.lastMs, 0);
    found.lastMs = nowMs;
    const { entries } = found;
    entries.delete(thing);
    entries.set(thing, { atMs: nowMs, frame });
    for (const [key, entry] of entries) {
      if (entry.atMs >= nowMs - this.#timespanMs && entries.size <= this.#enough) break;
      entries.delete(key);
    }
    if (!within(entries.size, this.#limits)) return undefined;
    if (nowMs - found.firedMs < this.#timespanMs) return undefined;
    found.firedMs = nowMs;
    const frames: number[] = [];
    for (const entry of entries.values()) if (entry.frame > 0) frames.push(entry.frame);
    return frames;
  }

  #touch(name: string): Group {
    const found = this.#groups.get(name) ?? new Group();
    this.#groups.delete(name);
    this.#groups.set(name, found);
    if (this.#groups.size > this.#groupsMax) {
      const [idle] = this.#groups.keys();
      this.#groups.delete(idle!);
      this.#shed += 1;
    }
    return found;
  }
}
