/**
 * A map of at most `max` entries: where there is no room, what was set longest ago goes, and is
 * counted. What is set again is new again.
 */
export class BoundedMap<K, V> extends Map<K, V> {
  /** Entries that went for others. */
  shed = 0;
  readonly #max: number;

  constructor(max: number) {
    super();
    this.#max = max;
  }

  override set(key: K, value: V): this {
    if (!this.delete(key) && this.size >= this.#max) {
      const oldest = this.keys().next();
      if (oldest.done !== true && this.delete(oldest.value)) this.shed++;
    }
    return super.set(key, value);
  }
}
