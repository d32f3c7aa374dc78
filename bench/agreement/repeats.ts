import type { Cells } from '../oracles/oracle.ts';

/** What tshark is asked for to know a packet again; goes after the other fields of an oracle. */
export const REPEAT_FIELDS = [
  'frame.time_epoch',
  'ip.src',
  'ip.dst',
  'ipv6.src',
  'ipv6.dst',
  'udp.port',
  'udp.payload',
  'eth.src',
] as const;

/** A request counts as repeated while it waits for its answer. */
const SECONDS_MAX = 10;
const KEPT_MAX = 100_000;

/**
 * Knows the packets that say once more, between the same ends and soon after, what one before said:
 * copies made by a mirror port, and requests sent again. Of both we make one operation; tshark
 * shows each. It looks at each frame once, in their order.
 */
export class Repeats {
  readonly #seen = new Map<string, number>();
  #isRepeat = false;

  /** Looks at the next frame; `cells` ends in those of `REPEAT_FIELDS`. */
  look(cells: Cells, claims: readonly string[]): void {
    const [times = [], ...ends] = cells.slice(-REPEAT_FIELDS.length);
    const seconds = Number(times[0]);
    const key = [...ends.map((cell) => cell.join()), ...claims].join(' ');
    const before = this.#seen.get(key);
    const passed = seconds - (before ?? Number.NEGATIVE_INFINITY);
    this.#isRepeat = passed >= 0 && passed <= SECONDS_MAX;
    if (this.#seen.size >= KEPT_MAX) this.#seen.clear();
    this.#seen.set(key, seconds);
  }

  /** The reason for the frame looked at last, where we say nothing of it. */
  reason(ours: readonly string[]): string | null {
    return this.#isRepeat && ours.length === 0
      ? 'the same packet or request once more; one operation'
      : null;
  }
}
