import { concat } from '@bulkhead/kernel';
import { Refused } from '@bulkhead/model';
import { FakeClock } from '@bulkhead/testkit';
import { PcapWriter } from '@bulkhead/wire';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replay, type ReplayOptions } from './replay.ts';

const START_MS = Date.parse('2026-03-14T03:00:00.000Z');

/** A capture whose packets come at these milliseconds after the start, each holding its number. */
function captureOf(offsetsMs: readonly number[]): Uint8Array<ArrayBuffer> {
  const writer = new PcapWriter();
  offsetsMs.forEach((offset, i) => {
    writer.packet(BigInt(START_MS + offset) * 1_000_000n, Uint8Array.of(i, i, i));
  });
  return writer.take();
}

/** Plays to the end on a clock that jumps as far as it is asked to wait: [milliseconds, bytes]. */
async function play(
  capture: Uint8Array,
  options: Partial<ReplayOptions> = {},
): Promise<[number, Uint8Array][]> {
  const clock = new FakeClock('2030-01-01T00:00:00.000Z');
  const startedMs = clock.nowMs();
  const wait = (durationMs: number): Promise<void> => {
    clock.advanceMs(durationMs);
    return Promise.resolve();
  };
  const signal = new AbortController().signal;
  const out: [number, Uint8Array][] = [];
  for await (const chunk of replay(capture, { speed: 1, clock, wait, signal, ...options })) {
    out.push([clock.nowMs() - startedMs, chunk]);
  }
  return out;
}

function stampsMs(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer);
  const out: number[] = [];
  for (let at = 24; at + 16 <= bytes.length; at += 16 + view.getUint32(at + 8, true)) {
    out.push(view.getUint32(at, true) * 1_000 + view.getUint32(at + 4, true) / 1_000);
  }
  return out;
}

describe('a replay', () => {
  // Times of the packets -> speed, offset -> when chunks come.
  test.each([
    [[0, 1_000, 3_000], 1, 0, [0, 0, 1_000, 3_000]],
    [[0, 1_000, 3_000], 2, 0, [0, 0, 500, 1_500]],
    [[0, 0, 500, 500], 1, 0, [0, 0, 500]],
    [[0, 1_000, 3_000], 1, 2_000, [0, 0, 1_000]],
    [[0, 1_000], 1, 60_000, [0, 0]],
    [[], 1, 0, [0]],
  ])('of packets at %j ms, at speed %d from %d ms, comes at %j', async (at, speed, from, want) => {
    const out = await play(captureOf(at), { speed, startOffsetMs: from });
    expect(out.map(([ms]) => ms)).toEqual(want);
  });

  test('gives every byte, in order, however it is cut', async () => {
    const offsets = fc.array(fc.nat(50_000), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        offsets,
        fc.nat(30),
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        async (at, cut, speed) => {
          const whole = captureOf(at.toSorted((a, b) => a - b));
          const capture = whole.subarray(0, Math.max(24, whole.length - cut));
          const out = await play(capture, { speed });
          expect(concat(...out.map(([, bytes]) => bytes))).toEqual(Uint8Array.from(capture));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('stamps the packets with the time at which they come', async () => {
    const rebaseToMs = Date.parse('2030-01-01T00:00:00.000Z');
    const out = await play(captureOf([0, 1_000, 4_000]), {
      speed: 2,
      startOffsetMs: 1_000,
      rebaseToMs,
    });
    const stamps = stampsMs(concat(...out.map(([, bytes]) => bytes)));
    expect(stamps.map((ms) => ms - rebaseToMs)).toEqual([-500, 0, 1_500]);
  });

  test('ends when it is aborted', async () => {
    const abort = new AbortController();
    const clock = new FakeClock();
    const wait = (durationMs: number): Promise<void> => {
      clock.advanceMs(durationMs);
      if (clock.nowMs() > START_MS + 1_500) abort.abort();
      return Promise.resolve();
    };
    const out: Uint8Array[] = [];
    const options = { speed: 1, clock, wait, signal: abort.signal };
    for await (const chunk of replay(captureOf([0, 1_000, 2_000, 3_000]), options)) out.push(chunk);
    expect(stampsMs(concat(...out))).toHaveLength(2);
  });

  test.each([
    ['an empty file', new Uint8Array()],
    ['text', new TextEncoder().encode('this is not a capture, it is a sentence')],
  ])('refuses %s', async (_, bytes) => {
    await expect(play(bytes)).rejects.toThrow(Refused);
  });

  test('refuses a speed of 0', async () => {
    await expect(play(captureOf([0]), { speed: 0 })).rejects.toThrow(Refused);
  });
});
