import { expect, test } from 'vitest';
import { Recency, type Used } from './recency.ts';

function things(recency: Recency<string>): string {
  let text = '';
  for (let used = recency.oldest; used !== null; used = used.newer) text += used.thing;
  return `${text} ${recency.size}`;
}

test('what was used last is last, whatever is removed', () => {
  const recency = new Recency<string>();
  const [a, b, c] = ['a', 'b', 'c'].map((thing) => recency.add(thing)) as [
    Used<string>,
    ...Used<string>[],
  ];
  expect(things(recency)).toBe('abc 3');
  recency.use(a);
  expect(things(recency)).toBe('bca 3');
  recency.use(a);
  recency.use(c!);
  expect(things(recency)).toBe('bac 3');
  recency.remove(a);
  expect(things(recency)).toBe('bc 2');
  recency.remove(b!);
  recency.remove(c!);
  expect(things(recency)).toBe(' 0');
  recency.add('d');
  expect(things(recency)).toBe('d 1');
});
