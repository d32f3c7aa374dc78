import { strict as assert } from 'node:assert';
import type { Journal, SealedEntry } from '@bulkhead/engine';
import { toHex } from '@bulkhead/kernel';
import { NO_PREVIOUS, sealEntry } from '@bulkhead/ledger';

/** One promise of the `Journal` contract, tried on a driver that begins empty. */
export interface JournalPromise {
  readonly promise: string;
  /** `open` opens the same journal again after `close`. Throws where the promise is broken. */
  readonly hold: (open: () => Journal) => Promise<void>;
}

/** `count` notes that follow `before`, each chained to the one before it. */
export function chainedNotes(
  count: number,
  before?: SealedEntry,
  text = 'note',
): readonly SealedEntry[] {
  const chain: SealedEntry[] = [];
  let last = before;
  for (let i = 0; i < count; i++) {
    const sequence = last === undefined ? 0 : last.entry.sequence + 1;
    last = sealEntry({
      sequence,
      at: '2026-03-14T03:00:00.000Z',
      actor: { kind: 'system', part: 'test' },
      cause: null,
      previous: last === undefined ? NO_PREVIOUS : toHex(last.leaf),
      body: { kind: 'note-added', incidentId: 'incident-1', text: `${text} ${sequence}` },
    });
    chain.push(last);
  }
  return chain;
}

/** Every driver of the journal keeps these. */
export const JOURNAL_PROMISES: readonly JournalPromise[] = [
  {
    promise: 'gives back what was appended, also after it was opened again',
    async hold(open) {
      const entries = chainedNotes(5);
      const journal = open();
      assert.equal(journal.length, 0);
      assert.deepEqual(journal.read(0, 10), []);
      await journal.append(entries.slice(0, 2));
      await journal.append(entries.slice(2));
      same(journal.read(0, 10), entries);
      await journal.close();
      const again = open();
      assert.equal(again.length, 5);
      same(again.read(0, 10), entries);
      await again.append(chainedNotes(1, entries.at(-1)));
      assert.equal(again.length, 6);
      await again.close();
    },
  },
  {
    promise: 'reads from any entry, at most as many as asked, in order',
    async hold(open) {
      const entries = chainedNotes(20);
      const journal = open();
      await journal.append(entries);
      for (const [from, countMax] of [
        [0, 1],
        [0, 0],
        [7, 3],
        [19, 5],
        [20, 5],
        [25, 1],
      ] as const) {
        same(journal.read(from, countMax), entries.slice(from, from + countMax));
      }
      await journal.close();
    },
  },
  {
    promise: 'keeps the order of calls made in one turn, and counts only what is durable',
    async hold(open) {
      const entries = chainedNotes(50);
      const journal = open();
      const done: number[] = [];
      const calls = entries.map(async (entry, i) => {
        await journal.append([entry]);
        assert.ok(journal.length > i, 'an acknowledged entry counts');
        done.push(i);
      });
      assert.equal(journal.length, 0, 'nothing is durable within the turn of the call');
      await Promise.all(calls);
      assert.deepEqual(done, [...entries.keys()]);
      same(journal.read(0, 100), entries);
      await journal.close();
    },
  },
  {
    promise: 'commits what waits before it closes',
    async hold(open) {
      const journal = open();
      const appended = journal.append(chainedNotes(3));
      await journal.close();
      await appended;
      await journal.close();
      const again = open();
      assert.equal(again.length, 3);
      await again.close();
    },
  },
  {
    promise: 'takes nothing that does not follow, and nothing after that',
    async hold(open) {
      const [first, second, third] = chainedNotes(3);
      const [, other] = chainedNotes(2, undefined, 'other');
      for (const wrong of [first!, third!, other!]) {
        const journal = open();
        if (journal.length === 0) await journal.append([first!]);
        await assert.rejects(journal.append([wrong]));
        await assert.rejects(journal.append([second!]), 'a failure is final');
        same(journal.read(0, 10), [first!]);
        await journal.close();
      }
    },
  },
  {
    promise: 'an append is kept whole or not at all',
    async hold(open) {
      const entries = chainedNotes(4);
      const journal = open();
      await assert.rejects(journal.append([entries[0]!, entries[1]!, entries[3]!]));
      await journal.close();
      const again = open();
      assert.equal(again.length, 0);
      await again.close();
    },
  },
  {
    promise: 'refuses a second writer, and admits one after the first has closed',
    async hold(open) {
      const journal = open();
      assert.throws(open, /another process/);
      await journal.append(chainedNotes(1));
      await journal.close();
      await open().close();
    },
  },
  {
    promise: 'gives the newest checkpoint',
    async hold(open) {
      const journal = open();
      assert.equal(journal.lastCheckpoint(), undefined);
      await journal.append(chainedNotes(12));
      await journal.saveCheckpoint(9, 'nine');
      await journal.saveCheckpoint(12, 'twelve');
      await journal.close();
      const again = open();
      assert.equal(again.lastCheckpoint(), 'twelve');
      await again.close();
    },
  },
];

function same(found: readonly SealedEntry[], wanted: readonly SealedEntry[]): void {
  const plain = ({ entry, bytes, leaf }: SealedEntry): unknown => [
    entry,
    toHex(bytes),
    toHex(leaf),
  ];
  assert.deepEqual(found.map(plain), wanted.map(plain));
}
