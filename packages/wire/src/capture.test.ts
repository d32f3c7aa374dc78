import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packetsAt } from './packets-at.ts';
import { captureOf, dissect, framesOf } from './testing/captures.ts';
import { MODBUS, S7COMM } from './testing/fixtures.ts';
import { pcapngOf } from './testing/pcapng.ts';

const FRAMES = framesOf(502, MODBUS);
const CAPTURE = captureOf(FRAMES);

describe('formats', () => {
  test('pcap of either byte order and precision, and pcapng, say the same', () => {
    const expected = dissect(CAPTURE).operations;
    expect(dissect(captureOf(FRAMES, { bigEndian: true })).operations).toEqual(expected);
    for (const options of [
      { little: true, resolution: 6 },
      { little: false, resolution: 6 },
    ]) {
      expect(dissect(pcapngOf(FRAMES, options)).operations).toEqual(expected);
    }
    const nanoseconds = dissect(captureOf(FRAMES, { precision: 'nanoseconds' })).operations;
    expect(nanoseconds[0]?.time).toBe('2026-01-01T00:00:00.010000000Z');
    expect(dissect(pcapngOf(FRAMES, { little: true, resolution: 9 })).operations).toEqual(
      nanoseconds,
    );
    // A power of two: 2^-30 s is a little less than a nanosecond, so the last digits may differ.
    const binary = dissect(pcapngOf(FRAMES, { little: true, resolution: 0x80 + 30 })).operations;
    expect(binary[0]?.time.slice(0, 26)).toMatch(/^2026-01-01T00:00:00\.0(10000|09999)/);
  });

  test('a snap length that cuts answers still pairs them, and says so', () => {
    const cut = dissect(captureOf(FRAMES, { snapLength: 66 }));
    expect(cut.operations[0]).toMatchObject({
      outcome: 'ok',
      frames: { request: 4, response: 5 },
      values: [100],
      anomalies: [{ code: 'cut_by_snaplen', offset: 12 }],
    });
    expect(cut.summary.skipped['cut_by_snaplen']).toBeGreaterThan(0);
  });
});

describe('damage is stated once, with its place', () => {
  const table: readonly [string, Uint8Array, string, number][] = [
    ['no bytes', new Uint8Array(), 'empty', 0],
    ['one byte', Uint8Array.of(0xd4), 'not_a_capture', 0],
    ['text', new TextEncoder().encode('hello, world'), 'not_a_capture', 0],
    ['a header cut', CAPTURE.subarray(0, 20), 'cut_short', 0],
    ['a packet cut', CAPTURE.subarray(0, CAPTURE.length - 5), 'cut_short', CAPTURE.length - 76],
    ['an implausible length', implausible(), 'implausible_length', 24],
  ];
  for (const [name, bytes, code, offset] of table) {
    test(name, () => expect(dissect(bytes).summary.damage).toMatchObject({ code, offset }));
  }

  function implausible(): Uint8Array {
    const bytes = CAPTURE.slice();
    bytes.fill(0xff, 32, 36);
    return bytes;
  }
});

test('packets are found by frame number', async () => {
  const found = [];
  for await (const packet of packetsAt([CAPTURE], new Set([4, 1]))) found.push(packet);
  expect(found.map(({ frame, summary }) => `${frame} ${summary}`)).toEqual([
    '1 10.20.20.10 port 49152 -> 10.20.11.10 port 502, TCP SYN, 0 bytes of data',
    '4 10.20.20.10 port 49152 -> 10.20.11.10 port 502, TCP PSH ACK, 12 bytes of data',
  ]);
});

const tshark = spawnSync('tshark', ['--version']).error === undefined;

describe.skipIf(!tshark)('agrees with tshark (needs tshark: apt install tshark)', () => {
  test('on function codes, frame by frame, with no complaint about the capture', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bulkhead-wire-'));
    try {
      for (const [port, messages, field] of [
        [502, MODBUS, 'modbus.func_code'],
        [102, S7COMM, 's7comm.param.func'],
      ] as const) {
        const file = join(folder, `${port}.pcap`);
        const capture = captureOf(framesOf(port, messages));
        writeFileSync(file, capture);
        const options = ['-n', '-r', file, '-o', 'tcp.check_checksum:TRUE', '-T', 'fields'];
        const fields = ['frame.number', field, '_ws.malformed', '_ws.expert'];
        const ran = spawnSync('tshark', [...options, ...fields.flatMap((one) => ['-e', one])], {
          encoding: 'utf8',
        });
        const theirs = ran.stdout
          .split('\n')
          .map((row) => row.split('\t'))
          .filter((row) => (row[1] ?? '') !== '')
          .map((row) => `${row[0]}:${row[1]!.split(',').map(Number).join(',')}`);
        expect(theirs.length).toBeGreaterThan(4);
        const ours = new Map<number, number[]>();
        for (const { frames, service } of dissect(capture).operations) {
          if (service.code === 0xe0 || service.code > 0xff) continue;
          for (const frame of [frames.request, frames.response]) {
            if (frame === null) continue;
            ours.set(frame, [...(ours.get(frame) ?? []), service.code]);
          }
        }
        const lines = [...ours].map(([frame, codes]) => `${frame}:${codes.join(',')}`);
        expect(theirs.filter((row) => !lines.includes(row))).toEqual([]);
        expect(ran.stdout).not.toMatch(/Malformed/);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
