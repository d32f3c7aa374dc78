/**
 * Packets per second from a capture file to operations, beside `tcpdump -w /dev/null` and tshark on
 * the same file in one run. The capture is made here: several Modbus clients polling and writing.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCaptureFile } from '@bulkhead/connect';
import { createPlant, Sensor, UNPLANNED } from '@bulkhead/engine';
import { CaptureDissector, PcapWriter, TcpConversation } from '@bulkhead/wire';
import { type LoadedContent, loadContent } from '../apps/cli/src/content.ts';

const PACKETS = Number(process.env['BULKHEAD_BENCH_PACKETS'] ?? 500_000);
const TCPDUMP = (file: string): string[] => ['-r', file, '-w', '/dev/null'];
const TSHARK_FIELDS = ['-T', 'fields', '-e', 'mbtcp.unit_id', '-e', 'modbus.func_code'];
const TSHARK = (file: string): string[] => ['-n', '-r', file, ...TSHARK_FIELDS];
const RUNS = 3;
const CLIENTS = 16;
const START_NS = 1_767_225_600_000_000_000n;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

function request(transaction: number, write: boolean): Uint8Array {
  const address = (transaction * 7) & 0xff;
  const body = write ? [6, 0, address, 0, transaction & 0xff] : [3, 0, address, 0, 16];
  return Uint8Array.of(transaction >> 8, transaction & 255, 0, 0, 0, 6, 1, ...body);
}

function response(transaction: number, write: boolean): Uint8Array {
  if (write) return request(transaction, true);
  const values = Array.from({ length: 32 }, (_, i) => (transaction + i) & 255);
  return Uint8Array.of(transaction >> 8, transaction & 255, 0, 0, 0, 35, 1, 3, 32, ...values);
}

/** Writes `packets` packets of Modbus polling to `file`. */
export function makeCapture(file: string, packets: number): void {
  const writer = new PcapWriter();
  let written = 0;
  const conversations = Array.from({ length: CLIENTS }, (_, i) => {
    const conversation = new TcpConversation({
      client: { ip: `10.0.1.${i + 1}`, port: 40_000 + i, mac: '02:00:00:00:01:01' },
      server: { ip: `10.0.2.${(i % 4) + 1}`, port: 502, mac: '02:00:00:00:02:01' },
      sink: (atNs, frame) => {
        writer.packet(atNs, frame);
        written++;
      },
    });
    conversation.open(START_NS + BigInt(i) * 1_000_000n);
    return conversation;
  });
  writeFileSync(file, writer.take());
  // Two packets a round, beside the three that open each conversation.
  const rounds = Math.ceil((packets - written) / 2);
  for (let i = 0; i < rounds; i++) {
    const conversation = conversations[i % CLIENTS]!;
    const transaction = Math.floor(i / CLIENTS) & 0xffff;
    const atNs = START_NS + 1_000_000_000n + BigInt(i) * 200_000n;
    const write = i % 10 === 0;
    conversation.send(atNs, 'client', request(transaction, write));
    conversation.send(atNs + 90_000n, 'server', response(transaction, write));
    if (i % 4096 === 0) appendFileSync(file, writer.take());
  }
  appendFileSync(file, writer.take());
}

interface Ran {
  readonly seconds: number;
  readonly operations: number;
  readonly alerts: number;
}

async function dissect(file: string): Promise<Ran> {
  const start = performance.now();
  const dissector = new CaptureDissector({ onOperation: () => {} });
  for await (const chunk of openCaptureFile(file).chunks) dissector.push(chunk);
  const { operationTotal } = dissector.end();
  return { seconds: secondsSince(start), operations: operationTotal, alerts: 0 };
}

/** The same with every shipped rule, as `bulkhead investigate` does without a plan. */
async function sense(file: string, { rules, plan }: LoadedContent): Promise<Ran> {
  const start = performance.now();
  let alerts = 0;
  const sensor = new Sensor({
    capture: 'bench',
    file,
    rules,
    plant: createPlant(plan ?? UNPLANNED),
    onAlert: () => alerts++,
  });
  for await (const chunk of openCaptureFile(file).chunks) sensor.push(chunk);
  const { summary } = sensor.end();
  return { seconds: secondsSince(start), operations: summary.operationTotal, alerts };
}

/** Seconds that a tool takes, null where it is not installed or fails. */
function toolSeconds(command: string, options: readonly string[]): number | null {
  const start = performance.now();
  const ran = spawnSync(command, options, { stdio: 'ignore' });
  return ran.status === 0 ? secondsSince(start) : null;
}

function secondsSince(startMs: number): number {
  return (performance.now() - startMs) / 1000;
}

/** Prints the rates of all on one file; a tool that is not installed is named and left out. */
export async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-bench-'));
  try {
    const file = join(folder, 'polling.pcap');
    makeCapture(file, PACKETS);
    const content = await loadContent(undefined, undefined);
    const best = { ours: Infinity, rules: Infinity, tcpdump: Infinity, tshark: Infinity };
    let ran: Ran = { seconds: 0, operations: 0, alerts: 0 };
    // All take turns, because a shared machine does not run at one speed.
    for (let run = 0; run < RUNS; run++) {
      best.ours = Math.min(best.ours, (await dissect(file)).seconds);
      ran = await sense(file, content);
      best.rules = Math.min(best.rules, ran.seconds);
      best.tcpdump = Math.min(best.tcpdump, toolSeconds('tcpdump', TCPDUMP(file)) ?? Infinity);
      best.tshark = Math.min(best.tshark, toolSeconds('tshark', TSHARK(file)) ?? Infinity);
    }
    const megabytes = (statSync(file).size / 1e6).toFixed(0);
    print(`capture: ${PACKETS} packets, ${megabytes} MB, ${ran.operations} operations`);
    print(`best of ${RUNS} runs, all on the same file; ${content.rules.rules.length} rules`);
    report('bulkhead, operations', best.ours, best.ours);
    report('bulkhead, all rules', best.rules, best.ours);
    report('tcpdump -w /dev/null', best.tcpdump, best.ours);
    report('tshark -T fields', best.tshark, best.ours);
    print(`alerts: ${ran.alerts}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(what: string, seconds: number, ourSeconds: number): void {
  if (!Number.isFinite(seconds)) return print(`${what}: not installed or failed, left out`);
  const rate = Math.round(PACKETS / seconds).toLocaleString('en');
  const ratio = (seconds / ourSeconds).toFixed(2);
  print(`${what.padEnd(24)}${rate.padStart(12)} packets/s; operations alone are ${ratio}x as fast`);
}

if (import.meta.main) await main();
