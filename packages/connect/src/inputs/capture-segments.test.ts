import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CaptureSegments } from './capture-segments.ts';
import { type PacketRecords, PcapRecords } from './pcap-records.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-segments-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A pcap file of packets of 84 bytes, one a second. */
function capture(packets: number, big = false): Buffer {
  const file = Buffer.alloc(24 + packets * 100, 7);
  const write = (value: number, at: number): void =>
    void (big ? file.writeUInt32BE(value, at) : file.writeUInt32LE(value, at));
  write(0xa1b2c3d4, 0);
  for (let i = 0; i < packets; i++) {
    const at = 24 + i * 100;
    [1_767_225_600 + i, 500_000, 84, 84].forEach((value, field) => write(value, at + field * 4));
  }
  return file;
}

function recordsOf(bytes: Uint8Array): PacketRecords {
  return new PcapRecords().push(bytes)!;
}

function open(segmentBytesMax = 524, totalBytesMax = 1_600): CaptureSegments {
  return new CaptureSegments({ folder, segmentBytesMax, totalBytesMax, run: 'this run' });
}

test.each([false, true])('any pieces of a capture give the same packets, big-endian %s', (big) => {
  const file = capture(20, big);
  for (const size of [1, 7, 24, 25, 99, 1_000]) {
    const cut = new PcapRecords();
    const out: Uint8Array[] = [];
    let packets = 0;
    for (let at = 0; at < file.length; at += size) {
      const records = cut.push(file.subarray(at, at + size));
      if (records === null) continue;
      out.push(Uint8Array.from(records.bytes));
      packets += records.packets;
    }
    expect(packets).toBe(20);
    expect(Buffer.concat(out).equals(file.subarray(24))).toBe(true);
    expect(cut.restBytes).toBe(0);
  }
  expect(recordsOf(file)).toMatchObject({
    firstMs: 1_767_225_600_500,
    lastMs: 1_767_225_619_500,
  });
});

test('what is no capture, or a packet without measure, is damage', () => {
  const other = new PcapRecords();
  expect(other.push(Buffer.alloc(100, 1))).toBe(null);
  expect(other.damage).toMatch(/does not start/);
  const file = capture(3);
  file.writeUInt32LE(0xffffffff, 24 + 200 + 8);
  const cut = new PcapRecords();
  expect(cut.push(file)?.packets).toBe(2);
  expect(cut.damage).toMatch(/4294967295 bytes/);
});

test('segments are sealed with their digest, and the oldest go', () => {
  const segments = open();
  for (let i = 0; i < 20; i++) segments.write(recordsOf(capture(2)));
  segments.seal();
  expect(segments.removed).toBe(7);
  const { segments: told } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    segments: CaptureSegments['sealed'];
  };
  expect(told).toEqual(segments.sealed);
  expect(readdirSync(folder).toSorted()).toEqual([
    ...told.map(({ file }) => file),
    'manifest.json',
  ]);
  for (const { file, digest, bytes, packets } of told) {
    const read = readFileSync(join(folder, file));
    expect(read.length).toBe(bytes);
    expect(`sha256:${createHash('sha256').update(read).digest('hex')}`).toBe(digest);
    expect(recordsOf(read).packets).toBe(packets);
  }
  expect(told[0]).toMatchObject({
    file: '000000008.pcap',
    firstFrame: 29,
    firstAt: '2026-01-01T00:00:00.500Z',
    lastAt: '2026-01-01T00:00:01.500Z',
    run: 'this run',
  });
});

test('what a crash left open is cut at its last whole packet, and sealed', () => {
  open().write(recordsOf(capture(2)));
  const half = readFileSync(join(folder, '000000001.pcap.part'));
  writeFileSync(join(folder, '000000001.pcap.part'), half.subarray(0, half.length - 10));
  writeFileSync(join(folder, '000000003.pcap'), capture(1));
  writeFileSync(join(folder, '000000004.pcap.part'), 'x');
  writeFileSync(join(folder, 'manifest.json'), '{');
  writeFileSync(join(folder, 'notes.txt'), 'of somebody else');
  const again = open();
  expect(again.sealed).toMatchObject([
    { file: '000000001.pcap', packets: 1, bytes: 124, run: 'left open', firstFrame: 0 },
    { file: '000000003.pcap', packets: 1, bytes: 124 },
  ]);
  again.write(recordsOf(capture(1)));
  again.seal();
  expect(again.sealed.at(-1)!.file).toBe('000000005.pcap');
  expect(readdirSync(folder)).toContain('notes.txt');
});

test('another kind of link begins another segment', () => {
  const segments = open(10_000, 20_000);
  segments.write(recordsOf(capture(1)));
  segments.write(recordsOf(capture(1, true)));
  segments.seal();
  expect(segments.sealed).toHaveLength(2);
});
