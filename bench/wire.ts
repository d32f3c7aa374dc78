/**
 * Packets per second from a capture file to operations, beside `tcpdump -w /dev/null` and tshark on
 * the same file in one run. The capture is made here: several Modbus clients polling and writing.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCaptureFile } from '@bulkhead/connect';
import { CaptureDissector, PcapWriter, TcpConversation } from '@bulkhead/wire';

const PACKETS = Number(process.env['BULKHEAD_BENCH_PACKETS'] ?? 1_000_000);
/** tshark gets the first part of the capture only, or one run would take minutes. */
const TSHARK_PACKETS = 100_000;
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
function makeCapture(file: string, packets: number): void {
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

async function ourSeconds(file: string): Promise<{ seconds: number; operations: number }> {
  const start = performance.now();
  const dissector = new CaptureDissector({ onOperation: () => {} });
  for await (const chunk of openCaptureFile(file).chunks) dissector.push(chunk);
  const { operationTotal } = dissector.end();
  return { seconds: (performance.now() - start) / 1000, operations: operationTotal };
}

function toolSeconds(command: string, options: readonly string[]): number | null {
  const start = performance.now();
  const ran = spawnSync(command, options, { stdio: 'ignore' });
  return ran.error === undefined ? (performance.now() - start) / 1000 : null;
}

/** Prints the rates of all three; a tool that is not installed is named and left out. */
export async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-bench-'));
  try {
    const large = join(folder, 'large.pcap');
    const small = join(folder, 'small.pcap');
    makeCapture(large, PACKETS);
    makeCapture(small, TSHARK_PACKETS);
    let best = Number.POSITIVE_INFINITY;
    let operations = 0;
    for (let run = 0; run < RUNS; run++) {
      const ours = await ourSeconds(large);
      best = Math.min(best, ours.seconds);
      operations = ours.operations;
    }
    const ourRate = PACKETS / best;
    const megabytes = statSync(large).size / 1e6;
    print(`capture: ${PACKETS} packets, ${megabytes.toFixed(0)} MB, ${operations} operations`);
    print(`bulkhead: ${rate(ourRate)} packets/s, best of ${RUNS}`);
    const tcpdump = toolSeconds('tcpdump', ['-r', large, '-w', '/dev/null']);
    const tshark = toolSeconds('tshark', [
      '-n',
      '-r',
      small,
      '-T',
      'fields',
      '-e',
      'mbtcp.unit_id',
    ]);
    report('tcpdump -w /dev/null', tcpdump === null ? null : PACKETS / tcpdump, ourRate);
    report('tshark -T fields', tshark === null ? null : TSHARK_PACKETS / tshark, ourRate);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(tool: string, toolRate: number | null, ourRate: number): void {
  if (toolRate === null) return print(`${tool}: not installed, left out`);
  print(`${tool}: ${rate(toolRate)} packets/s; bulkhead is ${(ourRate / toolRate).toFixed(2)}x`);
}

function rate(perSecond: number): string {
  return Math.round(perSecond).toLocaleString('en');
}

if (import.meta.main) await main();
