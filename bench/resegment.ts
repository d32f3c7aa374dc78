/**
 * Cuts the TCP segments of every capture of the folder that `BULKHEAD_CORPUS` names into pieces of
 * one, two, three and seven bytes, and compares what the operations say. Exit code 1 where a cut
 * changes them. Streams that lose their step are left out and counted: there, each segment is
 * another chance to find it again. So are cuts into more pieces than may be held back for a hole.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Operation } from '@bulkhead/model';
import { CaptureDissector } from '@bulkhead/wire';

const PIECES_BYTES = [1, 2, 3, 7];
const ETHERNET = 1;
const RECORD_BYTES = 16;
const FILE_HEADER_BYTES = 24;
const root = process.env['BULKHEAD_CORPUS'] ?? '';
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Takes an operation as text, without when and in which frames it was seen. */
function said({ frames: _frames, time: _time, ...rest }: Operation): string {
  return JSON.stringify(rest);
}

interface Read {
  readonly operations: readonly string[];
  readonly isInStep: boolean;
  readonly gaps: number;
}

function read(feed: (dissector: CaptureDissector) => void): Read {
  const operations: string[] = [];
  const dissector = new CaptureDissector({
    onOperation: (operation) => operations.push(said(JSON.parse(JSON.stringify(operation)))),
  });
  feed(dissector);
  const { skipped } = dissector.end();
  const isInStep = skipped['out_of_step'] === undefined && skipped['tcp_gap'] === undefined;
  // The segments held back for a hole are limited in number: `EARLY_SEGMENTS_MAX`.
  return { operations: operations.toSorted(), isInStep, gaps: skipped['tcp_gap'] ?? 0 };
}

/** Where the payload of a TCP segment over IPv4 starts and ends in a frame; null for others. */
function payloadOf(frame: Uint8Array): { ip: number; tcp: number; at: number; end: number } | null {
  const word = (at: number): number => (frame[at]! << 8) | frame[at + 1]!;
  let ip = 14;
  while (word(ip - 2) === 0x8100 || word(ip - 2) === 0x88a8) ip += 4;
  if (word(ip - 2) !== 0x0800 || frame[ip + 9] !== 6 || (word(ip + 6) & 0x3fff) !== 0) return null;
  const tcp = ip + (frame[ip]! & 15) * 4;
  const end = ip + word(ip + 2);
  const at = tcp + (frame[tcp + 12]! >> 4) * 4;
  return end <= frame.length && at < end ? { ip, tcp, at, end } : null;
}

/** Hands a capture on with each TCP segment in pieces of so many bytes. */
function feedInPieces(file: Uint8Array, bytesMax: number, dissector: CaptureDissector): void {
  dissector.push(file.subarray(0, FILE_HEADER_BYTES));
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = FILE_HEADER_BYTES; at + RECORD_BYTES <= file.length;) {
    const length = view.getUint32(at + 8, true);
    const whole = file.subarray(at, at + RECORD_BYTES + length);
    const frame = whole.subarray(RECORD_BYTES);
    const payload = payloadOf(frame);
    at += whole.length;
    if (payload === null) {
      dissector.push(whole);
      continue;
    }
    for (let from = payload.at; from < payload.end; from += bytesMax) {
      dissector.push(piece(whole, frame, payload, from, Math.min(payload.end, from + bytesMax)));
    }
  }
}

function piece(
  record: Uint8Array,
  frame: Uint8Array,
  { ip, tcp, at, end }: { ip: number; tcp: number; at: number; end: number },
  from: number,
  to: number,
): Uint8Array {
  const headers = RECORD_BYTES + at;
  const out = new Uint8Array(headers + to - from);
  out.set(record.subarray(0, headers));
  out.set(frame.subarray(from, to), headers);
  const view = new DataView(out.buffer);
  view.setUint32(8, out.length - RECORD_BYTES, true);
  view.setUint32(12, out.length - RECORD_BYTES, true);
  view.setUint16(RECORD_BYTES + ip + 2, at - ip + to - from);
  const sequence = view.getUint32(RECORD_BYTES + tcp + 4);
  view.setUint32(RECORD_BYTES + tcp + 4, (sequence + from - at) >>> 0);
  // Only the last piece ends the stream.
  if (to < end) out[RECORD_BYTES + tcp + 13]! &= ~1;
  return out;
}

/** The capture as a pcap file, low byte first; null where it is not Ethernet. */
function asPcap(file: string, folder: string): Uint8Array | null {
  const out = join(folder, 'one.pcap');
  const ran = spawnSync('editcap', ['-F', 'pcap', file, out], { stdio: 'ignore' });
  if (ran.status !== 0) return null;
  const bytes = Uint8Array.from(readFileSync(out));
  rmSync(out);
  return new DataView(bytes.buffer).getUint32(20, true) === ETHERNET ? bytes : null;
}

function main(): void {
  if (!existsSync(root)) {
    print('No corpus: set BULKHEAD_CORPUS to a folder of captures. Nothing was compared.');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-pieces-'));
  const totals = {
    files: 0,
    compared: 0,
    outOfStep: 0,
    notEthernet: 0,
    operations: 0,
    limits: 0,
    differ: 0,
  };
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(pcap|pcapng|cap)$/i.test(file))
    .map((file) => join(root, file));
  for (const file of files.toSorted()) {
    totals.files++;
    const bytes = asPcap(file, folder);
    if (bytes === null) {
      totals.notEthernet++;
      continue;
    }
    const whole = read((dissector) => dissector.push(bytes));
    if (!whole.isInStep) {
      totals.outOfStep++;
      continue;
    }
    totals.compared++;
    totals.operations += whole.operations.length;
    for (const bytesMax of PIECES_BYTES) {
      const pieces = read((dissector) => feedInPieces(bytes, bytesMax, dissector));
      const at = pieces.operations.findIndex((one, i) => one !== whole.operations[i]);
      if (at < 0 && pieces.operations.length === whole.operations.length) continue;
      if (pieces.gaps > whole.gaps) {
        totals.limits++;
        continue;
      }
      totals.differ++;
      const counts = `${pieces.operations.length} operations, not ${whole.operations.length}`;
      print(`${relative(root, file)}: in pieces of ${bytesMax}: ${counts}`);
      print(`    whole:  ${whole.operations[Math.max(0, at)]?.slice(0, 400)}`);
      print(`    pieces: ${pieces.operations[Math.max(0, at)]?.slice(0, 400)}`);
    }
  }
  rmSync(folder, { recursive: true, force: true });
  print(JSON.stringify(totals));
  if (totals.differ > 0) process.exitCode = 1;
}

main();
