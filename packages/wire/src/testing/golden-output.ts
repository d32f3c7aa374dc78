import type { Operation, Sighting } from '@bulkhead/model';
import { copyOperation } from '../copy-operation.ts';
import { CaptureDissector } from '../dissector.ts';
import type { CaptureSummary } from '../summary.ts';
import type { GoldenInput } from './golden-input.ts';

/** Everything that an input gives. */
export interface Dissected {
  readonly operations: readonly Operation[];
  readonly sightings: readonly Sighting[];
  /** Frames that say once more what others said: `4 of 3`. */
  readonly repeats: readonly string[];
  readonly summary: CaptureSummary;
}

/** What the input gives: its operations, in the order in which they complete, and the counts. */
export function dissectGolden(input: GoldenInput): Dissected {
  const operations: Operation[] = [];
  const sightings: Sighting[] = [];
  const repeats: string[] = [];
  const dissector = new CaptureDissector({
    onOperation: (operation) => operations.push(copyOperation(operation)),
    onSighting: (sighting) => sightings.push(sighting),
    onRepeat: (frame, of) => repeats.push(`${frame} of ${of}`),
    limits: input.limits,
  });
  for (const step of input.steps) {
    if (step instanceof Uint8Array) dissector.push(step);
    else dissector.advanceTo(step.advanceToMs);
  }
  return { operations, sightings, summary: dissector.end(), repeats };
}

/**
 * One JSON line an operation, one a fact about a device, and one of what was left out. What is
 * usual is not repeated: the protocol of the folder and the ends that goldens have by default.
 */
export function goldenText(
  { operations, sightings, summary, repeats }: Dissected,
  folder: string,
  port: number,
): string {
  const { skipped, damage, packets, format, firstAt, anomalies } = summary;
  const lines: unknown[] = operations.map((operation) => lineOf(operation, folder, port));
  for (const { frame, ip, mac, protocol, field, value } of sightings) {
    const from = protocol === folder ? '' : ` (${protocol})`;
    lines.push({ sighting: `${frame} ${ip} ${mac} ${field}: ${value}${from}` });
  }
  lines.push({
    format,
    packets,
    firstAt,
    skipped,
    anomalies,
    ...(repeats.length === 0 ? {} : { repeats: repeats.join(', ') }),
    ...(damage === null ? {} : { damage }),
  });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

const USUAL_CLIENT = '10.20.20.10 49152 02:00:0a:14:14:0a';
const USUAL_STATIONS = '02:00:0a:14:14:0a > 02:00:0a:14:0b:0a';

function lineOf(operation: Operation, folder: string, port: number): unknown {
  const { frames, time, client, server, service, refusal, anomalies, unit } = operation;
  const { cause, items } = operation;
  const ends = `${endText(client)} > ${endText(server)}`;
  const usual =
    ends === USUAL_STATIONS || ends === `${USUAL_CLIENT} > 10.20.11.10 ${port} 02:00:0a:14:0b:0a`;
  return {
    frames: `${frames.request ?? '-'}>${frames.response ?? '-'}`,
    time: time.replace('2026-01-01', ''),
    ...(usual ? {} : { ends }),
    ...(operation.protocol === folder ? {} : { protocol: operation.protocol }),
    ...(unit === null ? {} : { unit }),
    service: `${service.code} ${service.name}`,
    verb: operation.verb,
    ...(cause === undefined ? {} : { cause }),
    ...(operation.techniques.length === 0 ? {} : { techniques: operation.techniques.join(' ') }),
    object: operation.object,
    address: operation.address,
    count: operation.count,
    values: operation.values,
    ...(items === undefined ? {} : { items: items.map(itemOf) }),
    outcome: refusal === null ? operation.outcome : `refused: ${refusal.code} ${refusal.name}`,
    ...(anomalies.length === 0
      ? {}
      : { anomalies: anomalies.map(({ code, offset }) => `${code}@${offset}`) }),
  };
}

function itemOf({ refusal, ...item }: NonNullable<Operation['items']>[number]): unknown {
  return refusal === undefined ? item : { ...item, refused: `${refusal.code} ${refusal.name}` };
}

function endText({ ip, port, mac }: Operation['client']): string {
  return ip === '' ? mac : `${ip} ${port} ${mac}`.trim();
}
