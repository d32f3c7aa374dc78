import type { Operation } from '@bulkhead/model';
import { copyOperation } from '../copy-operation.ts';
import { CaptureDissector } from '../dissector.ts';
import type { CaptureSummary } from '../summary.ts';
import type { GoldenInput } from './golden-input.ts';

/** What the input gives: its operations, in the order in which they complete, and the counts. */
export function dissectGolden(input: GoldenInput): {
  operations: Operation[];
  summary: CaptureSummary;
} {
  const operations: Operation[] = [];
  const dissector = new CaptureDissector({
    onOperation: (operation) => operations.push(copyOperation(operation)),
    limits: input.limits,
  });
  for (const step of input.steps) {
    if (step instanceof Uint8Array) dissector.push(step);
    else dissector.advanceTo(step.advanceToMs);
  }
  return { operations, summary: dissector.end() };
}

/** One JSON line an operation, and one of what was left out. What is usual is not repeated. */
export function goldenText({
  operations,
  summary,
}: {
  readonly operations: readonly Operation[];
  readonly summary: CaptureSummary;
}): string {
  const { skipped, damage, packets, format, firstAt, anomalies } = summary;
  const lines: unknown[] = operations.map(lineOf);
  lines.push({
    format,
    packets,
    firstAt,
    skipped,
    anomalies,
    ...(damage === null ? {} : { damage }),
  });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

const USUAL_ENDS =
  /^10\.20\.20\.10 49152 02:00:0a:14:14:0a > 10\.20\.11\.10 (502|102) 02:00:0a:14:0b:0a$/;

function lineOf(operation: Operation): unknown {
  const { frames, time, client, server, service, refusal, anomalies, items, unit } = operation;
  const ends = `${endText(client)} > ${endText(server)}`;
  return {
    frames: `${frames.request ?? '-'}>${frames.response ?? '-'}`,
    time: time.replace('2026-01-01', ''),
    ...(USUAL_ENDS.test(ends) ? {} : { ends }),
    ...(unit === null ? {} : { unit }),
    service: `${service.code} ${service.name}`,
    verb: operation.verb,
    object: operation.object,
    address: operation.address,
    count: operation.count,
    values: operation.values,
    ...(items === undefined ? {} : { items }),
    outcome: refusal === null ? operation.outcome : `refused: ${refusal.code} ${refusal.name}`,
    ...(anomalies.length === 0
      ? {}
      : { anomalies: anomalies.map(({ code, offset }) => `${code}@${offset}`) }),
  };
}

function endText({ ip, port, mac }: Operation['client']): string {
  return `${ip} ${port} ${mac}`.trim();
}
