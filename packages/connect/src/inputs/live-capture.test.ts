import { execFileSync, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { InputFailed } from '../contract.ts';
import { liveCapture, type LiveCapture } from './live-capture.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-live-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A program in tcpdump's place, for what cannot be brought about with the real one. */
function program(script: string): string {
  const path = join(folder, 'tcpdump');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

async function failureOf(capture: LiveCapture): Promise<InputFailed> {
  try {
    for await (const _ of capture.chunks) continue;
  } catch (error) {
    return error as InputFailed;
  }
  throw new Error('the capture ended well');
}

describe('each failure has its code and says what to do', () => {
  test('tcpdump is missing', async () => {
    const failed = await failureOf(liveCapture({ interface: 'lo', program: '/no/such/tcpdump' }));
    expect(failed).toMatchObject({ name: 'InputFailed', code: 'tcpdump_missing' });
    expect(failed.message).toMatch(/Install tcpdump/);
  });

  test.each([
    ["lo: You don't have permission to perform this capture on that device", 'no_permission'],
    ['eth9: No such device exists', 'no_such_interface'],
    ['something else went wrong', 'capture_ended'],
  ])('%s', async (said, code) => {
    const path = program(`printf '%s\\n' "tcpdump: ${said}" >&2; exit 1`);
    expect(await failureOf(liveCapture({ interface: 'lo', program: path }))).toMatchObject({
      code,
    });
  });

  test.each(['', '-w/etc/passwd', 'a b', 'eth0;id', 'x'.repeat(65)])(
    '%j is no interface',
    (name) => {
      expect(() => liveCapture({ interface: name })).toThrow(/not the name of an interface/);
    },
  );
});

test('endless words are bounded, and a program that will not stop is killed', async () => {
  const path = program(
    `trap '' INT TERM; i=0; ` +
      `while [ $i -lt 2000 ]; do echo "noise noise noise noise" >&2; i=$((i+1)); done; ` +
      `echo x; while :; do :; done`,
  );
  const capture = liveCapture({ interface: 'lo', program: path });
  for await (const chunk of capture.chunks) {
    expect(Buffer.from(chunk).toString()).toBe('x\n');
    break;
  }
  expect(capture.said().length).toBeLessThanOrEqual(8_192);
  await capture.close();
});

// Compiling a filter opens the interface, so this tells whether tcpdump is there and may capture.
const permitted = spawnSync('tcpdump', ['-i', 'lo', '-d']).status === 0;

describe.runIf(permitted)('on the loopback interface, with the real tcpdump', () => {
  test('packets come as a capture file, and closing ends it well', async () => {
    const socket = createSocket('udp4');
    const capture = liveCapture({ interface: 'lo' });
    const chunks: Uint8Array[] = [];
    const marker = `bulkhead-${process.pid}`;
    const send = setInterval(() => socket.send(marker, 9, '127.0.0.1'), 20);
    let closed: Promise<void> | undefined;
    // Read on after closing: what tcpdump still held comes too, so the last packet is whole.
    for await (const chunk of capture.chunks) {
      chunks.push(chunk);
      if (closed === undefined && Buffer.concat(chunks).includes(marker)) closed = capture.close();
    }
    await closed;
    clearInterval(send);
    socket.close();
    const file = join(folder, 'x.pcap');
    writeFileSync(file, Buffer.concat(chunks));
    const shown = execFileSync('tcpdump', ['-r', file, '-A', '-n', 'udp port 9'], {
      stdio: 'pipe',
    });
    expect(shown.toString()).toContain(marker);
    expect(capture.said()).toMatch(/packets dropped by kernel/);
  });

  test('no such interface', async () => {
    const failed = await failureOf(liveCapture({ interface: 'nosuch0' }));
    expect(failed.code).toBe('no_such_interface');
  });
});
