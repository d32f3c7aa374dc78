import { performance } from 'node:perf_hooks';
import type { Alert, EntryBody, Operation } from '@bulkhead/model';
import { Collapser } from '../packages/engine/src/collapse.ts';
import { Evidence } from '../packages/engine/src/evidence.ts';
import { system } from '../packages/engine/src/open.ts';
import { alertBody, openBench, type Bench } from '../packages/engine/src/testing/bench.ts';

const FLOOD_MATCHES = Number(process.env['BENCH_MATCHES'] ?? 1_000_000);
const FLOOD_CLIENTS = FLOOD_MATCHES / 10;
const ALERTS = Number(process.env['BENCH_ALERTS'] ?? 100_000);
const INCIDENTS = ALERTS / 10;
/** Findings that reach the journal in one commit, as from one chunk of a capture. */
const AT_ONCE = 500;
const LOOKS = 9;

/**
 * What a flood from spoofed addresses costs, and how fast the views are over a large journal.
 * The journal is a list in memory, so that the engine is measured and not the disk.
 */
export async function run(): Promise<void> {
  await flood();
  await scale();
}

/** One rule on one controller, from so many addresses that no two matches in a row share one. */
async function flood(): Promise<void> {
  const bench = await openBench({ actions: null });
  const waiting: EntryBody[] = [];
  const collapser = new Collapser('capture', (alert, first) => {
    waiting.push({ kind: first ? 'alert-raised' : 'alert-repeated', alert });
  });
  const rule = {
    id: 'write',
    title: 'A set-point was written',
    severity: 'medium',
    techniques: ['T0836'],
    kind: 'operation',
  } as const;
  const start = performance.now();
  for (let i = 0; i < FLOOD_MATCHES; i++) {
    const operation = spoofed(i);
    collapser.match(rule, new Evidence(operation, Date.parse(operation.time)), []);
    if (waiting.length >= AT_ONCE) await bench.engine.record(system('sensor'), waiting.splice(0));
  }
  collapser.flush();
  await bench.engine.record(system('sensor'), waiting.splice(0));
  const seconds = (performance.now() - start) / 1_000;
  print(`flood: ${words(FLOOD_MATCHES)} matches from ${words(FLOOD_CLIENTS)} clients`, [
    `${seconds.toFixed(1)} s`,
    `${words(bench.journal.length)} entries`,
    `${words(journalBytes(bench))} bytes`,
    `${bench.engine.state.incidents.size} incidents`,
    `${Math.round(process.memoryUsage().rss / 1e6)} MB resident`,
  ]);
}

function spoofed(i: number): Operation {
  const n = i % FLOOD_CLIENTS;
  const ip = `198.${18 + ((n >> 16) & 1)}.${(n >> 8) & 255}.${n & 255}`;
  return {
    time: new Date(1_773_457_140_000 + i).toISOString(),
    protocol: 'modbus',
    client: { ip, port: 1_024, mac: '' },
    server: { ip: '10.20.11.10', port: 502, mac: '' },
    unit: 1,
    service: { code: 6, name: 'write_single_register' },
    verb: 'write',
    techniques: [],
    object: 'holding_register/1',
    address: 1,
    count: 1,
    values: [11_100],
    outcome: 'ok',
    refusal: null,
    frames: { request: i + 1, response: null },
    anomalies: [],
  };
}

/** Ten alerts to each incident, each incident between hosts of its own, all of them open. */
async function scale(): Promise<void> {
  const bench = await openBench({ actions: null });
  const start = performance.now();
  for (let i = 0; i < ALERTS; i += AT_ONCE) {
    const bodies = Array.from({ length: AT_ONCE }, (_, k) => alertBody(unrelated(i + k)));
    await bench.engine.record(system('sensor'), bodies);
  }
  const seconds = (performance.now() - start) / 1_000;
  const { incidents } = bench.engine.state;
  const [largest] = [...incidents.keys()];
  const situationMs = median(() => bench.engine.situation());
  const incidentMs = median(() => bench.engine.incident(largest!));
  const folding = performance.now();
  await openBench({ actions: null }, bench.journal);
  const foldSeconds = (performance.now() - folding) / 1_000;
  print(`scale: ${words(ALERTS)} alerts, ${words(incidents.size)} incidents`, [
    `taken in ${seconds.toFixed(1)} s`,
    `opened again ${foldSeconds.toFixed(1)} s`,
    `situation ${situationMs.toFixed(1)} ms`,
    `incident ${incidentMs.toFixed(1)} ms (bar for both: 50 ms)`,
    `${Math.round(process.memoryUsage().rss / 1e6)} MB resident`,
  ]);
}

function unrelated(i: number): Partial<Alert> {
  const incident = Math.floor(i / 10) % INCIDENTS;
  const host = (side: number): string => `10.${side}.${incident >> 8}.${incident & 255}`;
  return {
    id: `alert-${i.toString(16).padStart(16, '0')}`,
    rule: { id: `rule-${i % 10}`, title: 'A set-point was written' },
    severity: i % 30 === 0 ? 'high' : 'medium',
    client: host(100),
    server: host(101),
  };
}

function median(look: () => unknown): number {
  const times = Array.from({ length: LOOKS }, () => {
    const start = performance.now();
    look();
    return performance.now() - start;
  });
  return times.toSorted((a, b) => a - b)[Math.floor(LOOKS / 2)] ?? Number.NaN;
}

function journalBytes(bench: Bench): number {
  return bench.journal.entries.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

function words(count: number): string {
  return count.toLocaleString('en');
}

function print(what: string, figures: readonly string[]): void {
  process.stdout.write(`${what}\n  ${figures.join(', ')}\n`);
}

if (import.meta.main) await run();
