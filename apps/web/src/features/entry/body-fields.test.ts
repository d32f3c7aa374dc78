import { expect, test } from 'vitest';
import { bodyFields } from './body-fields.ts';

const told = (body: object): readonly string[] =>
  bodyFields(body).map(({ name, text }) => `${name}: ${text}`);

// Body of an entry -> what a person reads.
test.each([
  [{ kind: 'signed-in', person: 'ada' }, ['person: ada']],
  [
    { kind: 'command-settled', succeeded: false, detail: '', out: {} },
    ['succeeded: false', 'detail: none', 'none'],
  ],
  [
    {
      kind: 'alert-raised',
      alert: { firstAt: 'noon', rule: { id: 'r' }, frames: [1, 2], objects: [] },
    },
    ['first at: noon', 'rule, id: r', 'frames: 1, 2', 'objects: none'],
  ],
  [
    { kind: 'x', one: { a: 1 }, other: { a: null }, list: [{ b: true }] },
    ['one, a: 1', 'other, a: none', 'list 1, b: true'],
  ],
])('%j', (body, want) => {
  expect(told(body).map((line) => line.replace(/^: /, ''))).toEqual(want);
});
