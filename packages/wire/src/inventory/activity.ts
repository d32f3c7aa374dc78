import { ASSET_ADDRESSES_MAX, ASSET_FACTS_MAX, type AssetFact, type Verb } from '@bulkhead/model';

/** Protocols counted for one asset; the others count together. */
const PROTOCOLS_MAX = 64;
/** Different ends counted for one asset. */
const PEERS_MAX = 256;

/** What one asset was seen to do; roles are guessed from it. */
export class Activity {
  firstAt = '';
  lastAt = '';
  readonly macs = new Set<string>();
  readonly asked = new Map<string, number>();
  readonly served = new Map<string, number>();
  /** Operations by verb, of plant protocols only. */
  readonly askedVerbs = new Map<Verb, number>();
  readonly servedVerbs = new Map<Verb, number>();
  /** Ends that it asked over plant protocols, and those that asked it. */
  readonly askedOf = new Set<string>();
  readonly servedTo = new Set<string>();
  readonly facts: AssetFact[] = [];
  factsShed = 0;

  seen(time: string, mac: string): void {
    if (this.firstAt === '' || time < this.firstAt) this.firstAt = time;
    if (time > this.lastAt) this.lastAt = time;
    if (mac !== '' && this.macs.size < ASSET_ADDRESSES_MAX) this.macs.add(mac);
  }

  /** Keeps a fact; the newer of two that say the same moves `lastAt`. */
  tell(fact: AssetFact): void {
    if (this.facts.length < ASSET_FACTS_MAX) this.facts.push(fact);
    else this.factsShed++;
  }
}

export function count<K>(counts: Map<K, number>, key: K, times: number): void {
  const known = counts.get(key);
  if (known !== undefined || counts.size < PROTOCOLS_MAX) counts.set(key, (known ?? 0) + times);
}

export function notePeer(peers: Set<string>, address: string): void {
  if (peers.size < PEERS_MAX) peers.add(address);
}
