import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Operation } from '@bulkhead/model';
import { expect, test } from 'vitest';
import { copyOperation } from '../copy-operation.ts';
import { CaptureDissector } from '../dissector.ts';
import { FRAMING } from '../protocol.ts';
import { modbus } from '../protocols/modbus.ts';
import { Corpus } from './fuzz-corpus.ts';
import { FILE_HEADER, Frames } from './fuzz-frames.ts';
import { Input } from './fuzz-input.ts';
import { sealOf } from './fuzz-seals.ts';
import { addToTable, readTable } from './fuzz-table.ts';
import { Chance, LENGTH_FIELDS_MAX, Mutator, noteLengthFields } from './mutations.ts';

/** Each message of a corpus as it is kept. */
function messagesOf(corpus: Corpus): Uint8Array[] {
  return Array.from({ length: corpus.messages }, (_, i) =>
    corpus.bytes.slice(corpus.starts[i], corpus.ends[i]),
  );
}

test('goldens that the fuzzer sends unchanged are read with their answers', () => {
  const corpus = new Corpus('modbus');
  const input = new Input(corpus, new Chance());
  const operations: Operation[] = [];
  const dissector = new CaptureDissector({
    onOperation: (operation) => operations.push(copyOperation(operation)),
  });
  dissector.push(FILE_HEADER);
  const frames = new Frames(corpus.bytes, (records) => dissector.push(records));
  for (let i = 0; i < corpus.inputs; i++) {
    input.take(i);
    input.send(frames, i);
  }
  expect(dissector.end().damage).toBeNull();
  const read = operations.filter(
    ({ verb, values, frames: { response } }) =>
      verb === 'read' && values.length > 0 && response !== null,
  );
  expect(read.length).toBeGreaterThan(3);
});

test('an input of the same number is the same, one of another is not', () => {
  const corpus = new Corpus('s7comm');
  const chance = new Chance();
  const input = new Input(corpus, chance);
  const sent = (number: number): string => {
    let text = '';
    chance.begin(7, number);
    input.make(corpus.inputs);
    input.send(
      new Frames(corpus.bytes, (records) => {
        text += Buffer.from(records).toString('hex');
      }),
      0,
    );
    return text;
  };
  const first = sent(1);
  expect(sent(2)).not.toBe(first);
  expect(sent(1)).toBe(first);
});

test('the length that frames a message mostly follows what was put in or taken out', () => {
  const message = Uint8Array.from(Buffer.from('00010000000b011000010002040064000a', 'hex'));
  const fields = new Int32Array(LENGTH_FIELDS_MAX);
  const bytes = new Uint8Array(8_192);
  const chance = new Chance();
  const mutator = new Mutator(bytes, chance);
  const framing = (from: Uint8Array, at: number, end: number): number =>
    modbus.frame(from, at, end, 0);
  noteLengthFields(message, 0, message.length, framing, fields, 0);
  let moved = 0;
  let right = 0;
  for (let i = 0; i < 4_000; i++) {
    bytes.set(message);
    chance.begin(3, i);
    const end = mutator.change(0, message.length, 4_096, 0, message.length, fields, 0);
    const told = framing(bytes, 0, end);
    if (end === message.length || end < 8 || told === FRAMING.outOfStep) continue;
    moved++;
    if (told === end) right++;
  }
  expect(moved).toBeGreaterThan(500);
  expect(right / moved).toBeGreaterThan(0.5);
  expect(right / moved).toBeLessThan(1);
});

test.each(['dnp3', 'synchrophasor'])('checks of %s are made as the standard has them', (name) => {
  const seal = sealOf(name)!;
  const messages = messagesOf(new Corpus(name));
  const kept = messages.filter((message) => {
    const sealed = message.slice();
    seal(sealed, 0, sealed.length);
    return Buffer.compare(sealed, message) === 0;
  });
  // The goldens have a few messages with a wrong check, or only a part of one.
  expect(kept.length / messages.length).toBeGreaterThan(0.6);
});

test('a table sums up runs and leaves nothing else behind', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const path = join(folder, 'fuzz.json');
  addToTable(path, 'modbus', { inputs: 10, operations: 5, read: 2 });
  addToTable(path, 'ads', { inputs: 1, operations: 1, read: 1 });
  addToTable(path, 'modbus', { inputs: 10, operations: 4, read: 1 });
  expect(readTable(path)).toEqual({
    ads: { inputs: 1, operations: 1, read: 1 },
    modbus: { inputs: 20, operations: 9, read: 3 },
  });
  expect(readdirSync(folder)).toEqual(['fuzz.json']);
  rmSync(folder, { recursive: true });
});
