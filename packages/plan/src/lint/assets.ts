import type { PlanFunction } from '@bulkhead/model';
import { normalAddress, normalMac } from '../addresses.ts';
import type { Draft } from '../draft.ts';
import { consequenceRank } from '../words.ts';
import { defineRule, type Hit } from './rule.ts';

export const malformedAddress = defineRule({
  code: 'malformed-address',
  title: 'Addresses are IPv4 or IPv6 addresses, MACs are six octets',
  severity: 'error',
  part: 'assets',
  points: 20,
  *check(draft): Iterable<Hit> {
    for (const asset of draft.lists.assets) {
      for (const [i, address] of asset.addresses.entries()) {
        if (normalAddress(address) !== undefined) continue;
        const message = `"${address}" of ${asset.id} is not an IP address.`;
        const fix = 'Write one address as 10.20.30.40 or 2001:db8::1, without a mask or port.';
        yield { at: draft.place(asset, 'addresses', i), message, fix };
      }
      for (const [i, mac] of asset.macs.entries()) {
        if (normalMac(mac) !== undefined) continue;
        const message = `"${mac}" of ${asset.id} is not a MAC address.`;
        const fix = 'Write six octets as 00:1b:1b:12:34:56.';
        yield { at: draft.place(asset, 'macs', i), message, fix };
      }
    }
  },
});

export const duplicateAddress = defineRule({
  code: 'duplicate-address',
  title: 'An address belongs to one asset',
  severity: 'error',
  part: 'assets',
  points: 20,
  *check(draft): Iterable<Hit> {
    const holders = new Map<string, string>();
    for (const asset of draft.lists.assets) {
      const written = [
        ...asset.addresses.map((text, i) => ({ key: 'addresses', i, is: normalAddress(text) })),
        ...asset.macs.map((text, i) => ({ key: 'macs', i, is: normalMac(text) })),
      ];
      for (const { key, i, is } of written) {
        if (is === undefined) continue;
        const holder = holders.get(is);
        holders.set(is, holder ?? asset.id);
        if (holder === undefined) continue;
        const whose = holder === asset.id ? 'written twice' : `also that of ${holder}`;
        const message = `The address ${is} of ${asset.id} is ${whose}.`;
        const fix = 'Ask the asset which address it has, and correct the other.';
        yield { at: draft.place(asset, key, i), message, fix };
      }
    }
  },
});

export const levelDiffers = defineRule({
  code: 'level-differs',
  title: "An asset's Purdue level is its zone's",
  severity: 'warning',
  part: 'assets',
  points: 3,
  *check(draft): Iterable<Hit> {
    const zones = new Map(draft.lists.zones.map((zone) => [zone.id, zone]));
    for (const asset of draft.lists.assets) {
      const zone = zones.get(asset.zone);
      if (!zone || zone.level === asset.level) continue;
      yield {
        at: draft.place(asset, 'level'),
        message: `${asset.id} is at level ${asset.level}, its zone ${zone.id} at ${zone.level}.`,
        fix: 'Correct the level, or give the asset a zone of its own.',
      };
    }
  },
});

export const assetWithoutOwner = defineRule({
  code: 'asset-without-owner',
  title: 'Every asset has a person who answers for it',
  severity: 'warning',
  part: 'assets',
  points: 1,
  *check(draft): Iterable<Hit> {
    for (const asset of draft.lists.assets) {
      if (asset.owner !== undefined) continue;
      const message = `Nobody answers for ${asset.id} (${asset.name}).`;
      yield { at: draft.place(asset), message, fix: 'Add "owner:" with the id of a person.' };
    }
  },
});

export const controllerWithoutWriter = defineRule({
  code: 'controller-without-writer',
  title: 'For every controller it is known who may write to it',
  severity: 'warning',
  part: 'assets',
  points: 2,
  *check(draft): Iterable<Hit> {
    const written = new Set(draft.lists.assets.flatMap((asset) => asset.writes));
    for (const asset of draft.lists.assets) {
      if ((asset.kind !== 'plc' && asset.kind !== 'rtu') || written.has(asset.id)) continue;
      yield {
        at: draft.place(asset),
        message: `No asset is listed that may write to ${asset.id}, so every write looks wrong.`,
        fix: `Add "${asset.id}" to "writes:" of its engineering station, HMI or SCADA server.`,
      };
    }
  },
});

export const dependencyCycle = defineRule({
  code: 'dependency-cycle',
  title: 'No function depends on itself',
  severity: 'error',
  part: 'assets',
  points: 20,
  *check(draft): Iterable<Hit> {
    for (const circle of cycles(draft)) {
      const [first] = circle;
      yield {
        at: draft.place(first!, 'dependsOn'),
        message: `These depend on each other: ${circle.map(({ id }) => id).join(' -> ')}.`,
        fix: 'Leave out the dependency that the process can do without.',
      };
    }
  },
});

/** One circle for each function at which a walk comes back to itself. Without recursion. */
function cycles(draft: Draft): PlanFunction[][] {
  const byId = new Map(draft.lists.functions.map((each) => [each.id, each]));
  const done = new Set<string>();
  const found: PlanFunction[][] = [];
  for (const root of draft.lists.functions) {
    const path: { at: PlanFunction; next: number }[] = [{ at: root, next: 0 }];
    const onPath = new Set([root.id]);
    while (path.length > 0) {
      const last = path.at(-1)!;
      const id = last.at.dependsOn[last.next++];
      const child = id === undefined ? undefined : byId.get(id);
      if (id === undefined || done.has(last.at.id)) {
        done.add(last.at.id);
        onPath.delete(last.at.id);
        path.pop();
      } else if (child && onPath.has(id)) {
        const from = path.findIndex(({ at }) => at.id === id);
        found.push([...path.slice(from).map(({ at }) => at), child]);
      } else if (child && !done.has(id)) {
        path.push({ at: child, next: 0 });
        onPath.add(id);
      }
    }
  }
  return found;
}

export const functionWithoutFallback = defineRule({
  code: 'function-without-fallback',
  title: 'A function whose loss does major harm has a fallback',
  severity: 'warning',
  part: 'containment',
  points: 3,
  *check(draft): Iterable<Hit> {
    for (const each of draft.lists.functions) {
      if (each.fallback !== undefined || consequenceRank(each.consequence) < 2) continue;
      yield {
        at: draft.place(each),
        message: `The loss of "${each.name}" does major harm and the plan names no fallback.`,
        fix: 'Add "fallback:" with what people do by hand when it is lost.',
      };
    }
  },
});
