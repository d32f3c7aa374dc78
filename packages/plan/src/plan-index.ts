import type {
  Plan,
  PlanAsset,
  PlanConduit,
  PlanEscalation,
  PlanFunction,
  PlanGate,
  PlanPerson,
  PlanRole,
  PlanZone,
} from '@bulkhead/model';
import { normalAddress, normalMac } from './addresses.ts';
import { onDutyAt, type Schedule, scheduleOf } from './rota.ts';

/** Answers "who and what for this incident" from a plan. Built once; each answer is a look-up. */
export interface PlanIndex {
  readonly plan: Plan;
  asset(id: string): PlanAsset | undefined;
  /** IPv4 or IPv6 in any spelling. */
  assetByAddress(ip: string): PlanAsset | undefined;
  /** In any spelling with `:` or `-`. */
  assetByMac(mac: string): PlanAsset | undefined;
  zone(id: string): PlanZone | undefined;
  role(id: string): PlanRole | undefined;
  person(id: string): PlanPerson | undefined;
  gate(id: string): PlanGate | undefined;
  conduit(id: string): PlanConduit | undefined;
  assetsIn(zoneId: string): readonly PlanAsset[];
  /** Conduits that join two zones directly, whichever way they are written. */
  conduitsBetween(zoneA: string, zoneB: string): readonly PlanConduit[];
  /** Fewest conduits from one zone to another; empty for the same zone, undefined for no way. */
  pathBetween(zoneA: string, zoneB: string): readonly PlanConduit[] | undefined;
  /** Functions that stop or suffer without an asset: those it serves, then those on them. */
  functionsOf(assetId: string): readonly PlanFunction[];
  peopleInRole(roleId: string): readonly PlanPerson[];
  /** People whose shift in a rota of the role covers the instant; none for a role without rota. */
  onDuty(roleId: string, atIso: string): readonly PlanPerson[];
  /** Whether the plan lists that the client writes to the server in normal work. */
  mayWrite(clientAssetId: string, serverAssetId: string): boolean;
  escalation(gateId: string): PlanEscalation | undefined;
}

/** The index of a plan without errors. */
export function indexPlan(plan: Plan): PlanIndex {
  const assets = byId(plan.assets);
  const people = byId(plan.people);
  const gates = byId(plan.gates);
  const escalations = byId(plan.escalations);
  const zones = byId(plan.zones);
  const roles = byId(plan.roles);
  const conduits = byId(plan.conduits);
  const addresses = new Map<string, PlanAsset>();
  const macs = new Map<string, PlanAsset>();
  for (const asset of plan.assets) {
    for (const text of asset.addresses) addresses.set(normalAddress(text) ?? text, asset);
    for (const text of asset.macs) macs.set(normalMac(text) ?? text, asset);
  }
  const inZone = Map.groupBy(plan.assets, ({ zone }) => zone);
  const inRole = new Map(
    plan.roles.map(({ id }) => [id, plan.people.filter((person) => person.roles.includes(id))]),
  );
  const schedules = schedulesByRole(plan);
  const writes = new Map(plan.assets.map((asset) => [asset.id, new Set(asset.writes)]));
  const functions = new Map(plan.assets.map(({ id }) => [id, functionsResting(plan, id)]));
  const between = Map.groupBy(plan.conduits, ({ from, to }) => pair(from, to));
  return {
    plan,
    asset: (id) => assets.get(id),
    assetByAddress: (ip) => addresses.get(ip) ?? addresses.get(normalAddress(ip) ?? ip),
    assetByMac: (mac) => macs.get(normalMac(mac) ?? mac),
    zone: (id) => zones.get(id),
    role: (id) => roles.get(id),
    person: (id) => people.get(id),
    gate: (id) => gates.get(id),
    conduit: (id) => conduits.get(id),
    assetsIn: (zoneId) => inZone.get(zoneId) ?? [],
    conduitsBetween: (a, b) => between.get(pair(a, b)) ?? [],
    pathBetween: (a, b) => shortestPath(plan.conduits, a, b),
    functionsOf: (assetId) => functions.get(assetId) ?? [],
    peopleInRole: (roleId) => inRole.get(roleId) ?? [],
    onDuty: (roleId, atIso) => {
      const ids = (schedules.get(roleId) ?? []).flatMap((each) =>
        onDutyAt(each, Date.parse(atIso)),
      );
      return [...new Set(ids)].flatMap((id) => people.get(id) ?? []);
    },
    mayWrite: (client, server) => writes.get(client)?.has(server) ?? false,
    escalation: (gateId) => escalations.get(gates.get(gateId)?.escalation ?? ''),
  };
}

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

function pair(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

function schedulesByRole(plan: Plan): ReadonlyMap<string, Schedule[]> {
  const out = new Map<string, Schedule[]>();
  for (const rota of plan.rotas) {
    const schedule = scheduleOf(rota);
    if (schedule) out.set(rota.role, [...(out.get(rota.role) ?? []), schedule]);
  }
  return out;
}

/** Breadth first, so that what an asset serves itself comes before what rests on that. */
function functionsResting(plan: Plan, assetId: string): readonly PlanFunction[] {
  const found = new Set(
    plan.functions.filter(
      ({ assets, dependsOn }) => assets.includes(assetId) || dependsOn.includes(assetId),
    ),
  );
  // A Set visits what is added while it is walked.
  for (const { id } of found) {
    for (const each of plan.functions) if (each.dependsOn.includes(id)) found.add(each);
  }
  return [...found];
}

function shortestPath(
  conduits: readonly PlanConduit[],
  from: string,
  to: string,
): readonly PlanConduit[] | undefined {
  const paths = new Map<string, readonly PlanConduit[]>([[from, []]]);
  // A Map visits what is added while it is walked, so this is breadth first.
  for (const [zone, path] of paths) {
    if (zone === to) return path;
    for (const conduit of conduits) {
      const next = conduit.from === zone ? conduit.to : conduit.to === zone ? conduit.from : '';
      if (next !== '' && !paths.has(next)) paths.set(next, [...path, conduit]);
    }
  }
  return undefined;
}
