import type { Alert, Plan, PlanAsset } from '@bulkhead/model';
import { indexPlan, type PlanIndex } from '@bulkhead/plan';
import type { OperationContext } from '@bulkhead/detect';
import { assess, type Assessment, type Ends } from './triage/severity.ts';

const SAFETY_ORDER = ['none', 'minor', 'major', 'catastrophic'] as const;

/** What the plan says of addresses: the one place where the wire and the plan meet. */
export interface Plant {
  readonly plan: Plan;
  readonly index: PlanIndex;
  /** Of a packet's two ends, by `addressOf`; kept by whoever asks for many packets. */
  context(clientIp: string, serverIp: string): OperationContext;
  ends(clientIp: string, serverIp: string): Ends;
  /** How bad an alert is here. Worked out once for the same alert. */
  assess(alert: Alert): Assessment;
  /** The plan's id of an address, or the address. */
  idOf(ip: string): string;
  /** The plan's id of an address as people say it, or the address. */
  nameOf(ip: string): string;
}

/** The asset of a network address, or of an Ethernet address as alerts have it without one. */
export function assetAt(index: PlanIndex, address: string): PlanAsset | undefined {
  return index.assetByAddress(address) ?? index.assetByMac(address);
}

export function createPlant(plan: Plan): Plant {
  const index = indexPlan(plan);
  const side = (asset: PlanAsset | undefined): OperationContext['client'] => {
    if (asset === undefined) return null;
    const safety = index.zone(asset.zone)?.safety ?? false;
    return { id: asset.id, kind: asset.kind, zone: asset.zone, level: asset.level, safety };
  };
  const context = (clientIp: string, serverIp: string): OperationContext => {
    const client = assetAt(index, clientIp);
    const server = assetAt(index, serverIp);
    const permitted =
      server === undefined ? null : client !== undefined && index.mayWrite(client.id, server.id);
    return { client: side(client), server: side(server), permitted };
  };
  const nameOf = (ip: string): string => assetAt(index, ip)?.id ?? ip;
  const ends: Plant['ends'] = (clientIp, serverIp) => {
    const { client, server, permitted } = context(clientIp, serverIp);
    return {
      clientName: nameOf(clientIp),
      serverName: nameOf(serverIp),
      clientLevel: client?.level ?? null,
      serverLevel: server?.level ?? null,
      serverSafety: server?.safety ?? false,
      safety: server === null ? 'none' : worstSafety(index, server.id),
      permitted,
    };
  };
  const assessed = new WeakMap<Alert, Assessment>();
  return {
    plan,
    index,
    context,
    nameOf,
    idOf: nameOf,
    ends,
    assess: (alert) => {
      const known = assessed.get(alert);
      if (known !== undefined) return known;
      const made = assess(alert, ends(alert.client, alert.server));
      assessed.set(alert, made);
      return made;
    },
  };
}

/** The worst that an asset's misuse does to people, itself or through functions that rest on it. */
export function worstSafety(index: PlanIndex, assetId: string): Ends['safety'] {
  const own = index.asset(assetId)?.consequence.safety ?? 'none';
  const all = [own, ...index.functionsOf(assetId).map((item) => item.consequence.safety)];
  return all.reduce((worst, next) =>
    SAFETY_ORDER.indexOf(next) > SAFETY_ORDER.indexOf(worst) ? next : worst,
  );
}
