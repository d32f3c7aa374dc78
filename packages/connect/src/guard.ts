import { isIP, isIPv6 } from 'node:net';
import type { Plan } from '@bulkhead/model';
import { ActionFailed } from '@bulkhead/playbook';

/** Says whether a network action may send to a machine. There is no way round it. */
export interface Guard {
  /**
   * The address to send to. `target` is an asset's id or an address; names are not looked up.
   * Throws `ActionFailed` (`target_protected`, `target_unknown`), which no retry changes.
   */
  admit(target: string): string;
}

/**
 * The guard of one plan: nothing is ever sent to Purdue levels 0 and 1, nor to a safety system. By
 * the worse of what asset and zone say, and by every asset that has the address. A machine that the
 * plan does not know, or whose zone it does not know, is refused too.
 */
export function createGuard(plan: Pick<Plan, 'assets' | 'zones'>): Guard {
  const zones = new Map(plan.zones.map((zone) => [zone.id, zone]));
  const known = new Map<string, { address: string; admitted: boolean }>();
  for (const asset of plan.assets) {
    const zone = zones.get(asset.zone);
    const level = Math.min(asset.level, zone?.level ?? 0);
    const safety = zone?.safety !== false || asset.kind === 'safety-controller';
    const admitted = level > 1 && !safety;
    const addresses = asset.addresses.map(canonicalAddress);
    for (const name of [asset.id, ...addresses]) {
      const address = addresses[0] ?? '';
      const before = known.get(name)?.admitted ?? true;
      known.set(name, {
        address: name === asset.id ? address : name,
        admitted: admitted && before,
      });
    }
  }
  return {
    admit(target) {
      const found = known.get(isIP(target) === 0 ? target : canonicalAddress(target));
      // Also by its address: another asset of the plan may stand behind the same one.
      const byAddress = found === undefined ? undefined : known.get(found.address);
      if (found === undefined || byAddress === undefined) {
        const detail = `${target} is not a machine of the plan, so nothing is sent to it`;
        throw new ActionFailed('target_unknown', { retryable: false, detail });
      }
      if (!found.admitted || !byAddress.admitted) {
        const detail = `${target} is at Purdue level 0 or 1, or a safety system`;
        throw new ActionFailed('target_protected', { retryable: false, detail });
      }
      return found.address;
    },
  };
}

/** One text for one address: `::ffff:10.0.0.1` is 10.0.0.1, and IPv6 is written shortest. */
function canonicalAddress(text: string): string {
  if (!isIPv6(text)) return text;
  const short = new URL(`http://[${text.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short);
  if (mapped === null) return short;
  const words = [Number.parseInt(mapped[1]!, 16), Number.parseInt(mapped[2]!, 16)];
  return words.flatMap((word) => [word >> 8, word & 255]).join('.');
}
