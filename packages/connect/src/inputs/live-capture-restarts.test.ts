import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countsIn } from './live-capture-counts.ts';
import { restartingCapture } from './live-capture-restarts.ts';
import { liveCapture } from './live-capture.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-restarts-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A program in tcpdump's place. */
function program(script: string): string {
  const path = join(folder, 'tcpdump');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Header, one packet of four bytes, and the start of another. */
const CAPTURE = Buffer.from(
  'd4c3b2a1020004000000000000000000000004000100000000b055690000000004000000040000000102030400b0',
  'hex',
);

test('a capture that ends is begun again, counts are added up, closing ends it', async () => {
  writeFileSync(join(folder, 'capture'), CAPTURE);
  const path = program(
    `cat ${folder}/capture; printf "5 packets captured\\n2 packets dropped by kernel\\n" >&2`,
  );
  const restarted: string[] = [];
  const capture = restartingCapture({
    open: () => liveCapture({ interface: 'lo', program: path }),
    onRestart: (reason) => restarted.push(reason),
    waitMsMin: 1,
  });
  let packets = 0;
  for await (const records of capture.records) {
    expect(records.bytes).toHaveLength(20);
    packets += records.packets;
    if (packets === 3) await capture.close();
  }
  expect(packets).toBe(3);
  expect(capture.restarts).toBe(2);
  expect(restarted[0]).toMatch(/tcpdump ended/);
  // The last one was ended while it still had to tell.
  expect(capture.counts().captured).toBeGreaterThanOrEqual(10);
  expect(capture.counts().droppedByKernel).toBeGreaterThanOrEqual(4);
});

test.each([
  ["tcpdump: can't parse filter expression: syntax error", 'bad_filter'],
  ["tcpdump: Couldn't find user 'x'", 'no_such_user'],
  ['tcpdump: eth9: No such device exists', 'no_such_interface'],
])('%s ends it', async (said, code) => {
  const path = program(`printf '%s\\n' "${said}" >&2; exit 1`);
  const capture = restartingCapture({
    open: () => liveCapture({ interface: 'lo', program: path, filter: 'x' }),
    onRestart: () => {
      throw new Error('it was begun again');
    },
  });
  const failed = (async () => {
    for await (const _ of capture.records) continue;
  })();
  await expect(failed).rejects.toMatchObject({ code });
});

test('filters and users that are none are refused before anything is started', () => {
  const started = (options: object): void => {
    liveCapture({ interface: 'lo', program: '/no/such', ...options });
  };
  expect(() => started({ filter: 'tcp\nport 1' })).toThrow(/filter/);
  expect(() => started({ filter: 'x'.repeat(5_000) })).toThrow(/filter/);
  expect(() => started({ user: '-x' })).toThrow(/user/);
});

test('what tcpdump and dumpcap count', () => {
  expect(countsIn('listening on lo')).toBe(null);
  expect(
    countsIn(
      'tcpdump: 1 packet captured, 2 packets received by filter, 0 packets dropped by kernel\n' +
        '9 packets captured\n12 packets received by filter\n3 packets dropped by kernel\n' +
        '1 packet dropped by interface\n',
    ),
  ).toEqual({ captured: 9, droppedByKernel: 3, droppedByInterface: 1 });
  expect(
    countsIn("Packets received/dropped on interface 'lo': 10/4 (pcap:4/dumpcap:0) (71.4%)"),
  ).toEqual({ captured: 10, droppedByKernel: 4, droppedByInterface: 0 });
});
