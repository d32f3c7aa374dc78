import type { AffectedAsset, IncidentView, Severity } from '@bulkhead/model';
import { worst } from '../../ui/severity.ts';

type AlertView = IncidentView['alerts'][number];

/** One end of the chain: an asset of the plan, or an address that the plan does not know. */
export interface ChainEnd {
  readonly address: string;
  readonly name: string;
  readonly asset: AffectedAsset | null;
}

/** What one source did to one target, as the alerts tell it. */
export interface ChainLink {
  readonly target: ChainEnd;
  readonly severity: Severity;
  readonly firstAt: string;
  readonly lastAt: string;
  /** Titles of the rules in order of time, each with how often. */
  readonly did: readonly {
    readonly title: string;
    readonly count: number;
    readonly alertId: string;
  }[];
  readonly refused: number;
}

/** One source and all that it did. */
export interface ChainSource {
  readonly source: ChainEnd;
  readonly links: readonly ChainLink[];
}

/**
 * Who did what to whom, from IT to OT: sources in the order in which they began, highest level
 * first among equals; for each its targets in order of time.
 */
export function chainOf(view: IncidentView): ChainSource[] {
  const endOf = (address: string, name: string): ChainEnd => ({
    address,
    name,
    asset:
      view.assets.find((asset) => asset.addresses.includes(address) || asset.id === address) ??
      null,
  });
  const bySource = group(view.alerts, ({ alert }) => alert.client);
  return [...bySource.values()]
    .map((alerts) => ({
      source: endOf(alerts[0]?.alert.client ?? '', alerts[0]?.clientName ?? ''),
      links: [...group(alerts, ({ alert }) => alert.server).values()]
        .map((each) => linkOf(each, endOf))
        .toSorted((a, b) => compare(a.firstAt, b.firstAt)),
    }))
    .toSorted(
      (a, b) =>
        compare(a.links[0]?.firstAt ?? '', b.links[0]?.firstAt ?? '') ||
        (b.source.asset?.level ?? 9) - (a.source.asset?.level ?? 9),
    );
}

function linkOf(
  alerts: readonly AlertView[],
  endOf: (address: string, name: string) => ChainEnd,
): ChainLink {
  const inTime = alerts.toSorted((a, b) => compare(a.alert.firstAt, b.alert.firstAt));
  const [first] = inTime;
  return {
    target: endOf(first?.alert.server ?? '', first?.serverName ?? ''),
    severity: worst(inTime.map(({ alert }) => alert.severity)) ?? 'informational',
    firstAt: first?.alert.firstAt ?? '',
    lastAt:
      inTime
        .map(({ alert }) => alert.lastAt)
        .toSorted(compare)
        .at(-1) ?? '',
    did: [...group(inTime, ({ alert }) => alert.rule.id).values()].map((each) => ({
      title: each[0]?.alert.rule.title ?? '',
      alertId: each[0]?.alert.id ?? '',
      count: each.reduce((sum, { alert }) => sum + alert.count, 0),
    })),
    refused: inTime.filter(({ alert }) => alert.outcome === 'refused').length,
  };
}

function group<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const out = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const list = out.get(key);
    if (list === undefined) out.set(key, [item]);
    else list.push(item);
  }
  return out;
}

/** ISO times in UTC sort as text. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
