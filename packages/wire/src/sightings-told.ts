import type { Sighting } from '@bulkhead/model';

/** Facts remembered so that each is told once; beyond it all are forgotten and told again. */
const SIGHTINGS_KNOWN_MAX = 32_768;

/** Tells a fact that is new from one that was told before. */
export class SightingsTold {
  readonly #known = new Set<string>();

  /** Whether it was not told before; from now on it was. */
  isNew(
    ip: string,
    mac: string,
    protocol: string,
    field: Sighting['field'],
    value: string,
  ): boolean {
    const key = [ip, mac, protocol, field, value].join('\n');
    if (this.#known.has(key)) return false;
    if (this.#known.size >= SIGHTINGS_KNOWN_MAX) this.#known.clear();
    this.#known.add(key);
    return true;
  }
}
