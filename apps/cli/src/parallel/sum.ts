import type { CaptureSummary } from '@bulkhead/engine';

/** Counts of all shares; what is said of the file is what the first says. */
export function sum(summaries: readonly CaptureSummary[]): CaptureSummary {
  const operations = new Map<string, CaptureSummary['operations'][number]>();
  for (const one of summaries.flatMap((summary) => summary.operations)) {
    const key = `${one.protocol} ${one.verb} ${one.outcome}`;
    const count = one.count + (operations.get(key)?.count ?? 0);
    operations.set(key, { ...one, count });
  }
  return {
    ...summaries[0]!,
    tcpWithoutData: summaries.reduce((all, { tcpWithoutData }) => all + tcpWithoutData, 0),
    skipped: total(summaries.map(({ skipped }) => skipped)),
    anomalies: total(summaries.map(({ anomalies }) => anomalies)),
    operationTotal: summaries.reduce((all, { operationTotal }) => all + operationTotal, 0),
    operations: [...operations.values()],
  };
}

function total(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const out: Record<string, number> = {};
  for (const one of counts) {
    for (const [key, count] of Object.entries(one)) out[key] = (out[key] ?? 0) + count;
  }
  return out;
}
