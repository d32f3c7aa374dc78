import type { Operation } from '@bulkhead/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { captureOf, dissect, framesOf } from './testing/captures.ts';
import { MODBUS, S7COMM } from './testing/fixtures.ts';
import { readGoldenInput } from './testing/golden-input.ts';
import { carrierOf, goldenInput, goldenNames, goldenScript } from './testing/goldens.ts';

const CAPTURES = [captureOf(framesOf(502, MODBUS)), captureOf(framesOf(102, S7COMM))] as const;
const GOLDENS = goldenNames();
/** Every prefix of every golden would take minutes; larger ones are cut at some of their bytes. */
const PREFIXES_MAX = 400;

/** What an operation says, beside when and in which frames it was seen. */
function said(operations: readonly Operation[]): string[] {
  return operations
    .map(({ frames: _frames, time: _time, ...rest }) => JSON.stringify(rest))
    .toSorted();
}

describe('dissection is total', () => {
  test('on every prefix of every fixture', () => {
    for (const capture of CAPTURES) {
      for (let end = 0; end <= capture.length; end++) {
        const { summary } = dissect(capture.subarray(0, end));
        expect(summary.bytes).toBe(end);
      }
    }
  });

  test('on every bit flip of every fixture', () => {
    for (const capture of CAPTURES) {
      for (let bit = 0; bit < capture.length * 8; bit++) {
        const flipped = capture.slice();
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        dissect(flipped);
      }
    }
  });

  test.each(GOLDENS)('on prefixes and chance bit flips of %s', (name) => {
    const { capture } = goldenInput(name);
    const step = Math.ceil(capture.length / PREFIXES_MAX);
    for (let end = 0; end <= capture.length; end += step) {
      expect(dissect(capture.subarray(0, end)).summary.bytes).toBe(end);
    }
    const flips = fc.array(fc.nat(), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(flips, (bits) => {
        const flipped = capture.slice();
        for (const bit of bits) flipped[(bit >> 3) % flipped.length]! ^= 1 << (bit & 7);
        expect(dissect(flipped).summary.bytes).toBe(flipped.length);
      }),
      { numRuns: 60 },
    );
  });

  test('on any bytes, also as the payload of either port', () => {
    const bytes = fc.uint8Array({ maxLength: 400 });
    fc.assert(
      fc.property(bytes, fc.array(bytes, { maxLength: 4 }), (whole, payloads) => {
        dissect(whole);
        const hex = payloads.map((payload) => Buffer.from(payload).toString('hex'));
        for (const port of [502, 102]) {
          dissect(
            captureOf(
              framesOf(
                port,
                hex.map((text) => ['client', text] as const),
              ),
            ),
          );
        }
      }),
      { numRuns: 100 },
    );
  });
});

test.each(GOLDENS)('reading %s leaves its bytes as they were', (name) => {
  // As Node reads files: bytes whose `slice` shares memory.
  const capture = Buffer.from(goldenInput(name).capture);
  const before = Uint8Array.from(capture);
  JSON.stringify(dissect(capture));
  expect(Uint8Array.from(capture)).toEqual(before);
});

describe('what is said does not depend on how it arrives', () => {
  test('in which pieces the file is pushed', () => {
    for (const capture of CAPTURES) {
      const whole = dissect(capture);
      fc.assert(
        fc.property(fc.array(fc.nat(capture.length), { maxLength: 12 }), (cuts) => {
          const borders = [0, ...cuts.toSorted((a, b) => a - b), capture.length];
          const pieces = borders.slice(1).map((end, i) => capture.subarray(borders[i], end));
          expect(dissect(...pieces)).toEqual(whole);
        }),
        { numRuns: 30 },
      );
      expect(dissect(...Array.from(capture, (byte) => Uint8Array.of(byte)))).toEqual(whole);
    }
  });

  test('how TCP cuts, reorders and repeats the segments of one end', () => {
    for (const [port, messages] of [
      [502, MODBUS],
      [102, S7COMM],
    ] as const) {
      const expected = said(dissect(captureOf(framesOf(port, messages))).operations);
      for (let bytes = 1; bytes <= 24; bytes++) {
        const frames = framesOf(port, messages, bytes);
        expect(said(dissect(captureOf(frames)).operations)).toEqual(expected);
        const twice = frames.flatMap((frame) => [frame, frame]);
        expect(said(dissect(captureOf(twice)).operations)).toEqual(expected);
        expect(said(dissect(captureOf(swapRuns(frames))).operations)).toEqual(expected);
      }
    }
  });

  test.each(GOLDENS.filter(isConversation))('how TCP cuts the messages of %s', (name) => {
    const script = goldenScript(name);
    const carrier = carrierOf(name.split('/')[0]!);
    const { operations, summary } = dissect(readGoldenInput(script, carrier).capture);
    // Where a stream loses its step, the next segment is the next chance to find it.
    if ('out_of_step' in summary.skipped) return;
    const whole = said(operations);
    for (const bytes of [1, 2, 3, 5, 7, 11, 16, 31]) {
      const { capture } = readGoldenInput(`segment ${bytes}\n${script}`, carrier);
      expect(said(dissect(capture).operations)).toEqual(whole);
    }
  });
});

/** Whether a golden is only messages over TCP, so that it may be cut anywhere. */
function isConversation(name: string): boolean {
  const words = goldenScript(name).match(/^\S+/gm) ?? [];
  const { over } = carrierOf(name.split('/')[0]!);
  const plain = words.every((word) => ['client', 'server', 'wait', 'close'].includes(word));
  return plain && (over === 'tcp' || over === 'cotp') && words.length > 0;
}

/** Turns round the order of neighbouring segments that one end sent at one time. */
function swapRuns(
  frames: readonly { atNs: bigint; frame: Uint8Array }[],
): { atNs: bigint; frame: Uint8Array }[] {
  const out = [...frames];
  for (let i = 3; i + 1 < out.length; i += 2) {
    if (out[i]!.atNs === out[i + 1]!.atNs) [out[i], out[i + 1]] = [out[i + 1]!, out[i]!];
  }
  return out;
}
