import { Recency, type Used } from '@bulkhead/kernel';
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

const NONE = -1;

/**
 * What happened in one group: each distinct thing once, at its latest time. Things stand in slots
 * that are used again, in a list from the oldest to the newest.
 */
export class Group {
  readonly key: string;
  /** Its place among the groups of its correlation. */
  readonly used: Used<Group>;
  /** Set where it was forgotten for want of room. */
  forgotten = false;
  lastMs = -Infinity;
  firedMs = -Infinity;
  size = 0;
  #oldest = NONE;
  #newest = NONE;
  #free = NONE;
  readonly #slots = new Map<Thing, number>();
  readonly #things: (Thing | undefined)[] = [];
  readonly #atMs: number[] = [];
  /** Number of the frame that shows each, or 0. */
  readonly #frames: number[] = [];
  readonly #before: number[] = [];
  readonly #after: number[] = [];

  constructor(key: string, recency: Recency<Group>) {
    this.key = key;
    this.used = recency.add(this);
  }

  /** Puts a thing at the end; one without a name is like no other. */
  put(thing: Thing | undefined, atMs: number, frame: number): void {
    const known = thing === undefined ? undefined : this.#slots.get(thing);
    const slot = known ?? this.#take(thing);
    if (slot !== this.#newest) {
      if (known !== undefined) this.#unlink(slot);
      this.#before[slot] = this.#newest;
      this.#after[slot] = NONE;
      if (this.#newest === NONE) this.#oldest = slot;
      else this.#after[this.#newest] = slot;
      this.#newest = slot;
    }
    this.#atMs[slot] = atMs;
    this.#frames[slot] = frame;
  }

  /** Drops what is older than `sinceMs`, and the oldest of more than `sizeMax`. */
  drop(sinceMs: number, sizeMax: number): void {
    for (let slot = this.#oldest; slot !== NONE; slot = this.#oldest) {
      if (this.#atMs[slot]! >= sinceMs && this.size <= sizeMax) return;
      this.#unlink(slot);
      const thing = this.#things[slot];
      if (thing !== undefined) this.#slots.delete(thing);
      this.#after[slot] = this.#free;
      this.#free = slot;
      this.size -= 1;
    }
  }

  /** Frames that show the things, oldest first. */
  frames(): number[] {
    const frames: number[] = [];
    for (let slot = this.#oldest; slot !== NONE; slot = this.#after[slot]!) {
      if (this.#frames[slot]! > 0) frames.push(this.#frames[slot]!);
    }
    return frames;
  }

  #take(thing: Thing | undefined): number {
    const slot = this.#free === NONE ? this.#things.length : this.#free;
    if (slot === this.#free) this.#free = this.#after[slot]!;
    this.#things[slot] = thing;
    if (thing !== undefined) this.#slots.set(thing, slot);
    this.size += 1;
    return slot;
  }

  #unlink(slot: number): void {
    const [before, after] = [this.#before[slot]!, this.#after[slot]!];
    if (before === NONE) this.#oldest = after;
    else this.#after[before] = after;
    if (after === NONE) this.#newest = before;
    else this.#before[after] = before;
  }
}

/** What is counted. */
export type Thing = string | number;

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
  /** The group that is idle longest first. */
  readonly #recency = new Recency<Group>();
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

  /** The group of this key, which may be kept and used until it is forgotten. */
  group(key: string): Group {
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const made = new Group(key, this.#recency);
    this.#groups.set(key, made);
    if (this.#groups.size > this.#groupsMax) this.#forgetIdlest();
    return made;
  }

  /**
   * Adds a thing and tells whether the count now meets the limits, once in a timespan for a group.
   * The answer is the frames that show it, oldest first, or `undefined`.
   */
  add(
    group: Group,
    thing: Thing | undefined,
    atMs: number,
    frame: number,
  ): readonly number[] | undefined {
    this.#recency.use(group.used);
    const nowMs = Math.max(Number.isFinite(atMs) ? atMs : -Infinity, group.lastMs, 0);
    group.lastMs = nowMs;
    group.put(thing, nowMs, frame);
    group.drop(nowMs - this.#timespanMs, this.#enough);
    if (!within(group.size, this.#limits)) return undefined;
    if (nowMs - group.firedMs < this.#timespanMs) return undefined;
    group.firedMs = nowMs;
    return group.frames();
  }

  #forgetIdlest(): void {
    const { thing: idlest } = this.#recency.oldest!;
    this.#recency.remove(idlest.used);
    this.#groups.delete(idlest.key);
    idlest.forgotten = true;
    this.#shed += 1;
  }
}
