import { fromUtf8, InvariantBroken, toHex, utf8 } from '@bulkhead/kernel';
import type { Entry } from '@bulkhead/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ENTRY_BYTES_MAX, NO_PREVIOUS, openEntry, sealEntry } from './mod.ts';

const draft: Entry = {
  sequence: 0,
  at: '2026-03-14T03:00:00.000Z',
  actor: { kind: 'system', part: 'triage' },
  cause: null,
  previous: NO_PREVIOUS,
  body: { kind: 'note-added', incidentId: 'incident-1', text: 'pH is 9.2 — rising' },
};
const text = fromUtf8(sealEntry(draft).bytes)!;

test('an entry has one text and one leaf digest', () => {
  expect(text).toBe(
    '{"actor":{"kind":"system","part":"triage"},"at":"2026-03-14T03:00:00.000Z",' +
      '"body":{"incidentId":"incident-1","kind":"note-added","text":"pH is 9.2 — rising"},' +
      `"cause":null,"previous":"${NO_PREVIOUS}","sequence":0}`,
  );
  expect(toHex(sealEntry(draft).leaf)).toBe(LEAF);
});

// printf '\0%s' "$text" | sha256sum
const LEAF = 'f3a8fe989edba6f455b034587d2f98a6bea5918d7396df55a8df77885da798d4';

test('what was sealed can be opened, whatever people write', () => {
  const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 500 });
  fc.assert(
    fc.property(words, fc.nat(), (note, sequence) => {
      const body = { kind: 'note-added', incidentId: 'incident-1', text: note } as const;
      const sealed = sealEntry({ ...draft, sequence, body });
      expect(openEntry(sealed.bytes)).toEqual({ value: sealed });
    }),
  );
});

describe('only the canonical text of an entry is opened', () => {
  test.each([
    ['a space', text.replace(':', ': '), 'canonical'],
    ['a member twice', text.replace('"sequence":0', '"sequence":0,"sequence":0'), 'canonical'],
    ['a member more', text.replace('"cause":null', '"bribe":1,"cause":null'), 'canonical'],
    ['another order', text.replace('"cause":null,', '').replace(':0}', ':0,"cause":null}'), 'can'],
    ['an escape for a letter', text.replace('pH', '\\u0070H'), 'canonical'],
    ['a newline at the end', `${text}\n`, 'canonical'],
    ['a number in another form', text.replace(':0}', ':0.0}'), 'canonical'],
    ['a lone surrogate', text.replace('pH', '\\ud800'), 'canonical'],
    ['an unknown kind', text.replace('note-added', 'note-lost'), 'body.kind'],
    ['no time', text.replace('2026-03-14T', '2026-03-14 '), 'at'],
    ['a negative sequence', text.replace(':0}', ':-1}'), 'sequence'],
    ['no JSON', text.slice(1), 'JSON'],
    ['nothing', '', 'JSON'],
    ['null', 'null', 'entry'],
    ['much too much', 'x'.repeat(ENTRY_BYTES_MAX + 1), 'longer'],
  ])('%s', (_, edited, problem) => {
    expect(openEntry(utf8(edited))).toEqual({ problem: expect.stringContaining(problem) });
  });

  test('any bytes give an answer', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(openEntry(bytes)).toHaveProperty('problem');
      }),
    );
  });
});

test('an entry that could not be read again is never sealed', () => {
  const tooLong = { ...draft.body, text: 'x'.repeat(2_001) } as Entry['body'];
  expect(() => sealEntry({ ...draft, body: tooLong })).toThrow(InvariantBroken);
  expect(() => sealEntry({ ...draft, previous: 'none' })).toThrow(/previous/);
});
