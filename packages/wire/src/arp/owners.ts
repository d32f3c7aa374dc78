import { BoundedMap } from '../bounded-map.ts';
import type { PduContext } from '../protocol.ts';

/** Addresses kept at a time; the one that was claimed longest ago goes first. */
const OWNERS_MAX = 16_384;

/** What a claim of an address by a station tells. */
export const CLAIM = { known: 0, first: 1, taken: 2 } as const;

/**
 * Which station claimed which IPv4 address last. It spans flows, because the next claimant is
 * another station, so there is one for each dissector.
 */
export class Owners {
  readonly #macs: BoundedMap<number, number>;

  constructor({ skips }: PduContext) {
    this.#macs = new BoundedMap(OWNERS_MAX, skips);
  }

  /** Takes the claim of `ip` by the station with these first 16 and last 32 bits. */
  claim(ip: number, macHigh: number, macLow: number): number {
    const mac = macHigh * 0x100000000 + (macLow >>> 0);
    const before = this.#macs.get(ip);
    if (before === mac) return CLAIM.known;
    this.#macs.set(ip, mac);
    return before === undefined ? CLAIM.first : CLAIM.taken;
  }
}
