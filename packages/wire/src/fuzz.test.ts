import type { Operation } from '@bulkhead/model';
import { expect, test } from 'vitest';
import { CaptureDissector } from './dissector.ts';
import type { OperationView } from './operation-view.ts';
import { protocols } from './protocols.gen.ts';
import { readWhole } from './testing/fuzz-check.ts';
import { Corpus } from './testing/fuzz-corpus.ts';
import { FILE_HEADER, Frames } from './testing/fuzz-frames.ts';
import { Input } from './testing/fuzz-input.ts';
import { Fuzzer } from './testing/fuzz.ts';
import { Chance } from './testing/mutations.ts';

/** A short run with every test; `npm run fuzz` is the long one. */
const INPUTS = 6_000;
const INPUTS_READ = 512;
/** Inputs that follow each other on one flow. */
const FLOW_INPUTS = 64;
const SEED = 20_261_122;
/** So few may wait that requests are given up all the time, in the middle of others. */
const LIMITS = { flowsMax: 64, flowPendingMax: 2, pendingMax: 64 };
const NAMES = protocols.map(({ name }) => name);

test.each(NAMES)('%s stands changed messages', (name) => {
  const fuzzer = new Fuzzer(new Corpus(name), SEED);
  expect(fuzzer.run(INPUTS).inputs).toBe(INPUTS);
  fuzzer.close();
});

/** What is known of an operation when nobody asks its protocol. */
function noted(operation: Operation): string {
  const { exchange } = operation as OperationView;
  const { protocol, verb, outcome, requestFrame, responseFrame, anomalies, note } = exchange;
  const departures = exchange.anomalyCodes
    .slice(0, anomalies)
    .map((code, i) => `${code}@${exchange.anomalyOffsets[i]}`);
  return [protocol, verb, outcome, requestFrame, responseFrame, note, ...departures].join(' ');
}

test.each(NAMES)('reading what %s tells changes nothing of what follows', (name) => {
  const corpus = new Corpus(name);
  const chance = new Chance();
  const input = new Input(corpus, chance);
  const told: [string[], string[]] = [[], []];
  const dissectors = told.map(
    (lines, i) =>
      new CaptureDissector({
        onOperation: (operation) => {
          lines.push(noted(operation));
          if (i === 1) readWhole(operation);
        },
        onSighting: (sighting) => lines.push(JSON.stringify(sighting)),
        limits: LIMITS,
      }),
  );
  const frames = new Frames(corpus.bytes, (records) => {
    for (const dissector of dissectors) dissector.push(records);
  });
  for (const dissector of dissectors) dissector.push(FILE_HEADER);
  for (let number = 0; number < INPUTS_READ; number++) {
    chance.begin(SEED, number);
    input.make(corpus.inputs, true);
    const isFirst = number % FLOW_INPUTS === 0;
    input.send(frames, Math.floor(number / FLOW_INPUTS), !isFirst);
  }
  expect(told[1]).toEqual(told[0]);
});
