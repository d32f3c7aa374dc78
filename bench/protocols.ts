/**
 * Packets per second from a capture file to operations, for each protocol and for all together, on
 * real captures repeated to at least two million packets, beside tcpdump, tshark and Suricata on
 * the same file in one run. `BULKHEAD_CORPUS` names the folder of captures, `BULKHEAD_SURICATA` the
 * root of a system that has Suricata 7 (a debootstrap folder); protocols may be named as arguments.
 */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCaptureFile } from '@bulkhead/connect';
import { CaptureDissector, protocols } from '@bulkhead/wire';

const PACKETS_MIN = Number(process.env['BULKHEAD_BENCH_PACKETS'] ?? 2_000_000);
/** tshark reads this much of a single protocol's file; of the mix it reads all. */
const TSHARK_PACKETS = 200_000;
const SOURCE_BYTES_MAX = 256_000_000;
/** V8 compiles what is hot while the first ones run; the first is printed too. */
const RUNS = 5;
const corpus = process.env['BULKHEAD_CORPUS'] ?? '';
const suricataRoot = process.env['BULKHEAD_SURICATA'];
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Captures by the protocols of which they give operations. */
async function capturesByProtocol(): Promise<Map<string, string[]>> {
  const byProtocol = new Map<string, string[]>();
  const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(pcap|pcapng|cap)$/i.test(file))
    .toSorted();
  for (const file of files) {
    const path = join(corpus, file);
    const dissector = new CaptureDissector({ onOperation: () => {} });
    for await (const chunk of openCaptureFile(path).chunks) dissector.push(chunk);
    for (const name of new Set(dissector.end().operations.map(({ protocol }) => protocol))) {
      byProtocol.set(name, [...(byProtocol.get(name) ?? []), path]);
    }
  }
  return byProtocol;
}

/** One pcap file of the Ethernet packets of all these; null where nothing can be merged. */
function merged(files: readonly string[], folder: string): Uint8Array | null {
  const parts: string[] = [];
  for (const [i, file] of files.entries()) {
    const part = join(folder, `part-${i}.pcap`);
    const ran = spawnSync('editcap', ['-F', 'pcap', file, part], { stdio: 'ignore' });
    if (ran.status !== 0) continue;
    if (readFileSync(part).readUInt32LE(20) === 1) parts.push(part);
  }
  if (parts.length === 0) return null;
  const whole = join(folder, 'merged.pcap');
  const ran = spawnSync('mergecap', ['-a', '-F', 'pcap', '-w', whole, ...parts]);
  for (const part of parts) rmSync(part, { force: true });
  if (ran.status !== 0) return null;
  const bytes = readFileSync(whole);
  rmSync(whole);
  return bytes.length > SOURCE_BYTES_MAX ? null : bytes;
}

/**
 * Writes the packets again and again, each time between other addresses, so that they are other
 * flows, and later. Returns how many packets that were.
 */
function repeat(source: Uint8Array, file: string): number {
  const out = openSync(file, 'w');
  const bytes = Uint8Array.from(source);
  const view = new DataView(bytes.buffer);
  writeSync(out, bytes.subarray(0, 24));
  let packets = 0;
  let firstSeconds = 0;
  for (let round = 0; packets < PACKETS_MIN; round++) {
    let last = 0;
    for (let at = 24; at + 16 <= bytes.length;) {
      const length = view.getUint32(at + 8, true);
      if (at + 16 + length > bytes.length) break;
      if (round > 0) rename(bytes, at + 16, round ^ (round - 1));
      last = Math.max(last, view.getUint32(at, true));
      if (firstSeconds === 0) firstSeconds = view.getUint32(at, true);
      packets++;
      at += 16 + length;
    }
    writeSync(out, bytes.subarray(24));
    const passed = Math.max(1, Math.min(3_600, last - firstSeconds + 1));
    for (let at = 24; at + 16 <= bytes.length; at += 16 + view.getUint32(at + 8, true)) {
      view.setUint32(at, view.getUint32(at, true) + passed, true);
    }
    firstSeconds += passed;
  }
  closeSync(out);
  return packets;
}

/** Changes the middle of both addresses by the same bits. */
function rename(bytes: Uint8Array, at: number, bits: number): void {
  let ip = at + 12;
  while (bytes[ip] === 0x81 && bytes[ip + 1] === 0) ip += 4;
  const isIpv4 = bytes[ip] === 8 && bytes[ip + 1] === 0;
  const places = isIpv4
    ? [ip + 15, ip + 19]
    : [at + 9, ...((bytes[at]! & 1) === 0 ? [at + 3] : [])];
  for (const place of places) {
    if (place + 1 >= bytes.length) return;
    bytes[place]! ^= bits & 255;
    bytes[place + 1]! ^= (bits >> 8) & 255;
  }
}

async function ours(file: string): Promise<{ seconds: number; operations: number }> {
  const startMs = performance.now();
  const dissector = new CaptureDissector({ onOperation: () => {} });
  for await (const chunk of openCaptureFile(file).chunks) dissector.push(chunk);
  const { operationTotal } = dissector.end();
  return { seconds: (performance.now() - startMs) / 1000, operations: operationTotal };
}

function toolSeconds(command: string, options: readonly string[]): number {
  const startMs = performance.now();
  const ran = spawnSync(command, options, { stdio: 'ignore' });
  return ran.status === 0 ? (performance.now() - startMs) / 1000 : Number.NaN;
}

/**
 * Suricata, one thread, with its logs of OT protocols, and taking up connections whose start the
 * capture does not have, as we do; NaN where there is none.
 */
function suricataSeconds(file: string): number {
  if (suricataRoot === undefined || !existsSync(suricataRoot)) return Number.NaN;
  const inside = join(suricataRoot, 'tmp/bulkhead-bench');
  rmSync(inside, { recursive: true, force: true });
  mkdirSync(inside, { recursive: true });
  copyFileSync(file, join(inside, 'in.pcap'));
  const settings = readFileSync(join(suricataRoot, 'etc/suricata/suricata.yaml'), 'utf8');
  const logs = '      types:\n        - modbus\n        - dnp3\n';
  writeFileSync(join(inside, 'suricata.yaml'), settings.replace('      types:\n', logs));
  const on = ['app-layer.protocols.modbus', 'app-layer.protocols.dnp3', 'app-layer.protocols.enip']
    .map((name) => `${name}.enabled=yes`)
    .concat('stream.midstream=true')
    .flatMap((setting) => ['--set', setting]);
  // As Suricata sees it, from within its root.
  const folder = '/tmp/bulkhead-bench';
  const read = ['-c', `${folder}/suricata.yaml`, '-r', `${folder}/in.pcap`, '-l', folder];
  const options = [suricataRoot, 'suricata', '-k', 'none', '--runmode', 'single', ...read, ...on];
  const seconds = toolSeconds('chroot', options);
  rmSync(inside, { recursive: true, force: true });
  return seconds;
}

interface Rates {
  readonly name: string;
  readonly packets: number;
  readonly operations: number;
  readonly ours: number;
  /** The same of the first run, before everything is compiled. */
  readonly first: number;
  readonly tcpdump: number;
  readonly tshark: number;
  readonly suricata: number;
}

async function measure(
  name: string,
  file: string,
  packets: number,
  whole: boolean,
): Promise<Rates> {
  const fields = ['-T', 'fields', '-e', 'frame.number', '-e', '_ws.col.Info'];
  let best = Number.POSITIVE_INFINITY;
  let first = Number.NaN;
  let tcpdump = Number.POSITIVE_INFINITY;
  let operations = 0;
  for (let run = 0; run < RUNS; run++) {
    const ran = await ours(file);
    operations = ran.operations;
    best = Math.min(best, ran.seconds);
    if (run === 0) first = ran.seconds;
    tcpdump = Math.min(tcpdump, toolSeconds('tcpdump', ['-r', file, '-w', '/dev/null']));
  }
  const limit = whole ? packets : TSHARK_PACKETS;
  const tshark = toolSeconds('tshark', ['-n', '-r', file, '-c', String(limit), ...fields]);
  const suricata = whole ? suricataSeconds(file) : Number.NaN;
  return {
    name,
    packets,
    operations,
    ours: packets / best,
    first: packets / first,
    tcpdump: packets / tcpdump,
    tshark: Math.min(limit, packets) / tshark,
    suricata: packets / suricata,
  };
}

function report({ name, packets, operations, ...rates }: Rates): void {
  const number = (value: number): string =>
    (Number.isFinite(value) ? Math.round(value).toLocaleString('en') : '-').padStart(12);
  const ratio = (value: number): string =>
    (Number.isFinite(value)
      ? `${(rates.ours / value).toFixed(value > rates.ours ? 2 : 0)}x`
      : '-'
    ).padStart(8);
  print(
    name.padEnd(18) +
      number(packets) +
      number(operations) +
      number(rates.first) +
      number(rates.ours) +
      number(rates.tcpdump) +
      ratio(rates.tcpdump) +
      number(rates.tshark) +
      ratio(rates.tshark) +
      number(rates.suricata) +
      ratio(rates.suricata),
  );
}

async function main(): Promise<void> {
  if (!existsSync(corpus)) {
    print('No corpus: set BULKHEAD_CORPUS to a folder of captures. Nothing was measured.');
    return;
  }
  const wanted = process.argv.slice(2);
  const byProtocol = await capturesByProtocol();
  const plant = protocols.filter(({ depth }) => depth !== 'crossing').map(({ name }) => name);
  const all = [...new Set(plant.flatMap((name) => byProtocol.get(name) ?? []))];
  const sets: [string, readonly string[]][] = [
    ['mix', all],
    ...plant.map((name): [string, readonly string[]] => [name, byProtocol.get(name) ?? []]),
  ];
  print(
    `${'protocol'.padEnd(18)}     packets  operations   first run   packets/s     tcpdump   ratio` +
      '      tshark   ratio    suricata   ratio',
  );
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-bench-'));
  try {
    for (const [name, files] of sets) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      const source = files.length === 0 ? null : merged(files, folder);
      if (source === null) {
        if (files.length > 0) print(`${name.padEnd(18)} could not be merged`);
        continue;
      }
      const file = join(folder, 'repeated.pcap');
      const packets = repeat(source, file);
      report(await measure(name, file, packets, name === 'mix' || name === 'modbus'));
      rmSync(file);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
