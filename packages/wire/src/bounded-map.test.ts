import { expect, test } from 'vitest';
import { BoundedMap } from './bounded-map.ts';

test('what was set longest ago goes where there is no room, and is counted', () => {
  const count = { shed: 0 };
  const map = new BoundedMap<string, number>(2, count);
  const after = (key: string, value: number): string => {
    map.set(key, value);
    return `${[...map].flat().join(' ')}, ${count.shed} shed`;
  };
  expect(after('a', 1)).toBe('a 1, 0 shed');
  expect(after('b', 2)).toBe('a 1 b 2, 0 shed');
  expect(after('a', 3)).toBe('b 2 a 3, 0 shed');
  expect(after('c', 4)).toBe('a 3 c 4, 1 shed');
  map.delete('a');
  expect(after('d', 5)).toBe('c 4 d 5, 1 shed');
  expect(after('e', 6)).toBe('d 5 e 6, 2 shed');
});

test('a hundred thousand entries leave as many as there is room for', () => {
  const count = { shed: 0 };
  const map = new BoundedMap<number, number>(16, count);
  for (let i = 0; i < 100_000; i++) map.set(i, i);
  expect([map.size, count.shed, map.has(99_984), map.has(99_983)]).toEqual([
    16,
    99_984,
    true,
    false,
  ]);
});
