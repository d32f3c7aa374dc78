/**
 * Packets per second from a capture file to operations, beside `tcpdump -w /dev/null` and tshark on
 * the same file in one run. The capture is made here: several Modbus clients polling and writing;
 * captures that are named are read instead. Our own rates are by the CPU time of the thread that
 * reads, in brackets, too: that changes least where others use the machine.
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
  readonly cpuSeconds: number;
  readonly packets: number;
  readonly operations: number;
  readonly alerts: number;
}

async function dissect(file: string): Promise<Ran> {
  const stop = watch();
  const dissector = new CaptureDissector({ onOperation: () => {} });
  for await (const chunk of openCaptureFile(file).chunks) dissector.push(chunk);
  const { operationTotal, packets } = dissector.end();
  return { ...stop(), packets, operations: operationTotal, alerts: 0 };
}

/** The same with every shipped rule, as `bulkhead investigate` does without a plan. */
async function sense(file: string, { rules, plan }: LoadedContent): Promise<Ran> {
  const stop = watch();
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
  const { packets, operationTotal } = summary;
  return { ...stop(), packets, operations: operationTotal, alerts };
}

/** Time from now on: of the clock, and of this thread on a CPU. */
function watch(): () => Pick<Ran, 'seconds' | 'cpuSeconds'> {
  const start = performance.now();
  const before = process.threadCpuUsage();
  return () => {
    const { user, system } = process.threadCpuUsage(before);
    return { seconds: secondsSince(start), cpuSeconds: (user + system) / 1e6 };
  };
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

/** Prints the rates of all on each file; a tool that is not installed is named and left out. */
export async function main(files: readonly string[] = []): Promise<void> {
  const content = await loadContent(undefined, undefined);
  for (const file of files) await compare(file, content);
  if (files.length > 0) return;
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-bench-'));
  try {
    const file = join(folder, 'polling.pcap');
    makeCapture(file, PACKETS);
    await compare(file, content);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(file: string, content: LoadedContent): Promise<void> {
  const ours: Ran[] = [];
  const rules: Ran[] = [];
  const tcpdump: number[] = [];
  const tshark: number[] = [];
  // All take turns, because a shared machine does not run at one speed.
  for (let run = 0; run < RUNS; run++) {
    ours.push(await dissect(file));
    rules.push(await sense(file, content));
    tcpdump.push(toolSeconds('tcpdump', TCPDUMP(file)) ?? Infinity);
    tshark.push(toolSeconds('tshark', TSHARK(file)) ?? Infinity);
  }
  const { packets, operations, alerts } = rules[0]!;
  const megabytes = (statSync(file).size / 1e6).toFixed(0);
  print(`${file}: ${packets} packets, ${megabytes} MB, ${operations} operations`);
  print(`best of ${RUNS} runs, all on the same file; ${content.rules.rules.length} rules`);
  const alone = best(ours);
  for (const [what, ran] of [
    ['bulkhead, operations', alone],
    ['bulkhead, all rules', best(rules)],
  ] as const) {
    const rate = Math.round(packets / ran.cpuSeconds).toLocaleString('en');
    report(what, packets, ran.seconds, alone.seconds, ` (${rate} by CPU time)`);
  }
  report('tcpdump -w /dev/null', packets, Math.min(...tcpdump), alone.seconds);
  report('tshark -T fields', packets, Math.min(...tshark), alone.seconds);
  print(`alerts: ${alerts}`);
}

function best(runs: readonly Ran[]): Pick<Ran, 'seconds' | 'cpuSeconds'> {
  return {
    seconds: Math.min(...runs.map(({ seconds }) => seconds)),
    cpuSeconds: Math.min(...runs.map(({ cpuSeconds }) => cpuSeconds)),
  };
}

function report(
  what: string,
  packets: number,
  seconds: number,
  ourSeconds: number,
  more = '',
): void {
  if (!Number.isFinite(seconds)) return print(`${what}: not installed or failed, left out`);
  const rate = Math.round(packets / seconds).toLocaleString('en');
  const ratio = (seconds / ourSeconds).toFixed(2);
  const line = `${what.padEnd(24)}${rate.padStart(12)} packets/s${more}`;
  print(`${line}; operations alone are ${ratio}x as fast`);
}

if (import.meta.main) await main(process.argv.slice(2));
