/** Counts what is forgotten for want of room; `Skips` is one. */
export interface Shed {
  shed: number;
}

/**
 * A map of at most `max` entries: where there is no room, what was set longest ago goes, and is
 * counted. What is set again is new again.
 */
export class BoundedMap<K, V> extends Map<K, V> {
  readonly #max: number;
  readonly #count: Shed;

  constructor(max: number, count: Shed) {
    super();
    this.#max = max;
    this.#count = count;
  }

  override set(key: K, value: V): this {
    if (!this.delete(key) && this.size >= this.#max) {
      const oldest = this.keys().next();
      if (oldest.done !== true && this.delete(oldest.value)) this.#count.shed++;
    }
    return super.set(key, value);
  }
}
