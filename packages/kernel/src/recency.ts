/** A thing in its place among others. */
export interface Used<T> {
  readonly thing: T;
  older: Used<T> | null;
  newer: Used<T> | null;
}

/** Things in the order in which they were last used; to use one again costs the same for any. */
export class Recency<T> {
  oldest: Used<T> | null = null;
  size = 0;
  #newest: Used<T> | null = null;

  add(thing: T): Used<T> {
    const used: Used<T> = { thing, older: null, newer: null };
    this.#append(used);
    return used;
  }

  use(used: Used<T>): void {
    if (used === this.#newest) return;
    this.remove(used);
    this.#append(used);
  }

  remove({ older, newer }: Used<T>): void {
    if (older === null) this.oldest = newer;
    else older.newer = newer;
    if (newer === null) this.#newest = older;
    else newer.older = older;
    this.size -= 1;
  }

  #append(used: Used<T>): void {
    used.older = this.#newest;
    used.newer = null;
    if (this.#newest === null) this.oldest = used;
    else this.#newest.newer = used;
    this.#newest = used;
    this.size += 1;
  }
}
