import type { Operation } from '@bulkhead/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { copyOperation } from './copy-operation.ts';
import { CaptureDissector } from './dissector.ts';
import { JsonBytes } from './json-bytes.ts';
import { captureOf, dissect, framesOf } from './testing/captures.ts';
import { MODBUS } from './testing/fixtures.ts';
import { goldenInput, goldenNames } from './testing/goldens.ts';
import { OperationWriter } from './write-operation.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** What a terminal may take for more than text, and what ends a line for somebody. */
// oxlint-disable-next-line no-control-regex -- they must not come out
const STEERING = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const SMALL = 1;
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ minLength: 30, maxLength: 80 }));
const value = fc.oneof(text, fc.boolean(), fc.integer(), fc.double());

/** A line as text, without the end of line that it must have. */
function lineOf(json: JsonBytes): string {
  const written = decoder.decode(json.written());
  expect(written.endsWith('\n')).toBe(true);
  const line = written.slice(0, -1);
  expect(STEERING.test(line)).toBe(false);
  return line;
}

test.each(goldenNames())('each operation of %s is written as its copy says', (name) => {
  const json = new JsonBytes(new Uint8Array(SMALL));
  const writer = new OperationWriter(json);
  const dissector = new CaptureDissector({
    onOperation: (operation) => {
      json.length = 0;
      writer.write(operation);
      const line = lineOf(json);
      const expected = JSON.stringify(copyOperation(operation));
      expect(JSON.parse(line)).toEqual(JSON.parse(expected));
      if (!STEERING.test(expected)) expect(line).toBe(expected);
    },
  });
  dissector.push(goldenInput(name).capture);
  dissector.end();
});

describe('whatever a device says', () => {
  const [like] = dissect(captureOf(framesOf(502, MODBUS))).operations;
  const named = fc.record({ code: fc.integer(), name: text });
  const item = fc.record(
    { object: text, count: fc.nat(), values: fc.array(value), refusal: named },
    { requiredKeys: ['object', 'count', 'values'] },
  );
  const frame = fc.option(fc.nat());
  const end = fc.record({ ip: text, port: fc.nat(65_535), mac: text });
  const operation: fc.Arbitrary<Operation> = fc
    .record(
      {
        client: end,
        server: end,
        service: named,
        unit: fc.option(fc.nat(255)),
        cause: text,
        object: text,
        address: fc.option(fc.integer()),
        values: fc.array(value),
        items: fc.array(item),
        refusal: fc.option(named),
        frames: fc.record({ request: frame, response: frame }),
        anomalies: fc.array(fc.record({ code: text, offset: fc.nat() })),
        techniques: fc.array(text),
      },
      { requiredKeys: ['frames'] },
    )
    .map((some) => ({ ...like!, ...some, outcome: some.refusal ? 'refused' : 'ok' }));

  test('it comes back as it was, also after others', () => {
    const json = new JsonBytes(new Uint8Array(SMALL));
    const writer = new OperationWriter(json);
    fc.assert(
      fc.property(operation, (one) => {
        for (const again of [
          one,
          { ...one, cause: 'other', client: { ...one.client, port: 1 } },
          one,
        ]) {
          json.length = 0;
          writer.write(again);
          expect(JSON.parse(lineOf(json))).toEqual(JSON.parse(JSON.stringify(again)));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('what JSON is made of', () => {
  test('every code unit by itself, and in pairs', () => {
    const json = new JsonBytes();
    for (let unit = 0; unit < 0x1_0000; unit++) {
      for (const told of [String.fromCharCode(unit), `${String.fromCharCode(unit)}\udc00`]) {
        json.length = 0;
        json.text(told);
        const written = decoder.decode(json.written());
        if (JSON.parse(written) !== told || STEERING.test(written)) expect(written).toBe(told);
      }
    }
  });

  test('every number', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.integer(), fc.maxSafeInteger()), (number) => {
        const json = new JsonBytes(new Uint8Array(SMALL));
        json.number(number);
        expect(decoder.decode(json.written())).toBe(JSON.stringify(number));
      }),
    );
  });
});
