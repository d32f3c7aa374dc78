import {
  type AssetChange,
  CROSSING_PROTOCOLS,
  type ObservedAsset,
  type Operation,
  type Sighting,
  type SightingField,
} from '@bulkhead/model';
import { Activity, count, notePeer } from './activity.ts';
import type { Station, Talk } from './tally.ts';
import { guessLevel, guessRoles } from './roles.ts';

/** Assets kept unless told otherwise. */
export const ASSETS_MAX = 20_000;
export const ASSET_CHANGES_MAX = 10_000;
/** Stations behind one MAC address before it is that of a router. */
const ROUTER_ADDRESSES_MIN = 4;

/** What a device has one of: another value than before is a change. */
const IDENTITY: ReadonlySet<SightingField> = new Set([
  'vendor',
  'model',
  'order_number',
  'serial',
  'firmware',
  'hardware',
  'mac',
]);
/** PROFINET devices are addressed by their names, and both are set over the network. */
const DCP_IDENTITY: ReadonlySet<SightingField> = new Set(['name', 'ip']);
const CROSSINGS: ReadonlySet<string> = new Set(CROSSING_PROTOCOLS);

/** Everything that traffic tells about devices. */
export interface InventoryReading {
  readonly assets: readonly ObservedAsset[];
  readonly changes: readonly AssetChange[];
  /** Addresses and changes left out, because of a limit. */
  readonly shed: number;
}

/** Operations and sightings -> assets. Nothing is asked of anybody; bounded. */
export class Inventory {
  readonly #vendorOf: (mac: string) => string | null;
  readonly #assetsMax: number;
  readonly #byAddress = new Map<string, Activity>();
  /** Addresses seen behind each MAC address, to tell a device from a router. */
  readonly #behind = new Map<string, Set<string>>();
  readonly #changes: AssetChange[] = [];
  #shed = 0;

  /**
   * `vendorOf` names the maker of a network interface (IEEE), null where it does not know. Of more
   * than `assetsMax` assets, those that come later are counted, not kept.
   */
  constructor(vendorOf: (mac: string) => string | null, assetsMax: number = ASSETS_MAX) {
    this.#vendorOf = vendorOf;
    this.#assetsMax = assetsMax;
  }

  /** Counts one operation for both of its ends. */
  operation({ client, server, protocol, verb, time }: Operation): void {
    this.talk({ client, server, protocol, verb, times: 1, firstAt: time, lastAt: time });
  }

  /** Counts operations of one kind for both of their ends. */
  talk({ client, server, protocol, verb, times, firstAt, lastAt }: Talk): void {
    const isCrossing = CROSSINGS.has(protocol);
    const clientAddress = client.ip === '' ? client.mac : client.ip;
    const serverAddress = server.ip === '' ? server.mac : server.ip;
    const asking = isOneDevice(clientAddress) ? this.#at(clientAddress, times) : null;
    if (asking !== null) {
      this.#seen(asking, firstAt, lastAt, client);
      if (verb !== 'report') {
        count(asking.asked, protocol, times);
        if (!isCrossing) {
          count(asking.askedVerbs, verb, times);
          notePeer(asking.askedOf, serverAddress);
        }
      }
    }
    const serving = isOneDevice(serverAddress) ? this.#at(serverAddress, times) : null;
    if (serving === null) return;
    this.#seen(serving, firstAt, lastAt, server);
    count(serving.served, protocol, times);
    if (isCrossing) return;
    count(serving.servedVerbs, verb, times);
    notePeer(serving.servedTo, clientAddress);
  }

  /** Takes one fact. */
  sighting({ time, frame, ip, mac, protocol, field, value }: Sighting): void {
    const address = ip === '' ? mac : ip;
    if (!isOneDevice(address)) return;
    const asset = this.#at(address, 1);
    if (asset === null) return;
    asset.seen(time, mac);
    if (ip !== '' && mac !== '') this.#noteBehind(mac, ip);
    let last: { value: string; frame: number } | undefined;
    for (const fact of asset.facts) {
      if (fact.field !== field || fact.protocol !== protocol) continue;
      if (fact.value === value) return;
      last = fact;
    }
    asset.tell({ time, frame, protocol, field, value, lastAt: time });
    // A list of modules in one answer is no change.
    if (last === undefined || last.frame === frame || !isIdentity(protocol, field)) return;
    if (this.#changes.length >= ASSET_CHANGES_MAX) {
      this.#shed++;
      return;
    }
    this.#changes.push({ address, field, from: last.value, to: value, protocol, time, frame });
  }

  /** What is known so far, in the order of the addresses. */
  reading(): InventoryReading {
    const assets: ObservedAsset[] = [];
    for (const [address, activity] of this.#byAddress) {
      if (this.#isPartOfAnother(address)) continue;
      assets.push(this.#asset(address, activity));
    }
    assets.sort((a, b) => (sortKey(a.address) < sortKey(b.address) ? -1 : 1));
    return { assets, changes: this.#changes, shed: this.#shed };
  }

  #asset(address: string, activity: Activity): ObservedAsset {
    const merged = this.#withStation(activity);
    const roles = guessRoles(merged);
    const behind = Math.max(0, ...[...merged.macs].map((mac) => this.#behind.get(mac)?.size ?? 0));
    const macs = [...merged.macs];
    if (behind >= ROUTER_ADDRESSES_MIN && isMac(address)) {
      const because = `${behind} addresses send from its MAC address`;
      roles.unshift({ role: 'network_device', confidence: 0.7, because });
    }
    return {
      address,
      macs,
      interfaceVendor: macs.length === 1 && behind <= 1 ? this.#vendorOf(macs[0]!) : null,
      firstAt: merged.firstAt,
      lastAt: merged.lastAt,
      asked: Object.fromEntries(merged.asked),
      served: Object.fromEntries(merged.served),
      facts: merged.facts,
      factsShed: merged.factsShed,
      roles,
      level: guessLevel(address, roles),
    };
  }

  /** Facts told below IP belong to the only address behind the same MAC address. */
  #withStation(activity: Activity): Activity {
    const [mac, ...others] = activity.macs;
    const station = mac === undefined || others.length > 0 ? undefined : this.#byAddress.get(mac);
    if (station === undefined || station === activity || this.#behind.get(mac!)?.size !== 1) {
      return activity;
    }
    const merged = new Activity();
    for (const one of [activity, station]) {
      merged.seen(one.firstAt, mac!);
      merged.seen(one.lastAt, mac!);
      for (const fact of one.facts) merged.tell(fact);
      for (const key of ['asked', 'served'] as const) {
        for (const [protocol, times] of one[key]) {
          merged[key].set(protocol, (merged[key].get(protocol) ?? 0) + times);
        }
      }
      for (const key of ['askedVerbs', 'servedVerbs'] as const) {
        for (const [verb, times] of one[key]) {
          merged[key].set(verb, (merged[key].get(verb) ?? 0) + times);
        }
      }
      for (const peer of one.askedOf) notePeer(merged.askedOf, peer);
      for (const peer of one.servedTo) notePeer(merged.servedTo, peer);
      merged.factsShed += one.factsShed;
    }
    return merged;
  }

  #isPartOfAnother(address: string): boolean {
    if (!isMac(address)) return false;
    const behind = this.#behind.get(address);
    if (behind?.size !== 1) return false;
    const [ip] = behind;
    return this.#byAddress.get(ip!)?.macs.size === 1;
  }

  #seen(asset: Activity, firstAt: string, lastAt: string, { ip, mac }: Station): void {
    const known = asset.macs.size;
    asset.seen(firstAt, mac);
    if (lastAt !== firstAt) asset.seen(lastAt, mac);
    if (asset.macs.size > known && ip !== '') this.#noteBehind(mac, ip);
  }

  /** The asset at an address; null, and what came of it is counted, beyond the limit. */
  #at(address: string, times: number): Activity | null {
    if (address === '') return null;
    const known = this.#byAddress.get(address);
    if (known !== undefined) return known;
    if (this.#byAddress.size >= this.#assetsMax) {
      this.#shed += times;
      return null;
    }
    const made = new Activity();
    this.#byAddress.set(address, made);
    return made;
  }

  #noteBehind(mac: string, ip: string): void {
    let behind = this.#behind.get(mac);
    if (behind === undefined) {
      if (this.#behind.size >= this.#assetsMax) return;
      behind = new Set();
      this.#behind.set(mac, behind);
    }
    notePeer(behind, ip);
  }
}

function isIdentity(protocol: string, field: SightingField): boolean {
  return IDENTITY.has(field) || (protocol === 'profinet_dcp' && DCP_IDENTITY.has(field));
}

function isMac(address: string): boolean {
  return address.length === 17 && address[2] === ':';
}

/** Not broadcast and not multicast, whose owner is nobody. */
function isOneDevice(address: string): boolean {
  if (isMac(address)) return (Number.parseInt(address.slice(0, 2), 16) & 1) === 0;
  if (address.includes(':')) return !address.startsWith('ff');
  const first = Number.parseInt(address, 10);
  return address !== '' && first < 224 && address !== '0.0.0.0' && !address.endsWith('.255');
}

/** IPv4 by number, then the rest by text. */
function sortKey(address: string): string {
  if (address.includes(':')) return `~${address}`;
  return address
    .split('.')
    .map((part) => part.padStart(3, '0'))
    .join('.');
}
